"""Long short-term memory."""

import functools

from keras_nets.layers import ChronoInitializer
from keras_nets.models.sequence._recurrent import recurrent_network

import keras


def lstm(
    input_shape,
    classes,
    *,
    vocabulary_size=None,
    embedding_dim=128,
    units=128,
    depth=1,
    dropout=0.0,
    chrono_steps=None,
    return_sequences=False,
    mask_value=None,
    classifier_activation="softmax",
    name="lstm",
):
    """Layers of long short-term memory, whose cells keep what they hold until a gate has them forget it.

    `c_t = f_t ∘ c_(t-1) + i_t ∘ tanh(U x_t + W h_(t-1) + b)` and `h_t = o_t ∘ tanh(c_t)`, with the forget, input and
    output gates `f_t, i_t, o_t = σ(U' x_t + W' h_(t-1) + b')`, each with weights of its own.

    With `return_sequences=True` and as many classes as tokens it is a language model, whose outputs predict the next
    token at every place; it then has `start(batch_size, length)` and `step(tokens, position, state)`, which read a
    text token by token.

    Reference:
        Hochreiter, Schmidhuber, 1997, Long short-term memory, https://doi.org/10.1162/neco.1997.9.8.1735
        Gers, Schmidhuber, Cummins, 2000, Learning to forget: continual prediction with LSTM,
        https://doi.org/10.1162/089976600300015015
        Zaremba, Sutskever, Vinyals, 2014, Recurrent neural network regularization, https://arxiv.org/abs/1409.2329

    Differs: forget gates are the second paper's, dropout the third's, and gradients flow through all steps.

    Args:
        input_shape: `(steps, features)` of a sequence of numbers, steps may be None; or `(steps,)` of token numbers.
        classes: Number of classes; 1 is a single sigmoid output for two classes. In regression the
            number of predicted values, with `classifier_activation="linear"`.
        vocabulary_size: Number of tokens, 0 for padding among them; None where inputs are numbers.
        embedding_dim: Length of the vector that is learned for each token.
        units: Number of units of each layer.
        depth: Number of layers of memory cells.
        dropout: Dropout rate of the token vectors and of each layer's outputs.
        chrono_steps: How many steps cells shall remember before anything is learned, at the most; see
            `layers.ChronoInitializer`. None starts with forget biases of 1.
        return_sequences: Whether there is an output at every step, and not only after the last.
        mask_value: Steps whose numbers are all this one pad; None where no sequence of numbers is padded.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, steps, features)`, or `(batch, steps)` of token numbers.

    Output shape:
        `(batch, classes)`; with `return_sequences=True` `(batch, steps, classes)`.

    Raises:
        ValueError: If a size is below 1, `chrono_steps` below 3, or `input_shape` fits neither numbers nor, with
            `vocabulary_size`, tokens.

    Example:

    >>> lstm((None, 10), 1, units=20).get_layer("recurrent1").count_params()
    2480
    >>> model = lstm((None,), 50, vocabulary_size=50, units=8, return_sequences=True)
    >>> log_probabilities, state = model.step(keras.ops.array([4, 7]), 0, model.start(batch_size=2))
    >>> log_probabilities.shape == (2, 50)
    True
    """
    gates = {}
    if chrono_steps is not None:
        gates = {"unit_forget_bias": False, "bias_initializer": ChronoInitializer(chrono_steps)}
    return recurrent_network(
        functools.partial(keras.layers.LSTM, **gates),
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
