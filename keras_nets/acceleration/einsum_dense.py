"""Dense layers over several axes in training as one product of two matrices, where Keras has one for every example."""

import functools
import math

from keras_nets._keras import is_training

import keras
import tensorflow as tf


def accelerate(layer):
    """Has a `keras.layers.EinsumDense` train by one product of two matrices, such as those of attention do.

    It computes what Keras computes, and does so Keras's way in inference and with other equations than those that
    contract the last axes of the inputs with the first of the kernel.

    Args:
        layer: The layer; subclasses, which may compute something else, are left alone.

    Example:

    >>> layer = keras.layers.EinsumDense("abc,cde->abde", (None, 2, 3), kernel_initializer="ones")
    >>> accelerate(layer)
    >>> layer(np.ones((1, 1, 4)), training=True).shape
    TensorShape([1, 1, 2, 3])
    """
    if type(layer) is keras.layers.EinsumDense and _contracted(layer.equation):
        layer.call = functools.partial(_call, layer)


def _contracted(equation):
    """How many axes are contracted, the last of the inputs and the first of the kernel; 0 with other equations."""
    inputs, kernel, outputs = equation.replace("->", ",").replace(" ", "").split(",")
    contracted = "".join(axis for axis in kernel if axis not in outputs)
    examples, free = inputs.removesuffix(contracted), kernel.removeprefix(contracted)
    return len(contracted) if examples + contracted == inputs and examples + free == outputs else 0


def _call(layer, inputs, training=None):
    if not is_training(layer):
        return type(layer).call(layer, inputs, training=training)
    return as_one_product(layer, inputs, keras.ops.convert_to_tensor(layer.kernel), _contracted(layer.equation))


def as_one_product(layer, inputs, kernel, contracted=1):
    """What a layer with a bias and an activation, or without, makes of its inputs by one product of two matrices.

    Args:
        layer: The layer.
        inputs: Its inputs.
        kernel: Its kernel, as a tensor.
        contracted: How many of the last axes of the inputs meet the first of the kernel.
    """
    rows = math.prod(kernel.shape[:contracted])
    x = tf.matmul(tf.reshape(inputs, (-1, rows)), tf.reshape(kernel, (rows, -1)))
    x = tf.reshape(x, (*keras.ops.shape(inputs)[:-contracted], *kernel.shape[contracted:]))
    return biased_and_activated(layer, x)


def biased_and_activated(layer, x):
    """The outputs of a layer whose bias lies along the last axes, or that has none, from its products."""
    x = x if layer.bias is None else keras.ops.add(x, layer.bias)
    return x if layer.activation is None else layer.activation(x)
