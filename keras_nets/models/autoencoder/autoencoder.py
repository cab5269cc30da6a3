"""Deep autoencoder of dense layers (Hinton and Salakhutdinov, 2006)."""

import math

from keras_nets.layers.heads import full_precision
from keras_nets.models._counts import check_counts

import keras
from keras import layers


def autoencoder(
    input_shape,
    latent_dim,
    *,
    hidden_units=(1000, 500, 250),
    activation="sigmoid",
    latent_activation="linear",
    latent_layer=None,
    output_activation="sigmoid",
    preprocessing=None,
    name="autoencoder",
):
    """Builds an encoder to a short linear code and, mirrored, the decoder that restores the input from it.

    h_k = f(W_k h_(k-1) + b_k) narrows the input to the code z = W h + b; the decoder has the same widths in reverse
    order. Train it with the inputs as their own targets: `fit(x, x)`, with `binary_crossentropy` for inputs from 0
    to 1 as in the paper, or with `mse` and `output_activation="linear"`. The paper's network for MNIST is
    `autoencoder((28, 28, 1), 30)`.
    Differs: starts from random weights instead of a stack of restricted Boltzmann machines.

    Reference:
        Hinton, Salakhutdinov, 2006, Reducing the dimensionality of data with neural networks,
        https://doi.org/10.1126/science.1127647

    Args:
        input_shape: Shape of one example, of any rank.
        latent_dim: Length of the code.
        hidden_units: Width of each encoder layer, from the input on; `()` leaves a single linear code layer.
        activation: The function f of the encoder's and the decoder's layers.
        latent_activation: Activation of the code.
        latent_layer: Layer that is applied to the code before it is decoded, such as a penalty, or None.
        output_activation: Activation of the reconstruction; its range must hold the targets.
        preprocessing: Layer that is applied to the input first, such as an adapted `Standardization`; the targets
            stay as they are given.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, *input_shape)`.

    Raises:
        ValueError: If a size of `input_shape` is unknown, or a width is not a positive integer.

    Example:

    >>> model = autoencoder((8, 8, 1), 2, hidden_units=(16, 4))
    >>> model.output_shape
    (None, 8, 8, 1)
    >>> encoder = keras.Model(model.inputs, model.get_layer("latent").output)
    >>> encoder.output_shape
    (None, 2)
    """
    check_sizes(name, input_shape, hidden_units=tuple(hidden_units), latent_dim=latent_dim)
    inputs = keras.Input(input_shape, name="input")
    x = preprocessing(inputs) if preprocessing else inputs
    x = layers.Flatten(name="flatten")(x) if len(x.shape) > 2 else x

    for index, units in enumerate(hidden_units, 1):
        x = layers.Dense(units, activation=activation, name=f"encoder_{index}")(x)
    x = layers.Dense(latent_dim, activation=latent_activation, name="latent")(x)
    x = latent_layer(x) if latent_layer else x
    for index, units in enumerate(reversed(hidden_units), 1):
        x = layers.Dense(units, activation=activation, name=f"decoder_{index}")(x)

    flat = len(input_shape) == 1
    x = layers.Dense(
        math.prod(input_shape),
        activation=output_activation,
        dtype=full_precision(),
        name="reconstruction" if flat else "reconstruction_flat",
    )(x)
    x = x if flat else layers.Reshape(input_shape, dtype=full_precision(), name="reconstruction")(x)
    return keras.Model(inputs, x, name=name)


def check_sizes(network, input_shape, **counts):
    """Refuse inputs of unknown size, and counts that `check_counts` refuses, with a `ValueError`."""
    if not input_shape or None in input_shape:
        raise ValueError(
            f"{network} needs every size of one example, such as (28, 28, 1), got input_shape={input_shape}"
        )
    check_counts(network, **counts)
