"""Simple recurrent network."""

import functools

from keras_nets.models.sequence._recurrent import recurrent_network

import keras


def simple_rnn(
    input_shape,
    classes,
    *,
    vocabulary_size=None,
    embedding_dim=128,
    units=128,
    depth=1,
    dropout=0.0,
    return_sequences=False,
    mask_value=None,
    activation="tanh",
    classifier_activation="softmax",
    name="simple_rnn",
):
    """Layers whose units see their own last state: the network that remembers by feedback alone.

    `h_t = f(U x_t + W h_(t-1) + b)` in every layer, x_t being the input or the states of the layer below.

    With `return_sequences=True` and as many classes as tokens it is a language model, whose outputs predict the next
    token at every place; it then has `start(batch_size, length)` and `step(tokens, position, state)`, which read a
    text token by token.

    Reference:
        Elman, 1990, Finding structure in time, https://doi.org/10.1207/s15516709cog1402_1

    Differs: f is tanh, and gradients flow through all steps; Elman's f is the logistic function, and the state before
    counts as a constant input.

    Args:
        input_shape: `(steps, features)` of a sequence of numbers, steps may be None; or `(steps,)` of token numbers.
        classes: Number of classes; 1 is a single sigmoid output for two classes. In regression the
            number of predicted values, with `classifier_activation="linear"`.
        vocabulary_size: Number of tokens, 0 for padding among them; None where inputs are numbers.
        embedding_dim: Length of the vector that is learned for each token.
        units: Number of units of each layer.
        depth: Number of recurrent layers.
        dropout: Dropout rate of the token vectors and of each layer's outputs.
        return_sequences: Whether there is an output at every step, and not only after the last.
        mask_value: Steps whose numbers are all this one pad; None where no sequence of numbers is padded.
        activation: The function f.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, steps, features)`, or `(batch, steps)` of token numbers.

    Output shape:
        `(batch, classes)`; with `return_sequences=True` `(batch, steps, classes)`.

    Raises:
        ValueError: If a size is below 1, or `input_shape` fits neither numbers nor, with `vocabulary_size`, tokens.

    Example:

    >>> simple_rnn((None, 10), 1, units=20).get_layer("recurrent1").count_params()
    620
    """
    return recurrent_network(
        functools.partial(keras.layers.SimpleRNN, activation=activation),
        input_shape,
        classes,
        vocabulary_size=vocabulary_size,
        embedding_dim=embedding_dim,
        units=units,
        depth=depth,
        dropout=dropout,
        return_sequences=return_sequences,
        mask_value=mask_value,
        classifier_activation=classifier_activation,
        name=name,
    )
