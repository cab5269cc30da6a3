import math

from keras_nets import models

import pytest

SMALL = {"input_shape": (32, 32, 1), "classes": 4, "stem": "small", "modules": (1, 1, 1), "width": 0.125}


@pytest.mark.usefixtures("unvalued")
def test_sizes_and_trainable_weights_of_the_paper():
    model = models.inception_v4((299, 299, 3), 10)
    names = ("stem_split1", "stem_split2", "stem_split3", "stage1_block4", "stage2_block7", "stage3_block3")
    assert [model.get_layer(f"{name}_out").output.shape[1:] for name in names] == [
        (73, 73, 160),
        (71, 71, 192),
        (35, 35, 384),
        (35, 35, 384),
        (17, 17, 1024),
        (8, 8, 1536),
    ]
    assert model.count_params() == 42_742_984 - 990 * 1537
    # The difference to timm's inception_v4 are the classes.
    assert sum(math.prod(weight.shape) for weight in model.trainable_weights) == 42_679_816 - 990 * 1537
    assert model.get_layer("dropout").rate == 0.2


@pytest.mark.usefixtures("unvalued")
def test_modules_keep_the_number_of_maps():
    model = models.inception_v4(**SMALL | {"modules": (2, 2, 2)})
    for stage in (1, 2, 3):
        first, second = (model.get_layer(f"stage{stage}_block{block}_out") for block in (1, 2))
        assert first.output.shape == second.output.shape


@pytest.mark.usefixtures("unvalued")
def test_small_stem_has_steps_of_one():
    model = models.inception_v4(**SMALL)
    stem = [layer for layer in model.layers if layer.name.startswith("stem_") and hasattr(layer, "strides")]
    assert {layer.strides for layer in stem} == {(1, 1)}
    sizes = [model.get_layer(f"stage{stage}_block1_out").output.shape[1:] for stage in (1, 2, 3)]
    assert sizes == [(22, 22, 48), (10, 10, 128), (4, 4, 192)]


@pytest.mark.parametrize("stem, least", [("large", 75), ("small", 17)])
@pytest.mark.usefixtures("unvalued")
def test_least_size_leaves_one_pixel(stem, least):
    arguments = SMALL | {"stem": stem, "width": 0.05}
    model = models.inception_v4(**arguments | {"input_shape": (least, least, 1)})
    assert model.get_layer("stage3_block1_out").output.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match=f"inception_v4 needs images of at least {least}x{least} pixels, got "):
        models.inception_v4(**arguments | {"input_shape": (least - 1, least, 1)})


def test_a_stage_without_modules_is_refused():
    with pytest.raises(ValueError, match="inception_v4 needs modules=.* at least 1 module in each of its 3 stages"):
        models.inception_v4(**SMALL | {"modules": (0, 1, 1)})
