"""Maps weighted by what all of them hold."""

from keras_nets.layers.activation_layers import activate, activation_name

import keras


def squeeze_excitation(x, units, *, name, activation="relu"):
    """Weight each channel by `s = sigmoid(W_2 f(W_1 z))`, where z holds the mean of every channel.

    The layers are `<name>_pool`, `<name>_reduce`, its activation, `<name>_expand` and `<name>_scale`.

    Reference:
        Hu, Shen, Albanie, Sun, Wu, 2018, Squeeze-and-excitation networks, https://arxiv.org/abs/1709.01507

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        units: Number of rows of W_1: the paper's channels / 16, a quarter of a block's input channels in EfficientNet.
        name: Beginning of the layers' names.
        activation: The function f, as in `activate`.

    Raises:
        ValueError: If there is no unit or no such activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8, 8, 64))
    >>> keras.Model(inputs, squeeze_excitation(inputs, 4, name="se")).count_params()
    580
    """
    if units < 1:
        raise ValueError(f"squeeze_excitation needs at least 1 unit, got units={units}")
    weights = keras.layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_pool")(x)
    weights = keras.layers.Conv2D(units, 1, name=f"{name}_reduce")(weights)
    weights = activate(weights, activation, name=activation_name(f"{name}_reduce", activation))
    weights = keras.layers.Conv2D(x.shape[-1], 1, activation="sigmoid", name=f"{name}_expand")(weights)
    return keras.layers.Multiply(name=f"{name}_scale")([x, weights])
