"""Optimizers that update a weight and what they keep of it in one operation, where Keras makes up to twelve passes."""

import functools

from keras_nets._keras import kept_of, own_variable

import keras
import tensorflow as tf


def accelerate(optimizer):
    """Has `keras.optimizers.Adam`, `AdamW` or `SGD` update every weight by one operation.

    It computes what Keras computes, and does so Keras's way with AMSGrad, on several replicas and for weights of
    embeddings, whose gradients Keras squares before it adds up those of one row.

    Args:
        optimizer: The optimizer; others and subclasses, which may compute something else, are left alone.

    Example:

    >>> optimizer = keras.optimizers.SGD(0.5, momentum=0.9)
    >>> accelerate(optimizer)
    >>> weight = keras.Variable(1.0)
    >>> for _ in range(2):
    ...     optimizer.apply([tf.constant(1.0)], [weight])
    >>> round(float(weight), 3)
    -0.45
    """
    if type(optimizer) in UPDATES and not getattr(optimizer, "amsgrad", False):
        optimizer.update_step = functools.partial(_update, optimizer)


def _update(optimizer, gradient, variable, learning_rate):
    if isinstance(gradient, tf.IndexedSlices) or tf.distribute.get_strategy().num_replicas_in_sync > 1:
        type(optimizer).update_step(optimizer, gradient, variable, learning_rate)
        return
    numbers = functools.partial(tf.cast, dtype=variable.dtype)
    variable = own_variable(variable)
    UPDATES[type(optimizer)](optimizer, numbers(gradient), variable, numbers(learning_rate), numbers)


def _adam(optimizer, gradient, variable, learning_rate, numbers):
    step = numbers(optimizer.iterations + 1)
    first_moment, second_moment = kept_of(optimizer, variable, "_momentums", "_velocities")
    beta_1, beta_2 = numbers(optimizer.beta_1), numbers(optimizer.beta_2)
    tf.raw_ops.ResourceApplyAdam(
        var=variable.handle,
        m=first_moment.handle,
        v=second_moment.handle,
        beta1_power=beta_1**step,
        beta2_power=beta_2**step,
        lr=learning_rate,
        beta1=beta_1,
        beta2=beta_2,
        epsilon=numbers(optimizer.epsilon),
        grad=gradient,
    )


def _gradient_descent(optimizer, gradient, variable, learning_rate, numbers):
    if not optimizer.momentum:
        tf.raw_ops.ResourceApplyGradientDescent(var=variable.handle, alpha=learning_rate, delta=gradient)
        return
    (momentum,) = kept_of(optimizer, variable, "momentums")
    tf.raw_ops.ResourceApplyKerasMomentum(
        var=variable.handle,
        accum=momentum.handle,
        lr=learning_rate,
        grad=gradient,
        momentum=numbers(optimizer.momentum),
        use_nesterov=optimizer.nesterov,
    )


UPDATES = {keras.optimizers.Adam: _adam, keras.optimizers.AdamW: _adam, keras.optimizers.SGD: _gradient_descent}
