"""Multiplicative attention."""

from keras_nets.layers.attention import QueryAttention

import keras
from keras import ops

SCORES = ("dot", "general")


@keras.saving.register_keras_serializable(package="keras_nets")
class MultiplicativeAttention(QueryAttention):
    """Attention by the score q·k ("dot") or q·W k ("general") with learned W.

    The paper's third score, "concat", is that of `AdditiveAttention`.

    Reference:
        Luong, Pham, Manning, 2015, Effective approaches to attention-based neural machine translation,
        https://arxiv.org/abs/1508.04025

    Args:
        score: `"general"`, which takes queries and keys of different lengths, or `"dot"`.

    Input shape:
        As in `ScaledDotProductAttention`, but for the lengths of queries and keys where the score is general.

    Output shape:
        As in `ScaledDotProductAttention`.

    Raises:
        ValueError: If there is no such score, or queries and keys of a dot product have different lengths.

    Example:

    >>> layer = MultiplicativeAttention()
    >>> layer(keras.Input((7, 4)), keras.Input((None, 5))).shape
    (None, 7, 5)
    >>> layer.count_params()
    20
    """

    def __init__(self, score="general", **kwargs):
        super().__init__(**kwargs)
        if score not in SCORES:
            raise ValueError(f"MultiplicativeAttention needs score to be one of {', '.join(SCORES)}, got {score!r}")
        self.score = score

    def build(self, query_shape, value_shape, key_shape=None):
        query_length, key_length = query_shape[-1], (value_shape if key_shape is None else key_shape)[-1]
        if self.score == "general":
            self.kernel = self.add_weight(name="kernel", shape=(query_length, key_length))
        elif query_length != key_length:
            raise ValueError(
                f"the dot product needs queries and keys of one length, got {query_length} and {key_length}; "
                "score='general' takes any"
            )

    def projected(self, key):
        return ops.matmul(key, ops.transpose(self.kernel)) if self.score == "general" else key

    def get_config(self):
        return {**super().get_config(), "score": self.score}
