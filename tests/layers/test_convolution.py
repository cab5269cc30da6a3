"""Convolution with normalization and activation, and the padding that papers mean."""

from keras_nets.layers import convolution, normalize_activate, pad

import keras
import numpy as np
import pytest
import scipy.signal

SHAPE = (8, 9, 2)


def model_of(*arguments, **keywords):
    inputs = keras.Input(SHAPE, name="input")
    return keras.Model(inputs, convolution(inputs, *arguments, name="conv", **keywords))


def names(model):
    return [layer.name for layer in model.layers[1:]]


@pytest.mark.usefixtures("unvalued")
def test_names_of_the_layers():
    assert names(model_of(4, 3)) == ["conv", "conv_bn", "conv_relu"]
    assert names(model_of(4, 3, 2)) == ["conv_padding", "conv", "conv_bn", "conv_relu"]
    assert names(model_of(4, 3, 2, padding="same", activation="prelu")) == ["conv", "conv_bn", "conv_prelu"]
    assert names(model_of(4, 1, 2, normalization=False, activation=None)) == ["conv"]
    assert names(model_of(4, 3, activation=keras.ops.sin)) == ["conv", "conv_bn", "conv_activation"]


@pytest.mark.parametrize("kernel_size, strides", [(3, 2), (7, 2), (5, 3), (3, 1), ((1, 7), 1), ((3, 1), 2), (1, 2)])
def test_symmetric_padding_is_half_a_window_on_each_side(kernel_size, strides):
    model = model_of(1, kernel_size, strides, normalization=False, activation=None)
    x = np.random.default_rng(0).normal(size=(1, *SHAPE)).astype("float32")
    kernel = model.get_layer("conv").get_weights()[0][..., 0]
    rows, columns = (size // 2 for size in kernel.shape[:2])
    padded = np.pad(x[0], [(rows, rows), (columns, columns), (0, 0)])
    expected = scipy.signal.correlate(padded, kernel, "valid", method="direct")[::strides, ::strides, 0]
    np.testing.assert_allclose(model(x)[0, ..., 0], expected, rtol=1e-3, atol=1e-5)


def test_paddings_differ_where_the_step_is_larger_than_one():
    x = np.zeros((1, *SHAPE), "float32")
    x[0, 0, 0] = 1
    corners = {}
    for padding in ("symmetric", "same", "valid"):
        model = model_of(
            *(1, 3, 2), padding=padding, normalization=False, activation=None, kernel_initializer=row_by_row
        )
        outputs = model(x)
        corners[padding] = (int(outputs[0, 0, 0, 0]), outputs.shape[1:3])
    # The first pixel lies below the middle of the first window, or, of 9 columns, below its left edge or middle.
    assert corners == {"symmetric": (2 * 4, (4, 5)), "same": (2 * 1, (4, 5)), "valid": (0, (3, 4))}


def row_by_row(shape, dtype=None):
    """Kernel with the values 0 to 8 for each map."""
    return keras.ops.cast(keras.ops.reshape(keras.ops.repeat(keras.ops.arange(9), shape[2]), shape), "float32")


@pytest.mark.usefixtures("unvalued")
def test_weights_are_kernel_and_scale_and_shift_and_averages():
    assert [tuple(weight.shape) for weight in model_of(4, 3).weights] == [(3, 3, 2, 4)] + [(4,)] * 4
    assert model_of(4, 3, use_bias=True).get_layer("conv").use_bias
    assert model_of(4, 3, normalization=False).count_params() == 3 * 3 * 2 * 4 + 4
    assert model_of(4, 3, groups=2, dilation_rate=2).get_layer("conv").kernel.shape == (3, 3, 1, 4)


def test_normalization_has_the_constants_of_the_papers():
    layer = model_of(4, 3).get_layer("conv_bn")
    assert (layer.momentum, layer.epsilon) == (0.9, 1e-5)
    assert model_of(4, 3, epsilon=1e-3).get_layer("conv_bn").epsilon == 1e-3


def test_normalizes_before_it_activates():
    inputs = keras.Input(SHAPE, name="input")
    model = keras.Model(inputs, normalize_activate(inputs, name="block", epsilon=0.0))
    x = np.random.default_rng(0).normal(3, 2, size=(5, *SHAPE)).astype("float32")
    normalized = (x - x.mean(axis=(0, 1, 2))) / x.std(axis=(0, 1, 2))
    np.testing.assert_allclose(model(x, training=True), np.maximum(normalized, 0), atol=1e-3)
    assert normalize_activate(inputs, None, name="block", normalization=False) is inputs


def test_unpadded_windows_make_no_layer():
    inputs = keras.Input(SHAPE)
    for arguments in ((3, 1), ((1, 7), (1, 1)), (1, 2)):
        x, padding = pad(inputs, *arguments, name="padding")
        assert x is inputs
        assert padding == ("valid" if arguments == (1, 2) else "same")


def test_unknown_padding_and_activation_are_refused():
    with pytest.raises(ValueError, match="padding must be one of symmetric, same, valid, got 'full'"):
        model_of(4, 3, padding="full")
    with pytest.raises(ValueError, match="activation must be .*, got 'swoosh'"):
        model_of(4, 3, activation="swoosh")
