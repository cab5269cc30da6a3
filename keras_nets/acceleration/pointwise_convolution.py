"""Convolutions of single pixels in training as one product of two matrices, whose gradients are products as well."""

import functools

from keras_nets._keras import is_training

import keras
import tensorflow as tf


def accelerate(layer):
    """Has a `keras.layers.Conv2D` with a kernel of one pixel train by a product of two matrices.

    It computes what Keras computes, and does so Keras's way in inference, with strides, groups or channels first.

    Args:
        layer: The layer; subclasses, which may compute something else, are left alone.

    Example:

    >>> layer = keras.layers.Conv2D(2, 1, kernel_initializer="ones")
    >>> accelerate(layer)
    >>> layer(np.ones((1, 4, 4, 3)), training=True).shape
    TensorShape([1, 4, 4, 2])
    """
    if (
        type(layer) is keras.layers.Conv2D
        and layer.kernel_size == layer.strides == (1, 1)
        and layer.groups == 1
        and layer.data_format == "channels_last"
    ):
        layer.call = functools.partial(_call, layer)


def _call(layer, inputs):
    if not is_training(layer):
        return type(layer).call(layer, inputs)
    kernel = tf.reshape(keras.ops.convert_to_tensor(layer.kernel), (-1, layer.filters))
    x = tf.matmul(tf.reshape(inputs, (-1, kernel.shape[0])), kernel)
    x = tf.reshape(x, (*tf.unstack(tf.shape(inputs)[:-1]), layer.filters))
    x = x if layer.bias is None else keras.ops.add(x, layer.bias)
    return x if layer.activation is None else layer.activation(x)
