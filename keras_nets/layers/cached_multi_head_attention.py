"""Attention from one new position to the keys and values of earlier ones, which are computed once."""

import math

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class CachedMultiHeadAttention(keras.layers.MultiHeadAttention):
    """Keras's multi-head attention, which can also go through a sequence position by position.

    Weights and calls are those of `keras.layers.MultiHeadAttention`. A cache holds keys and values of a fixed number of
    positions, so that its shapes never change in a loop: `empty_cache` makes room, `step` writes the keys and values
    of one position and attends to all up to it. What a decoder attends to in an encoder is projected once by `project`,
    for `attend`. Dropout belongs to training and so to calls alone.

    Reference:
        Vaswani and others, 2017, Attention is all you need, section 3.2, https://arxiv.org/abs/1706.03762

    Args:
        num_heads: Number of heads.
        key_dim: Length of the queries and keys of a head.
        **kwargs: Further arguments of `keras.layers.MultiHeadAttention`, without `use_gate` and `sliding_window`.

    Input shape:
        As of `keras.layers.MultiHeadAttention`; one position is `(batch, 1, width)`.

    Output shape:
        As of `keras.layers.MultiHeadAttention`; that of one position is `(batch, 1, width)`.

    Raises:
        ValueError: If a gate or a sliding window is asked for.

    Example:

    >>> import keras
    >>> attention = CachedMultiHeadAttention(num_heads=2, key_dim=4)
    >>> x = keras.random.normal((1, 3, 8), seed=0)
    >>> together, cache = attention(x, x, use_causal_mask=True), attention.empty_cache(1, 3)
    >>> for position in range(3):
    ...     alone, cache = attention.step(x[:, position : position + 1], position, cache)
    >>> bool(keras.ops.all(keras.ops.abs(alone[:, 0] - together[:, 2]) < 1e-5))
    True
    """

    def __init__(self, num_heads, key_dim, **kwargs):
        refused = [name for name in ("use_gate", "sliding_window") if kwargs.get(name)]
        if refused:
            raise ValueError(
                f"CachedMultiHeadAttention has no {' and no '.join(refused)}; use keras.layers.MultiHeadAttention"
            )
        super().__init__(num_heads, key_dim, **kwargs)

    def empty_cache(self, batch_size, length):
        """Room for the keys and values of `length` positions, `(batch, heads, length, size)` each."""
        sizes = {"keys": self.key_dim, "values": self.value_dim}
        shape = (batch_size, self.num_heads, length)
        return {name: ops.zeros((*shape, size), self.compute_dtype) for name, size in sizes.items()}

    def project(self, inputs):
        """The keys and values of all positions of `(batch, length, width)`, as a cache."""
        # Heads come first, so that products need no copy of the cache.
        return {"keys": _heads_swapped(self.key_dense(inputs)), "values": _heads_swapped(self.value_dense(inputs))}

    def step(self, inputs, position, cache, mask=None):
        """Self-attention of one position `(batch, 1, width)`; returns its output and the cache that holds it as well.

        `mask`, `(batch, length)`, is False at positions that are hidden; those after `position` always are.
        """
        new, positions = self.project(inputs), ops.arange(cache["keys"].shape[2])
        # Updating a slice takes TensorFlow several times longer.
        here = ops.equal(positions, position)[:, None]
        cache = {name: ops.where(here, new[name], cache[name]) for name in cache}
        reached = ops.less_equal(positions[None], position)
        return self.attend(inputs, cache, reached if mask is None else ops.logical_and(reached, mask)), cache

    def attend(self, inputs, cache, mask=None):
        """Attention of positions `(batch, length, width)` to a cache, where `mask`, `(batch, cached)`, is True."""
        query = _heads_swapped(self.query_dense(inputs) / math.sqrt(self.key_dim))
        scores = ops.cast(ops.einsum("bhqd,bhkd->bhqk", query, cache["keys"]), "float32")
        if mask is not None:
            scores = ops.where(mask[:, None, None, :], scores, -1e9)
        weights = ops.cast(ops.softmax(scores, axis=-1), self.compute_dtype)
        return self.output_dense(_heads_swapped(ops.matmul(weights, cache["values"])))


def _heads_swapped(x):
    """`(batch, length, heads, size)` as `(batch, heads, length, size)`, and back."""
    return ops.transpose(x, (0, 2, 1, 3))
