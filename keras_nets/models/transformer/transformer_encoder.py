"""The encoder of a Transformer alone, for classification and regression of sequences."""

from keras_nets.layers import ClassToken, SequencePooling, classifier_head
from keras_nets.models._counts import check_counts
from keras_nets.models.transformer._stack import Stack, token_embedding

import keras


def transformer_encoder(
    input_shape,
    classes,
    *,
    vocabulary_size=None,
    depth=6,
    width=512,
    heads=8,
    feed_forward_units=2048,
    dropout=0.1,
    attention_dropout=0.0,
    activation_dropout=0.0,
    positions="sinusoidal",
    max_length=512,
    pooling="mean",
    return_sequences=False,
    pre_normalization=False,
    activation="relu",
    classifier_activation="softmax",
    name="transformer_encoder",
):
    """Builds the encoder of a Transformer for sequences of tokens or of numbers, with a classifier behind it.

    Tokens are embedded and those that are 0, padding, are seen by no step nor by the mean; vectors of numbers are
    projected to the width. `pool` is the vector for the whole sequence. `block<n>` are the blocks: the weights of
    attention in one are `block(keras.Model(model.input, block.input)(x), return_attention_scores=True)[1]`.

    Reference:
        Vaswani and others, 2017, Attention is all you need, https://arxiv.org/abs/1706.03762
        Devlin, Chang, Lee, Toutanova, 2019, BERT: pre-training of deep bidirectional transformers for language
        understanding, https://arxiv.org/abs/1810.04805

    Args:
        input_shape: `(steps, features)` of numbers, or `(steps,)` of tokens; steps may be None, for any.
        classes: Number of classes, or of predicted values.
        vocabulary_size: Number of tokens, padding among them; None for numbers.
        depth: Number of blocks.
        width: Length of the vectors between layers.
        heads: Number of heads of each attention, a divisor of the width.
        feed_forward_units: Number of hidden units of each feed-forward network.
        dropout: Dropout rate of each sublayer's output, and of the sums of inputs and positions.
        attention_dropout: Dropout rate of the attention weights.
        activation_dropout: Dropout rate of the hidden units of feed-forward networks.
        positions: `"sinusoidal"`, `"learned"` (up to `max_length`), or None for sets rather than sequences.
        max_length: Number of learned positions.
        pooling: `"mean"` over the steps, or `"class_token"`, a learned first step that gathers the others (BERT).
        return_sequences: Whether there is an output at every step, instead of one for the sequence.
        pre_normalization: Whether to normalize what a sublayer sees, rather than the residual sum.
        activation: Activation of the feed-forward networks.
        classifier_activation: Activation of the output; `"linear"` for regression.
        name: Name of the model.

    Input shape:
        `(batch, steps, features)`, or token numbers `(batch, steps)`.

    Output shape:
        `(batch, classes)`, or `(batch, steps, classes)`.

    Raises:
        ValueError: If a number is out of range, `input_shape` does not fit, there is no such pooling or encoding, or a
            sequence is longer than the learned positions.

    Example:

    >>> model = transformer_encoder((None,), 2, vocabulary_size=50, depth=1, width=8, heads=2, feed_forward_units=16)
    >>> [layer.name for layer in model.layers]
    ['input', 'embedding', 'positions', 'dropout', 'block1', 'pool', 'predictions']
    """
    check_counts(name, depth=depth, width=width, heads=heads, feed_forward_units=feed_forward_units)
    if pooling not in ("mean", "class_token"):
        raise ValueError(f"pooling must be 'mean' or 'class_token', got {pooling!r}")
    with_token = pooling == "class_token" and not return_sequences
    inputs, embedding = _begin(name, input_shape, vocabulary_size, width)
    token = [ClassToken(keras.initializers.RandomNormal(stddev=0.02), name="class_token")] if with_token else []
    stack = Stack.new(
        [embedding, *token],
        depth=depth,
        heads=heads,
        feed_forward_units=feed_forward_units,
        dropout=dropout,
        attention_dropout=attention_dropout,
        activation_dropout=activation_dropout,
        positions=positions,
        max_length=max_length + with_token,
        pre_normalization=pre_normalization,
        activation=activation,
    )
    x = stack(inputs)
    if not return_sequences:
        x = SequencePooling("first" if with_token else "mean", name="pool")(x)
    return keras.Model(inputs, classifier_head(x, classes, classifier_activation), name=name)


def _begin(network, input_shape, vocabulary_size, width):
    """The input, and the layer that makes vectors of it."""
    rank, example = (2, "(steps, features)") if vocabulary_size is None else (1, "(steps,)")
    if len(input_shape) != rank or (rank == 2 and input_shape[1] is None):
        raise ValueError(
            f"{network} with vocabulary_size={vocabulary_size} needs input_shape={example}, got "
            f"{tuple(input_shape)}; tokens need a vocabulary_size and numbers none"
        )
    if vocabulary_size is None:
        return keras.Input(input_shape, name="input"), keras.layers.Dense(width, name="projection")
    check_counts(network, vocabulary_size=vocabulary_size)
    return keras.Input(input_shape, dtype="int32", name="input"), token_embedding(
        vocabulary_size, width, name="embedding"
    )
