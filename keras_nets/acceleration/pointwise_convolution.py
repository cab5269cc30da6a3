"""Convolutions of single pixels in training as one product of two matrices, whose gradients are products as well."""

import functools

from keras_nets._keras import is_training
from keras_nets.acceleration.einsum_dense import as_one_product

import keras
import tensorflow as tf


def accelerate(layer):
    """Has a `keras.layers.Conv2D` with a kernel of one pixel train by a product of two matrices.

    So does the second half of a `keras.layers.SeparableConv2D`. Both compute what Keras computes, and do so Keras's way
    in inference, with channels first and, for a `Conv2D`, with strides or groups.

    Args:
        layer: The layer; subclasses, which may compute something else, are left alone.

    Example:

    >>> layer = keras.layers.Conv2D(2, 1, kernel_initializer="ones")
    >>> accelerate(layer)
    >>> layer(np.ones((1, 4, 4, 3)), training=True).shape
    TensorShape([1, 4, 4, 2])
    """
    if _is_pointwise(layer):
        layer.call = functools.partial(_call, layer)
    elif type(layer) is keras.layers.SeparableConv2D and layer.data_format == "channels_last":
        layer.call = functools.partial(_call_separable, layer)


def _is_pointwise(layer):
    return (
        type(layer) is keras.layers.Conv2D
        and layer.kernel_size == layer.strides == (1, 1)
        and layer.groups == 1
        and layer.data_format == "channels_last"
    )


def _call(layer, inputs):
    return _product(layer, inputs, layer.kernel) if is_training(layer) else type(layer).call(layer, inputs)


def _call_separable(layer, inputs):
    if not is_training(layer):
        return type(layer).call(layer, inputs)
    x = keras.ops.depthwise_conv(
        inputs, layer.depthwise_kernel, layer.strides, layer.padding, layer.data_format, layer.dilation_rate
    )
    return _product(layer, x, layer.pointwise_kernel)


def _product(layer, inputs, kernel):
    # A slice of the kernel would have a gradient that takes as long as some of the products.
    return as_one_product(layer, inputs, tf.reshape(keras.ops.convert_to_tensor(kernel), (-1, layer.filters)))
