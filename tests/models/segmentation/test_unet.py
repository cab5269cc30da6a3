import math
from itertools import pairwise

from keras_nets import models
from keras_nets.inspection.receptive_fields import contributions, receptive_field
from keras_nets.models.segmentation.unet import lost_pixels

import keras
import numpy as np
import pytest


def tiny(shape=(None, None, 1), classes=2, **arguments):
    return models.unet(shape, classes, **{"depth": 2, "filters": 2} | arguments)


def convolution_weights(kernel, before, after):
    return kernel**2 * before * after + after


@pytest.mark.usefixtures("unvalued")
def test_weights_of_the_papers_network_summed_by_hand():
    # 1 channel, 64 to 1024 maps and back, 2 classes; 31,030,658 is also what is counted in published copies.
    widths = (64, 128, 256, 512, 1024)
    expected = convolution_weights(1, 64, 2) + convolution_weights(3, 1, 64) + convolution_weights(3, 64, 64)
    for half, whole in pairwise(widths):
        down = convolution_weights(3, half, whole) + convolution_weights(3, whole, whole)
        up = convolution_weights(2, whole, half) + convolution_weights(3, whole, half)
        expected += down + up + convolution_weights(3, half, half)
    model = models.unet((388, 388, 1), 2)
    assert model.count_params() == expected == 31_030_658
    # "In total the network has 23 convolutional layers."
    kinds = (keras.layers.Conv2D, keras.layers.Conv2DTranspose)
    assert sum(isinstance(layer, kinds) for layer in model.layers) == 23
    assert model.get_layer("mirror").output.shape == (None, 572, 572, 1)
    sizes = [model.get_layer(name).output.shape[1] for name in ("down1_conv2", "down4_conv2", "bottom_conv2", "scores")]
    assert sizes == [568, 64, 28, 388]
    assert model.output.shape == (None, 388, 388, 2)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_any_size_gives_predictions_of_that_size(padding):
    model = tiny(padding=padding)
    for size in ((1, 1), (2, 3), (37, 51), (40, 33)):
        y = keras.ops.convert_to_numpy(model(np.random.default_rng(0).normal(size=(1, *size, 1))))
        assert y.shape == (1, *size, 2)
        np.testing.assert_allclose(y.sum(axis=-1), 1, atol=1e-5)


def test_a_retina_photograph_passes_a_network_of_known_size():
    assert models.unet((584, 565, 3), 2, filters=1, padding="same").output.shape == (None, 584, 565, 2)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.usefixtures("unvalued")
def test_lost_pixels_are_those_that_the_levels_take(depth):
    lost, multiple, rest = lost_pixels(depth)
    for size in (1, 20, 33):
        model = tiny((size, size, 1), depth=depth, filters=1)
        extended = model.get_layer("mirror").output.shape[1]
        assert extended % multiple == rest
        last = model.get_layer("up1_conv2").output.shape[1]
        assert extended - last == lost
        assert size <= last < size + multiple


def test_predictions_stand_at_their_pixels():
    # The middle of what a pixel sees is the pixel, but for the up-convolutions' blocks.
    model = tiny((41, 41, 1), padding="same")
    shares = contributions(keras.Model(model.inputs, model.get_layer("scores").output), (41, 41))
    top, left, height, width = receptive_field(shares)
    assert abs(top + (height - 1) / 2 - 20) <= 2 and abs(left + (width - 1) / 2 - 20) <= 2


def test_valid_networks_see_the_same_of_a_tile_as_of_the_image():
    model = tiny()
    x = np.random.default_rng(0).normal(size=(1, 100, 100, 1)).astype("float32")
    whole, tile = (keras.ops.convert_to_numpy(model(part)) for part in (x, x[:, 8:88, 8:88]))
    # Far from the borders, where nothing is mirrored.
    np.testing.assert_allclose(whole[:, 32:64, 32:64], tile[:, 24:56, 24:56], atol=1e-5)


@pytest.mark.usefixtures("unvalued")
def test_dropout_follows_the_two_deepest_levels_and_reaches_the_skip():
    model = tiny(padding="same", depth=3)
    dropouts = [layer.name for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    assert dropouts == ["down3_dropout", "bottom_dropout"]
    assert model.get_layer("up3_concat").input[0] is model.get_layer("down3_dropout").output
    assert not any(isinstance(layer, keras.layers.Dropout) for layer in tiny(dropout=0).layers)


@pytest.mark.parametrize("upsampling", ["nearest", "bilinear_convolution"])
@pytest.mark.usefixtures("unvalued")
def test_ways_of_upsampling_and_activation_are_arguments(upsampling):
    model = tiny(upsampling=upsampling, activation="prelu", normalization=True)
    assert isinstance(model.get_layer("up1_upsampling"), keras.layers.UpSampling2D)
    assert sum(isinstance(layer, keras.layers.PReLU) for layer in model.layers) == 10
    assert sum(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers) == 10


@pytest.mark.usefixtures("unvalued")
def test_depth_and_filters_make_the_widths():
    model = tiny(depth=3, filters=3)
    assert [model.get_layer(f"down{i}_conv2").output.shape[-1] for i in (1, 2, 3)] == [3, 6, 12]
    assert model.get_layer("bottom_conv2").output.shape[-1] == 24


@pytest.mark.usefixtures("unvalued")
def test_retina_unet_has_the_published_number_of_weights():
    model = models.retina_unet((48, 48, 1), 2)
    pairs = [(1, 32), (32, 32), (32, 64), (64, 64), (64, 128), (128, 128), (192, 64), (64, 64), (96, 32), (32, 32)]
    assert model.count_params() == sum(convolution_weights(3, *pair) for pair in pairs) + 66 == 471_010
    dropouts = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    assert [layer.rate for layer in dropouts] == [0.2] * 5
    assert model.get_layer("up2_concat").output.shape == (None, 24, 24, 192)


@pytest.mark.parametrize("activation, slopes", [("leaky_relu", 0), ("prelu", 2 * (32 + 64) * 2 + 256), ("rrelu", 0)])
def test_retina_unet_with_the_activations_of_the_study(activation, slopes):
    model = models.retina_unet((None, None, 1), 2, activation=activation)
    assert model.count_params() == 471_010 + slopes
    assert model(np.ones((1, 37, 51, 1), "float32")).shape == (1, 37, 51, 2)


def test_the_relu_before_the_softmax_can_be_left_out():
    x = np.random.default_rng(0).normal(size=(1, 8, 8, 1)).astype("float32")
    published = models.retina_unet((8, 8, 1), 2, filters=2)
    assert keras.ops.min(keras.Model(published.input, published.get_layer("scores_activation").output)(x)) >= 0
    free = models.retina_unet((8, 8, 1), 1, filters=2, score_activation=None)
    assert "scores_activation" not in {layer.name for layer in free.layers}
    with pytest.raises(ValueError, match="^retina_unet with classes=1 gives no probability below 0.5 after score_"):
        models.retina_unet((8, 8, 1), 1)


def test_half_precision_gives_nearly_the_same(tmp_path):
    model = tiny(padding="same", depth=1)
    model.save(tmp_path / "model.keras")
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        half = tiny(padding="same", depth=1)
    finally:
        keras.config.set_dtype_policy("float32")
    half.set_weights(model.get_weights())
    x = np.random.default_rng(0).normal(size=(1, 13, 10, 1)).astype("float32")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(x), model(x))
    y = keras.ops.convert_to_numpy(keras.ops.cast(half(x), "float32"))
    assert math.isclose(np.abs(y - keras.ops.convert_to_numpy(model(x))).max(), 0, abs_tol=0.05)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(depth=0), "^unet needs a depth and filters of at least 1, got depth=0, filters=2$"),
        (dict(filters=0), "^unet needs a depth and filters of at least 1, got depth=2, filters=0$"),
        (dict(padding="symmetric"), "^padding must be one of valid, same, got 'symmetric'$"),
        (dict(dropout=1.0), "^unet drops with a probability of at least 0 and below 1, got 1.0$"),
        (dict(upsampling="deconvolution"), "^upsampling must be one of transposed, nearest, "),
        (dict(classes=0), "^classes must be at least 1, got 0"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        tiny(**arguments)
