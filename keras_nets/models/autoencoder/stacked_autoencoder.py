"""Stacked autoencoder (Bengio, Lamblin, Popovici, Larochelle, 2007), with noise the stacked denoising autoencoder."""

import math

from keras_nets.layers import classifier_head, vector_input
from keras_nets.models.autoencoder.autoencoder import check_sizes

import keras
from keras import layers


def stacked_autoencoder(
    input_shape,
    classes,
    *,
    hidden_units=(1000, 1000, 1000),
    activation="sigmoid",
    dropout=0.0,
    preprocessing=None,
    classifier_activation="softmax",
    name="stacked_autoencoder",
):
    """Builds the encoders of a stack of autoencoders, and on top of them a classifier.

    h_k = f(W_k h_(k-1) + b_k) is layer `hidden<k>`. Before the whole is trained with labels, `layer_autoencoder(model,
    k)` trains one layer after another, from the first on, to keep what is needed to restore its input. The defaults
    are the stacked denoising autoencoder of three layers for MNIST.

    Reference:
        Bengio, Lamblin, Popovici, Larochelle, 2007, Greedy layer-wise training of deep networks,
        https://papers.nips.cc/paper/3048-greedy-layer-wise-training-of-deep-networks
        Vincent, Larochelle, Lajoie, Bengio, Manzagol, 2010, Stacked denoising autoencoders,
        https://jmlr.org/papers/v11/vincent10a.html

    Args:
        input_shape: Shape of one example, of any rank.
        classes: Number of classes.
        hidden_units: Units of each layer, from the input on.
        activation: The function f.
        dropout: Dropout rate of each layer's outputs when the whole is trained.
        preprocessing: Layer that is applied to the input first, such as an adapted `Standardization`.
        classifier_activation: Activation of the outputs.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If a size of `input_shape` is unknown, there is no hidden layer, or a number of units is not a
            positive integer.

    Example:

    >>> model = stacked_autoencoder((4,), 3, hidden_units=(6, 5))
    >>> [layer.name for layer in model.layers]
    ['input', 'hidden1', 'hidden2', 'predictions']
    """
    check_sizes(name, input_shape, hidden_units=tuple(hidden_units))
    if not hidden_units:
        raise ValueError(f"{name} needs at least one hidden layer, got hidden_units={hidden_units}")
    inputs, x = vector_input(input_shape, preprocessing)
    for number, units in enumerate(hidden_units, start=1):
        x = layers.Dense(units, activation=activation, name=f"hidden{number}")(x)
        x = layers.Dropout(dropout, name=f"dropout{number}")(x) if dropout else x
    return keras.Model(inputs, classifier_head(x, classes, classifier_activation), name=name)


def layer_autoencoder(model, number, *, noise=None, output_activation="sigmoid"):
    """The autoencoder of one layer, which shares that layer with the whole network.

    Trained by `fit(x, x)` on what the layers below show (`below`), with the loss taken against the input without noise.

    Args:
        model: A stacked autoencoder.
        number: Which of its hidden layers, from 1 on.
        noise: Layer that corrupts the input in training; None for a plain autoencoder.
        output_activation: Activation of the restored input, whose range must hold the values of the input.

    Input shape:
        `(batch, units below)`.

    Output shape:
        That of the input.

    Example:

    >>> model = stacked_autoencoder((4,), 3, hidden_units=(6, 5))
    >>> layer_autoencoder(model, 2).output_shape
    (None, 6)
    """
    units = math.prod(below(model, number).output_shape[1:])
    inputs = keras.Input((units,), name="input")
    x = inputs if noise is None else noise(inputs)
    x = model.get_layer(f"hidden{number}")(x)
    outputs = layers.Dense(units, activation=output_activation, name="reconstruction")(x)
    return keras.Model(inputs, outputs, name=f"layer_autoencoder{number}")


def below(model, number):
    """The part of a stacked autoencoder below one of its hidden layers, as a model of its own.

    >>> model = stacked_autoencoder((4,), 3, hidden_units=(6, 5))
    >>> below(model, 2).output_shape
    (None, 6)
    """
    return keras.Model(model.input, model.get_layer(f"hidden{number}").input)
