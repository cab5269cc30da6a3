from keras_nets.layers import upsample

import keras
import numpy as np
import pytest

COUNTS = {
    "transposed": (4, 4 * 6 * 4 + 4),
    "nearest": (6, 0),
    "bilinear": (6, 0),
    "nearest_convolution": (4, 9 * 6 * 4 + 4),
    "bilinear_convolution": (4, 9 * 6 * 4 + 4),
}


def doubling(method, maps=6, filters=4, **arguments):
    inputs = keras.Input((None, None, maps), name="input")
    return keras.Model(inputs, upsample(inputs, filters, name="up", method=method, **arguments))


@pytest.mark.parametrize("method", COUNTS)
def test_doubles_any_size_with_the_weights_of_its_method(method):
    model = doubling(method)
    maps, weights = COUNTS[method]
    assert model.count_params() == weights
    assert model(np.ones((1, 3, 5, 6), "float32")).shape == (1, 6, 10, maps)
    assert model.layers[1].name == "up"


def test_nearest_repeats_pixels():
    x = np.random.default_rng(0).normal(size=(1, 2, 3, 2)).astype("float32")
    np.testing.assert_array_equal(doubling("nearest", 2)(x), x.repeat(2, axis=1).repeat(2, axis=2))


def test_a_transposed_convolution_makes_four_pixels_of_each_without_overlap():
    x = np.random.default_rng(0).normal(size=(1, 2, 3, 1)).astype("float32")
    model = doubling("transposed", 1, 1)
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
    model.get_layer("up").set_weights([kernel[..., None, None], np.zeros(1)])
    np.testing.assert_allclose(model(x)[0, ..., 0], np.kron(x[0, ..., 0], kernel), rtol=1e-5)


def test_the_convolution_after_upsampling_can_be_normalized_and_activated():
    model = doubling("nearest_convolution", normalization=True, activation="relu")
    assert [layer.name for layer in model.layers[2:]] == ["up_conv", "up_conv_bn", "up_conv_relu"]


def test_unknown_methods_are_refused():
    with pytest.raises(ValueError, match="^upsampling must be one of transposed, .*, got 'bicubic'$"):
        doubling("bicubic")
