"""Faster operations for the layers and optimizers of Keras, which compute the same and are saved as before.

They are TensorFlow's, on processors: there Keras's backends for JAX and PyTorch and graphics cards leave nothing to do.
"""

from keras_nets._keras import layers_in, optimizers_of

import keras


def accelerate(part):
    """Have a layer, a model with all its layers and optimizers, or an optimizer compute faster; returns it.

    What is accelerated is the object and not its class: a copy of it, or what is loaded from its file, is Keras's own
    until it is accelerated too. Runs accelerate every model that they train.

    Args:
        part: A Keras layer, model or optimizer, built and compiled or not.

    Example:

    >>> model = keras.applications.MobileNetV2(weights=None, input_shape=(32, 32, 3))
    >>> accelerate(model).fit is model.fit
    True
    """
    if keras.backend.backend() == "tensorflow" and not keras.distribution.list_devices("gpu"):
        from keras_nets.acceleration import (
            activations,
            batch_normalization,
            dilated_convolution,
            einsum_dense,
            layer_normalization,
            optimizers,
            pointwise_convolution,
            recurrent,
        )

        kinds = (
            activations,
            batch_normalization,
            dilated_convolution,
            einsum_dense,
            layer_normalization,
            pointwise_convolution,
            recurrent,
        )

        layers = layers_in(part, include_self=True) if isinstance(part, keras.Layer) else []
        for layer in layers:
            for kind in kinds:
                kind.accelerate(layer)
        for optimizer in optimizers_of(part) if isinstance(part, keras.Model) else [part]:
            # In mixed precision one optimizer scales the loss and another one updates.
            optimizers.accelerate(getattr(optimizer, "inner_optimizer", optimizer))
    return part
