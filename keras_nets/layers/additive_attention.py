"""Additive attention."""

from keras_nets.layers.attention import QueryAttention

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class AdditiveAttention(QueryAttention):
    """Attention by the score v·tanh(W q + U k) of a small network, whose weights W, U and v are learned.

    Queries and keys may have different lengths. `keras.layers.AdditiveAttention` has v alone.

    Reference:
        Bahdanau, Cho, Bengio, 2014, Neural machine translation by jointly learning to align and translate,
        https://arxiv.org/abs/1409.0473

    Args:
        units: Length of v, the number of hidden units of the small network.

    Input shape:
        As in `ScaledDotProductAttention`, but for the lengths of queries and keys.

    Output shape:
        As in `ScaledDotProductAttention`.

    Raises:
        ValueError: If there is no unit.

    Example:

    >>> layer = AdditiveAttention(3)
    >>> layer(keras.Input((7, 4)), keras.Input((None, 5))).shape
    (None, 7, 5)
    >>> layer.count_params()
    30
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        if units < 1:
            raise ValueError(f"AdditiveAttention needs units of at least 1, got {units}")
        self.units = units

    def build(self, query_shape, value_shape, key_shape=None):
        key_length = (value_shape if key_shape is None else key_shape)[-1]
        self.query_kernel = self.add_weight(name="query_kernel", shape=(query_shape[-1], self.units))
        self.key_kernel = self.add_weight(name="key_kernel", shape=(key_length, self.units))
        self.score_kernel = self.add_weight(name="score_kernel", shape=(self.units,))

    def projected(self, key):
        return ops.matmul(key, self.key_kernel)

    def scores(self, query, keys):
        hidden = ops.tanh(ops.matmul(query, self.query_kernel)[..., None, :] + keys[..., None, :, :])
        return ops.matmul(hidden, self.score_kernel)

    def get_config(self):
        return {**super().get_config(), "units": self.units}
