"""Dilated convolutions in training as they are, where TensorFlow cuts its inputs into many smaller ones first."""

import functools

from keras_nets._keras import is_training
from keras_nets.acceleration.einsum_dense import biased_and_activated

import keras
import tensorflow as tf


def accelerate(layer):
    """Has a dilated `keras.layers.Conv1D` or `Conv2D` train by oneDNN, which knows dilation.

    It computes what Keras computes, and does so Keras's way in inference, with groups, with channels first, in other
    precisions than float32 and where TensorFlow computes without oneDNN.

    Args:
        layer: The layer; subclasses, which may compute something else, are left alone.

    Example:

    >>> layer = keras.layers.Conv2D(2, 3, dilation_rate=2, kernel_initializer="ones")
    >>> accelerate(layer)
    >>> layer(np.ones((1, 5, 5, 3)), training=True).numpy().tolist()
    [[[[27.0, 27.0]]]]
    """
    if (
        type(layer) in (keras.layers.Conv1D, keras.layers.Conv2D)
        and max(layer.dilation_rate) > 1
        and layer.groups == 1
        and layer.data_format == "channels_last"
        and layer.compute_dtype == "float32"
        and _has_gradients()
    ):
        layer.call = functools.partial(_call, layer)


def _call(layer, inputs):
    if not is_training(layer):
        return type(layer).call(layer, inputs)
    kernel, rates, padding = keras.ops.convert_to_tensor(layer.kernel), layer.dilation_rate, layer.padding.upper()
    if padding == "CAUSAL":
        before = rates[0] * (kernel.shape[0] - 1)
        inputs, padding = tf.pad(inputs, [(0, 0), (before, 0), (0, 0)]), "VALID"
    if layer.rank == 2:
        x = tf.nn.conv2d(inputs, kernel, 1, padding, dilations=rates)
    else:
        rows = tf.nn.conv2d(inputs[:, None], kernel[None], 1, padding, dilations=(1, *rates))
        x = tf.squeeze(rows, 1)
    return biased_and_activated(layer, x)


@functools.cache
def _has_gradients():
    """Whether TensorFlow can train dilated convolutions on this machine; its own operations cannot."""
    try:
        with tf.init_scope():
            tf.raw_ops.Conv2DBackpropInput(
                input_sizes=(1, 3, 3, 1),
                filter=tf.ones((2, 2, 1, 1)),
                out_backprop=tf.ones((1, 1, 1, 1)),
                strides=[1, 1, 1, 1],
                padding="VALID",
                dilations=[1, 2, 2, 1],
            )
    except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError):
        return False
    return True
