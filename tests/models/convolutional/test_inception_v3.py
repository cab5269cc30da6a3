from keras_nets import models

import pytest

SMALL = {"input_shape": (32, 32, 1), "classes": 4, "stem": "small", "modules": (1, 1, 1), "width": 0.125}


def joins(model):
    names = ("stage1_block1", "stage1_block3", "reduction1", "stage2_block4", "reduction2", "stage3_block2")
    return [model.get_layer(f"{name}_out").output.shape[1:] for name in names]


@pytest.mark.usefixtures("unvalued")
def test_sizes_of_the_paper():
    model = models.inception_v3((299, 299, 3), 10)
    assert joins(model) == [
        (35, 35, 256),
        (35, 35, 288),
        (17, 17, 768),
        (17, 17, 768),
        (8, 8, 1280),
        (8, 8, 2048),
    ]
    assert model.count_params() == 23_851_784 - 990 * 2049


@pytest.mark.usefixtures("unvalued")
def test_asymmetric_kernels():
    model = models.inception_v3(**SMALL)
    names = [f"stage2_block1_branch3_conv{number}" for number in range(1, 6)]
    assert [model.get_layer(name).kernel_size for name in names] == [(1, 1), (7, 1), (1, 7), (7, 1), (1, 7)]
    split = [f"stage3_block1_branch2_split1_branch{number}_conv1" for number in (1, 2)]
    assert [model.get_layer(name).kernel_size for name in split] == [(1, 3), (3, 1)]
    assert model.get_layer(split[0]).input is model.get_layer(split[1]).input


@pytest.mark.usefixtures("unvalued")
def test_no_reduction_is_a_bottleneck():
    model = models.inception_v3(**SMALL)
    for number in (1, 2):
        join = model.get_layer(f"reduction{number}_out")
        assert len({tensor.shape[1:3] for tensor in join.input}) == 1
        assert join.input[-1].shape[-1] == model.get_layer(f"stage{number}_block1_out").output.shape[-1]


@pytest.mark.usefixtures("unvalued")
def test_small_stem_and_one_module_a_stage():
    model = models.inception_v3(**SMALL)
    sizes = [model.get_layer(f"stage{stage}_block1_out").output.shape[1:] for stage in (1, 2, 3)]
    assert sizes == [(26, 26, 36), (12, 12, 96), (5, 5, 256)]
    assert not [layer.name for layer in model.layers if layer.name.startswith("stem_pool")]


@pytest.mark.parametrize("stem, least", [("large", 75), ("small", 13)])
@pytest.mark.usefixtures("unvalued")
def test_least_size_leaves_one_pixel(stem, least):
    arguments = SMALL | {"stem": stem, "width": 0.05}
    model = models.inception_v3(**arguments | {"input_shape": (least, least, 1)})
    assert model.get_layer("stage3_block1_out").output.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match=f"inception_v3 needs images of at least {least}x{least} pixels, got "):
        models.inception_v3(**arguments | {"input_shape": (least, least - 1, 1)})


def test_wrong_depth_and_stem_are_refused():
    with pytest.raises(ValueError, match="inception_v3 needs modules=.* at least 1 module in each of its 3 stages"):
        models.inception_v3(**SMALL | {"modules": (1, 1, 0)})
    with pytest.raises(ValueError, match="stem must be 'large' or 'small', got 'none'"):
        models.inception_v3(**SMALL | {"stem": "none"})
