from keras_nets.layers import depthwise_convolution, separable_convolution

import keras
import numpy as np
import pytest

INPUTS = keras.Input((8, 8, 16))


def convolutions(model):
    return [layer for layer in model.layers if "Conv2D" in type(layer).__name__]


def names(outputs, inputs=INPUTS):
    return [layer.name for layer in keras.Model(inputs, outputs).layers[1:]]


@pytest.mark.parametrize(
    ("order", "kinds", "weights"),
    [
        ("depthwise_first", ["DepthwiseConv2D", "Conv2D"], [144, 512]),
        ("pointwise_first", ["Conv2D", "DepthwiseConv2D"], [512, 288]),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_weights_of_both_orders_against_those_of_a_convolution(order, kinds, weights):
    model = keras.Model(INPUTS, separable_convolution(INPUTS, 32, 3, name="block", order=order))
    assert [type(layer).__name__ for layer in convolutions(model)] == kinds
    assert [layer.count_params() for layer in convolutions(model)] == weights
    assert sum(weights) in (656, 800)
    ordinary = keras.layers.Conv2D(32, 3, use_bias=False)
    ordinary.build((None, 8, 8, 16))
    assert ordinary.count_params() == 4_608


def test_is_a_convolution_whose_kernel_is_a_product():
    inputs = keras.Input((6, 7, 3))
    outputs = separable_convolution(inputs, 4, 3, name="block", between=False, activation=None, normalization=False)
    model = keras.Model(inputs, outputs)
    depthwise, pointwise = (layer.kernel for layer in convolutions(model))
    kernel = keras.ops.convert_to_numpy(depthwise)[..., 0][..., None] * keras.ops.convert_to_numpy(pointwise)[0, 0]
    x = np.random.default_rng(0).normal(size=(2, 6, 7, 3)).astype("float32")
    expected = keras.ops.conv(x, kernel, padding="same", data_format="channels_last")
    np.testing.assert_allclose(model(x), expected, atol=1e-5)


@pytest.mark.usefixtures("unvalued")
def test_layers_between_are_those_of_mobilenet_or_none_as_in_xception():
    assert names(separable_convolution(INPUTS, 32, 3, name="a")) == [
        *("a_depthwise", "a_depthwise_bn", "a_depthwise_relu"),
        *("a_pointwise", "a_pointwise_bn", "a_pointwise_relu"),
    ]
    outputs = separable_convolution(INPUTS, 32, 3, name="a", between=False)
    assert names(outputs)[:2] == ["a_depthwise", "a_pointwise"]
    outputs = separable_convolution(INPUTS, 32, 3, name="a", order="pointwise_first", between=False)
    assert names(outputs) == ["a_pointwise", "a_depthwise", "a_depthwise_bn", "a_depthwise_relu"]


@pytest.mark.parametrize("order", ["depthwise_first", "pointwise_first"])
def test_the_step_is_that_of_the_depthwise_part(order):
    model = keras.Model(INPUTS, separable_convolution(INPUTS, 32, 3, 2, name="a", order=order))
    assert model.output.shape == (None, 4, 4, 32)
    assert [tuple(layer.strides) for layer in convolutions(model) if layer.kernel_size == (1, 1)] == [(1, 1)]


def test_symmetric_padding_is_a_layer_where_same_would_be_another():
    assert names(depthwise_convolution(INPUTS, 3, 2, name="a"))[0] == "a_padding"
    assert names(depthwise_convolution(INPUTS, 3, 2, name="a", padding="same"))[0] == "a"


def test_unknown_order_is_refused():
    with pytest.raises(ValueError, match="order must be one of depthwise_first, pointwise_first, got 'both'"):
        separable_convolution(INPUTS, 32, 3, name="a", order="both")
