"""Convolutional network for sentences."""

from keras_nets.layers import MaxOverTimeConv1D, classifier_head
from keras_nets.models._counts import check_counts
from keras_nets.models.sequence._recurrent import dropped, token_input

import keras

# Word vectors of the paper's CNN-rand are drawn from U[-a, a].
EMBEDDING_RANGE = 0.25


def text_cnn(
    vocabulary_size,
    classes,
    *,
    embedding_dim=300,
    kernel_sizes=(3, 4, 5),
    filters=100,
    dropout=0.5,
    max_norm=3.0,
    classifier_activation="softmax",
    name="text_cnn",
):
    """Filters of several lengths over word vectors, and of each filter the largest response in the sentence.

    c_i = relu(w·x_(i:i+h-1) + b) for every window of h words, ĉ = max_i c_i, and the classes see the ĉ of all filters.

    Reference:
        Kim, 2014, Convolutional neural networks for sentence classification, https://arxiv.org/abs/1408.5882

    Differs: windows never reach into padding, where the author's code pads sentences at both ends.

    Args:
        vocabulary_size: Number of tokens, 0 for padding among them.
        classes: Number of classes.
        embedding_dim: Length of a word vector.
        kernel_sizes: Lengths h of the filters.
        filters: Number of filters of each length.
        dropout: Dropout rate of the ĉ.
        max_norm: Bound on the norm of each class's weights; None for none.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, words)` of token numbers, texts of any length, also shorter than a filter.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If a size is below 1, or there is no filter.

    Example:

    >>> text_cnn(20_000, 2).count_params()
    6360902
    """
    check_counts(name, filters=filters, kernel_sizes=tuple(kernel_sizes))
    if not kernel_sizes:
        raise ValueError(f"{name} needs kernel_sizes, one or more lengths of filters such as (3, 4, 5), got none")
    uniform = keras.initializers.RandomUniform(-EMBEDDING_RANGE, EMBEDDING_RANGE)
    inputs, x = token_input(name, (None,), vocabulary_size, embedding_dim, embeddings_initializer=uniform)
    features = []
    for size in kernel_sizes:
        features.append(MaxOverTimeConv1D(filters, size, name=f"windows{size}")(x))
    x = keras.layers.Concatenate(name="features")(features) if len(features) > 1 else features[0]
    x = dropped(x, dropout, "dropout")
    constraint = None if max_norm is None else keras.constraints.MaxNorm(max_norm)
    outputs = classifier_head(x, classes, classifier_activation, kernel_constraint=constraint)
    return keras.Model(inputs, outputs, name=name)
