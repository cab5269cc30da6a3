import math

from keras_nets import models

import keras
import numpy as np
import pytest

TINY = dict(input_shape=(16, 16, 3), classes=4, width=0.1, stem="small")


def weighted(model):
    return [layer for layer in model.layers if layer.weights and not isinstance(layer, keras.layers.PReLU)]


def slopes(model):
    return [layer.count_params() for layer in model.layers if isinstance(layer, keras.layers.PReLU)]


@pytest.mark.usefixtures("unvalued")
def test_fourteen_weight_layers():
    model = models.prelu_network((224, 224, 3), 10, dense_units=(16, 8))
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    found = [(layer.filters, layer.kernel_size[0], layer.output.shape[1]) for layer in convolutions]
    assert found == [(64, 7, 112)] + [(128, 2, 37)] * 4 + [(256, 2, 18)] * 6
    assert len(weighted(model)) == 14
    assert model.get_layer("pyramid").output.shape == (None, 256 * (36 + 9 + 4 + 1))


def test_slopes_of_each_map_or_of_each_layer_or_none():
    arguments = dict(input_shape=(64, 64, 3), classes=10, dense_units=(32, 16))
    channelwise, shared, plain = (
        models.prelu_network(**arguments, activation=activation) for activation in ("prelu", "shared_prelu", "relu")
    )
    assert slopes(channelwise) == [64] + [128] * 4 + [256] * 6 + [32, 16]
    assert slopes(shared) == [1] * 13
    assert slopes(plain) == []
    assert channelwise.count_params() - plain.count_params() == 2_112 + 48
    assert shared.count_params() - plain.count_params() == 13
    for model in (channelwise, shared):
        starts = {value for layer in model.layers if "prelu" in layer.name for value in layer.get_weights()[0].ravel()}
        assert starts == {0.25}


@pytest.mark.parametrize("activation, slope", [("prelu", 0.25), ("shared_prelu", 0.25), ("relu", 0.0)])
def test_weights_start_so_that_signals_keep_their_variance(activation, slope):
    model = models.prelu_network(**TINY | {"width": 1.0}, dense_units=(64,), activation=activation)
    for name in ("stage1_conv2", "stage2_conv3"):
        kernel = model.get_layer(name).get_weights()[0]
        inputs = math.prod(kernel.shape[:3])
        assert kernel.std() == pytest.approx(math.sqrt(2 / ((1 + slope**2) * inputs)), rel=0.02)


@pytest.mark.usefixtures("unvalued")
def test_depth_and_width():
    model = models.prelu_network(**TINY, stage_blocks=(1, 3), levels=(3,), dense_units=(40,))
    assert [layer.name for layer in weighted(model)] == [
        *("stem_conv", "stage1_conv1", "stage2_conv1", "stage2_conv2", "stage2_conv3", "fc1", "predictions")
    ]
    assert [model.get_layer(name).filters for name in ("stem_conv", "stage1_conv1", "stage2_conv3")] == [6, 13, 26]
    assert model.get_layer("pyramid").output.shape == (None, 26 * 9)


@pytest.mark.usefixtures("unvalued")
def test_pyramid_fits_images_of_any_size_to_the_same_weights():
    small, large = (models.prelu_network(**TINY | {"input_shape": (side, side + 3, 3)}) for side in (16, 21))
    assert small.count_params() == large.count_params()


@pytest.mark.parametrize("stem, least, size", [("large", 11, 1), ("small", 2, 1)])
def test_least_size(stem, least, size):
    model = models.prelu_network((least, least, 1), 2, width=0.05, stem=stem)
    assert model.get_layer("stage1_pool").output.shape[1:3] == (size, size)
    assert np.isfinite(keras.ops.convert_to_numpy(model(np.ones((1, least, least, 1))))).all()
    with pytest.raises(ValueError, match=f"^prelu_network needs images of at least {least}x{least} pixels, got "):
        models.prelu_network((least, least - 1, 1), 2, stem=stem)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"stage_blocks": (0, 6)}, r"at least 1 convolution in each of 2 stages, got stage_blocks=\(0, 6\)"),
        ({"stage_blocks": (4,)}, r"at least 1 convolution in each of 2 stages, got stage_blocks=\(4,\)"),
        ({"stem": "tiny"}, "stem must be 'large' or 'small', got 'tiny'"),
        ({"width": 0}, "width must be positive, got 0"),
        ({"classes": 0}, "classes must be at least 1, got 0"),
        ({"activation": "swoosh"}, "activation must be .*, got 'swoosh'"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.prelu_network(**TINY | arguments)
