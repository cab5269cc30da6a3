"""A fully connected layer with what usually follows it: activation and dropout."""

from keras_nets.layers.activation_layers import activate, activation_name

import keras


def fully_connected(x, units, *, name, activation="relu", dropout=0.0, **arguments):
    """Fully connected layer `name`, activation `<name>_<activation>` and dropout `<name>_dropout`.

    Args:
        x: Tensor of shape `(batch, features)`.
        units: Number of units.
        name: Name of the layer, and the beginning of the other layers' names.
        activation: As in `activate`; None for none.
        dropout: Dropout rate of the units; with 0 there is no such layer.
        **arguments: Further arguments of `keras.layers.Dense`.

    Raises:
        ValueError: If there is no such activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8,), name="input")
    >>> model = keras.Model(inputs, fully_connected(inputs, 4, name="fc1", dropout=0.5))
    >>> [layer.name for layer in model.layers]
    ['input', 'fc1', 'fc1_relu', 'fc1_dropout']
    """
    x = keras.layers.Dense(units, name=name, **arguments)(x)
    x = activate(x, activation, name=activation_name(name, activation))
    return keras.layers.Dropout(dropout, name=f"{name}_dropout")(x) if dropout else x
