"""A learned vector in front of a sequence, which gathers what a classifier needs."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ClassToken(keras.layers.Layer):
    """Puts one learned vector before each sequence, the same one; no mask ever hides it.

    Reference:
        Devlin, Chang, Lee, Toutanova, 2019, BERT: pre-training of deep bidirectional transformers for language
        understanding, https://arxiv.org/abs/1810.04805

    Args:
        initializer: Initializer of the vector.

    Input shape:
        `(batch, length, width)`.

    Output shape:
        `(batch, length + 1, width)`.

    Example:

    >>> import keras
    >>> ClassToken()(keras.Input((196, 768))).shape
    (None, 197, 768)
    """

    def __init__(self, initializer="zeros", **kwargs):
        super().__init__(**kwargs)
        self.initializer = keras.initializers.get(initializer)
        self.supports_masking = True

    def build(self, input_shape):
        self.token = self.add_weight(name="token", shape=(1, 1, input_shape[-1]), initializer=self.initializer)

    def call(self, inputs):
        token = ops.broadcast_to(self.token, (ops.shape(inputs)[0], 1, inputs.shape[-1]))
        return ops.concatenate([ops.cast(token, inputs.dtype), inputs], axis=1)

    def compute_mask(self, inputs, previous_mask):
        if previous_mask is None:
            return None
        return ops.concatenate([ops.ones_like(previous_mask[:, :1]), previous_mask], axis=1)

    def compute_output_shape(self, input_shape):
        batch, length, width = input_shape
        return (batch, None if length is None else length + 1, width)

    def get_config(self):
        return {**super().get_config(), "initializer": keras.initializers.serialize(self.initializer)}
