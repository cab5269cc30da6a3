"""Scaled dot-product attention."""

import math

from keras_nets.layers.attention import QueryAttention

import keras


@keras.saving.register_keras_serializable(package="keras_nets")
class ScaledDotProductAttention(QueryAttention):
    """Attention by the score q·k / √d, where d is the length of queries and keys; it has no weights.

    Without the root, products of long vectors grow and softmax saturates.

    Reference:
        Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin, 2017, Attention is all you need,
        https://arxiv.org/abs/1706.03762

    Input shape:
        Queries `(batch, T, d)` and values `(batch, S, features)`; keys `(batch, S, d)` where they are not the values.
        `value_mask` of shape `(batch, S)`, by default that of the values, and `attention_mask` `(batch, T, S)` are
        False at what has no weight; `use_causal_mask=True` lets a query see values of its own and earlier places.

    Output shape:
        `(batch, T, features)`; with `return_attention_scores=True` also the weights, `(batch, T, S)`.

    Example:

    >>> query, value = keras.ops.ones((2, 3, 4)), keras.ops.ones((2, 5, 4))
    >>> output, weights = ScaledDotProductAttention()(query, value, return_attention_scores=True)
    >>> output.shape == (2, 3, 4), weights.shape == (2, 3, 5)
    (True, True)
    """

    def scores(self, query, keys):
        # Scaled before the product, which in half precision could overflow.
        return super().scores(query * (1 / math.sqrt(query.shape[-1])), keys)
