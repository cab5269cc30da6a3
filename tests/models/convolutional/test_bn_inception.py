import math

from keras_nets import models

import keras
import pytest

# Figure 5 of the paper, by module: 1x1; 1x1 and 3x3; 1x1 and two 3x3; what the pooling branch adds; whether it halves.
FIGURE_5 = (
    (64, 64, 64, 64, 96, 32, False),
    (64, 64, 96, 64, 96, 64, False),
    (0, 128, 160, 64, 96, 0, True),
    (224, 64, 96, 96, 128, 128, False),
    (192, 96, 128, 96, 128, 128, False),
    (160, 128, 160, 128, 160, 96, False),
    (96, 128, 192, 160, 192, 96, False),
    (0, 128, 192, 192, 256, 0, True),
    (352, 192, 320, 160, 224, 128, False),
    (352, 192, 320, 192, 224, 128, False),
)
SMALL = {"input_shape": (32, 32, 1), "classes": 4, "stem": "small", "modules": (1, 1, 1), "width": 0.125}


def outs(model):
    return [layer.output.shape[1:] for layer in model.layers if layer.name.endswith("_out")]


@pytest.mark.usefixtures("unvalued")
def test_modules_of_the_paper():
    model = models.bn_inception((224, 224, 3), 10)
    assert [shape[-1] for shape in outs(model)] == [256, 320, 576, 576, 576, 576, 576, 1024, 1024, 1024]
    assert [shape[0] for shape in outs(model)] == [28, 28, 14, 14, 14, 14, 14, 7, 7, 7]
    pools = {layer.name: type(layer).__name__ for layer in model.layers if layer.name.endswith("_pool1")}
    assert pools.pop("stem_pool1") == "MaxPooling2D"
    maxima = {name for name, kind in pools.items() if kind == "MaxPooling2D"}
    assert maxima == {f"stage{name}_pool1" for name in ("3_block3_branch3", "4_block5_branch3", "5_block2_branch4")}
    assert not [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]


@pytest.mark.usefixtures("unvalued")
def test_count_is_that_of_the_papers_figure():
    def weights(inputs, maps, area):
        # Batch normalization has a scale and a shift.
        return inputs * maps * area + 2 * maps

    count = (49 * 3 * 8 + 24 * 64 + 2 * 64) + weights(64, 64, 1) + weights(64, 192, 9)
    maps = 192
    for ones, three_reduce, three, double_reduce, double, pool, halves in FIGURE_5:
        count += weights(maps, three_reduce, 1) + weights(three_reduce, three, 9)
        count += weights(maps, double_reduce, 1) + weights(double_reduce, double, 9) + weights(double, double, 9)
        count += 0 if halves else weights(maps, ones, 1) + weights(maps, pool, 1)
        maps = three + double + (maps if halves else ones + pool)
    model = models.bn_inception((32, 32, 3), 10)
    assert count + 10 * 1025 == sum(math.prod(weight.shape) for weight in model.trainable_weights)


@pytest.mark.usefixtures("unvalued")
def test_separable_or_ordinary_first_convolution():
    separable = models.bn_inception(**SMALL)
    ordinary = models.bn_inception(**SMALL, stem_multiplier=None)
    assert separable.get_layer("stem_conv1").count_params() == 49 * 8 + 8 * 8
    assert ordinary.get_layer("stem_conv1").count_params() == 49 * 8
    names = [[layer.name for layer in model.layers] for model in (separable, ordinary)]
    assert names[0] == names[1]


@pytest.mark.usefixtures("unvalued")
def test_small_stem_keeps_the_resolution_and_one_module_a_stage_still_halves():
    assert outs(models.bn_inception(**SMALL)) == [(16, 16, 56), (8, 8, 112), (8, 8, 128)]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="bn_inception needs images of at least 32x32 pixels, got 31x31"):
        models.bn_inception((31, 31, 3), 10)
    with pytest.raises(ValueError, match="bn_inception needs images of at least 4x4 pixels, got 3x3"):
        models.bn_inception(**SMALL | {"input_shape": (3, 3, 1)})
    with pytest.raises(ValueError, match="width must be positive, got 0"):
        models.bn_inception(**SMALL | {"width": 0})
