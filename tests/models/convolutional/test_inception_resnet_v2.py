from keras_nets import models

import keras
import numpy as np
import pytest

SMALL = {"input_shape": (16, 16, 1), "classes": 4, "stem": "small", "modules": (1, 1, 1), "width": 0.125}


@pytest.mark.usefixtures("unvalued")
def test_sizes_of_the_published_network():
    model = models.inception_resnet_v2((299, 299, 3), 10)
    names = ("first", "stage1_block10", "reduction1", "stage2_block20", "reduction2", "stage3_block10")
    assert [model.get_layer(f"{name}_out").output.shape[1:] for name in names] == [
        (35, 35, 320),
        (35, 35, 320),
        (17, 17, 1088),
        (17, 17, 1088),
        (8, 8, 2080),
        (8, 8, 2080),
    ]
    assert model.get_layer("last_conv").output.shape[1:] == (8, 8, 1536)
    assert model.count_params() == 55_873_736 - 990 * 1537


@pytest.mark.usefixtures("unvalued")
def test_residuals_are_scaled_by_stage_and_the_last_not_at_all():
    model = models.inception_resnet_v2(**SMALL | {"modules": (2, 1, 2)}, residual_scales=(0.3, 0.2, 0.1))
    scales = {layer.name: layer.scale for layer in model.layers if type(layer).__name__ == "ScaledResidual"}
    assert scales == {
        "stage1_block1_add": 0.3,
        "stage1_block2_add": 0.3,
        "stage2_block1_add": 0.2,
        "stage3_block1_add": 0.1,
        "stage3_block2_out": 1.0,
    }


def test_a_module_without_residual_is_the_identity_of_positive_maps():
    model = models.inception_resnet_v2(**SMALL)
    layer = model.get_layer("stage2_block1_residual_conv")
    layer.set_weights([np.zeros_like(weight) for weight in layer.get_weights()])
    ends = keras.Model(model.input, [model.get_layer(f"{name}_out").output for name in ("reduction1", "stage2_block1")])
    before, after = ends(np.random.default_rng(0).normal(size=(2, 16, 16, 1)).astype("float32"))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("stem, least", [("large", 75), ("small", 13)])
@pytest.mark.usefixtures("unvalued")
def test_least_size_leaves_one_pixel(stem, least):
    arguments = SMALL | {"stem": stem}
    model = models.inception_resnet_v2(**arguments | {"input_shape": (least, least, 1)})
    assert model.get_layer("stage3_block1_out").output.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match=f"inception_resnet_v2 needs images of at least {least}x{least} pixels"):
        models.inception_resnet_v2(**arguments | {"input_shape": (least - 1, least, 1)})


def test_a_stage_without_modules_is_refused():
    with pytest.raises(ValueError, match="inception_resnet_v2 needs modules=.* at least 1 module in each of its 3"):
        models.inception_resnet_v2(**SMALL | {"modules": (1, 0, 1)})
