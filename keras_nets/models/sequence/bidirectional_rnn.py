"""Bidirectional recurrent network of any depth."""

from keras_nets.models.sequence._recurrent import recurrent_network

import keras

CELLS = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU, "simple": keras.layers.SimpleRNN}


def bidirectional_rnn(
    input_shape,
    classes,
    *,
    vocabulary_size=None,
    embedding_dim=128,
    units=250,
    depth=3,
    dropout=0.0,
    return_sequences=False,
    mask_value=None,
    cell="lstm",
    classifier_activation="softmax",
    name="bidirectional_rnn",
):
    """Layers that read the sequence in both directions: every output knows the past and the future of its step.

    One recurrent layer reads x_1..x_T, another x_T..x_1; layer l sees both directions' states of layer l - 1 at every
    step. Without `return_sequences` the outputs see the last state of each direction, that of the backward one at the
    first step.

    Reference:
        Schuster, Paliwal, 1997, Bidirectional recurrent neural networks, https://doi.org/10.1109/78.650093
        Graves, Mohamed, Hinton, 2013, Speech recognition with deep recurrent neural networks,
        https://arxiv.org/abs/1303.5778

    Differs: cells have no peephole connections; the defaults are the second paper's network of three layers.

    Args:
        input_shape: `(steps, features)` of a sequence of numbers, steps may be None; or `(steps,)` of token numbers.
        classes: Number of classes; 1 is a single sigmoid output for two classes. In regression the
            number of predicted values, with `classifier_activation="linear"`.
        vocabulary_size: Number of tokens, 0 for padding among them; None where inputs are numbers.
        embedding_dim: Length of the vector that is learned for each token.
        units: Number of units of each direction of a layer.
        depth: Number of layers, each of both directions.
        dropout: Dropout rate of the token vectors and of each layer's outputs.
        return_sequences: Whether there is an output at every step, and not only after the last.
        mask_value: Steps whose numbers are all this one pad; None where no sequence of numbers is padded.
        cell: Kind of the recurrent layers, `"lstm"`, `"gru"` or `"simple"`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, steps, features)`, or `(batch, steps)` of token numbers.

    Output shape:
        `(batch, classes)`; with `return_sequences=True` `(batch, steps, classes)`.

    Raises:
        ValueError: If a size is below 1, there is no such cell, or `input_shape` fits neither numbers nor, with
            `vocabulary_size`, tokens.

    Example:

    >>> model = bidirectional_rnn((None, 10), 3, units=20, depth=2)
    >>> model.get_layer("recurrent1").count_params(), model.get_layer("recurrent2").count_params()
    (4960, 9760)
    """
    if cell not in CELLS:
        raise ValueError(f"{name} needs cell to be one of {', '.join(CELLS)}, got {cell!r}")

    def layer(units, *, return_sequences, name):
        one_direction = CELLS[cell](units, return_sequences=return_sequences, name=name)
        return keras.layers.Bidirectional(one_direction, name=name)

    return recurrent_network(
        layer,
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
        generates=False,
    )
