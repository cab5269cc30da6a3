"""Batch normalization in training by TensorFlow's fused operation, where Keras makes a dozen passes over its inputs."""

import functools

import keras
import tensorflow as tf


def accelerate(layer):
    """Has a `keras.layers.BatchNormalization` train by one fused operation, forward and backward.

    It computes what Keras computes, and does so Keras's way wherever the operation does not apply: in inference and
    while frozen, with masks, renormalization or synchronized statistics, on another axis than the last and with weights
    that are not float32.

    Args:
        layer: The layer; subclasses, which may compute something else, are left alone.

    Example:

    >>> layer = keras.layers.BatchNormalization()
    >>> accelerate(layer)
    >>> layer(np.array([[1.0], [3.0]]), training=True).numpy().round(3).tolist()
    [[-1.0], [1.0]]
    """
    if type(layer) is keras.layers.BatchNormalization and not (layer.renorm or layer.synchronized):
        layer.call = functools.partial(_call, layer)


def _call(layer, inputs, training=None, mask=None):
    if not (training and layer.trainable and mask is None and _is_fusible(layer, inputs)):
        return type(layer).call(layer, inputs, training=training, mask=mask)
    channels = inputs.shape[-1]
    x = tf.cast(inputs, tf.float32)
    outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=x if len(x.shape) == 4 else tf.reshape(x, (-1, 1, 1, channels)),
        scale=tf.convert_to_tensor(layer.gamma) if layer.scale else tf.ones(channels),
        offset=tf.convert_to_tensor(layer.beta) if layer.center else tf.zeros(channels),
        # Where the statistics are the batch's own, the operation takes none.
        mean=tf.zeros(0),
        variance=tf.zeros(0),
        epsilon=layer.epsilon,
        is_training=True,
    )
    examples = tf.cast(tf.size(x) // channels, tf.float32)
    # The operation divides by one less, for an estimate without bias; Keras keeps the variance of the batch.
    for moving, batch in ((layer.moving_mean, mean), (layer.moving_variance, variance * (examples - 1) / examples)):
        moving.assign(moving * layer.momentum + batch * (1 - layer.momentum))
    return tf.cast(outputs if len(x.shape) == 4 else tf.reshape(outputs, tf.shape(x)), layer.compute_dtype)


def _is_fusible(layer, inputs):
    """Whether the operation takes such inputs and weights."""
    rank = len(inputs.shape)
    is_single = layer.variable_dtype == "float32" and inputs.dtype != tf.float64
    return is_single and rank > 1 and layer.axis in (-1, rank - 1)
