"""Vectors of words or characters, which also tell them from each other at the output."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class TokenEmbedding(keras.layers.ReversibleEmbedding):
    """An embedding that masks padding, scales its vectors, and with `reverse=True` gives logits of the tokens.

    Token t becomes the row t of the matrix E, times `scale`; a vector x becomes the logits E x, without a bias. Where
    weights are not tied, logits have a matrix of their own. Token 0 is padding; logits keep the mask of the vectors.

    Reference:
        Press, Wolf, 2017, Using the output embedding to improve language models, https://arxiv.org/abs/1608.05859

    Args:
        vocabulary_size: Number of tokens, padding among them.
        width: Length of the vectors.
        scale: Factor on the vectors, such as the Transformer's sqrt(width).
        tie_weights: Whether logits come from the embedding's own matrix.
        **kwargs: Further arguments of `keras.layers.ReversibleEmbedding`, such as `embeddings_initializer`.

    Input shape:
        Token numbers `(batch, length)`, or with `reverse=True` vectors `(batch, length, width)`.

    Output shape:
        `(batch, length, width)`, or with `reverse=True` `(batch, length, vocabulary_size)`.

    Example:

    >>> import keras
    >>> embedding = TokenEmbedding(50, 8)
    >>> vectors = embedding(keras.Input((7,), dtype="int32"))
    >>> vectors.shape, embedding(vectors, reverse=True).shape, embedding.count_params()
    ((None, 7, 8), (None, 7, 50), 400)
    """

    def __init__(self, vocabulary_size, width, scale=1.0, tie_weights=True, **kwargs):
        super().__init__(vocabulary_size, width, tie_weights=tie_weights, mask_zero=True, **kwargs)
        self.scale = scale

    def call(self, inputs, reverse=False):
        outputs = super().call(inputs, reverse=reverse)
        return outputs if reverse else outputs * self.scale

    def compute_mask(self, inputs, previous_mask):
        # Vectors bring their mask along, tokens make one.
        return ops.not_equal(inputs, 0) if keras.backend.is_int_dtype(inputs.dtype) else previous_mask

    def get_config(self):
        config = super().get_config()
        for name in ("input_dim", "output_dim", "mask_zero"):
            del config[name]
        return {**config, "vocabulary_size": self.input_dim, "width": self.output_dim, "scale": self.scale}
