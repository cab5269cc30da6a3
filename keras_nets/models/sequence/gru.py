"""Gated recurrent unit."""

from keras_nets.models.sequence._recurrent import recurrent_network

import keras


def gru(
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
    classifier_activation="softmax",
    name="gru",
):
    """Layers of gated recurrent units, which do with two gates and no cell what long short-term memory does with three.

    `h_t = z_t ∘ h_(t-1) + (1 - z_t) ∘ tanh(U x_t + r_t ∘ (W h_(t-1) + b_h) + b)` with the update and reset gates
    `z_t, r_t = σ(U' x_t + W' h_(t-1) + b')`, each with weights of its own.

    With `return_sequences=True` and as many classes as tokens it is a language model, whose outputs predict the next
    token at every place; it then has `start(batch_size, length)` and `step(tokens, position, state)`, which read a
    text token by token.

    Reference:
        Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk, Bengio, 2014, Learning phrase representations
        using RNN encoder-decoder for statistical machine translation, https://arxiv.org/abs/1406.1078

    Differs: the reset gate acts after the product with W, as graphics cards compute it fast; in the paper, before.

    Args:
        input_shape: `(steps, features)` of a sequence of numbers, steps may be None; or `(steps,)` of token numbers.
        classes: Number of classes; 1 is a single sigmoid output for two classes. In regression the
            number of predicted values, with `classifier_activation="linear"`.
        vocabulary_size: Number of tokens, 0 for padding among them; None where inputs are numbers.
        embedding_dim: Length of the vector that is learned for each token.
        units: Number of units of each layer.
        depth: Number of layers of gated units.
        dropout: Dropout rate of the token vectors and of each layer's outputs.
        return_sequences: Whether there is an output at every step, and not only after the last.
        mask_value: Steps whose numbers are all this one pad; None where no sequence of numbers is padded.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, steps, features)`, or `(batch, steps)` of token numbers.

    Output shape:
        `(batch, classes)`; with `return_sequences=True` `(batch, steps, classes)`.

    Raises:
        ValueError: If a size is below 1, or `input_shape` fits neither numbers nor, with `vocabulary_size`, tokens.

    Example:

    >>> gru((None, 10), 1, units=20).get_layer("recurrent1").count_params()
    1920
    """
    return recurrent_network(
        keras.layers.GRU,
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
