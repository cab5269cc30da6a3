"""One vector for a whole sequence."""

import keras
from keras import ops

POOLINGS = ("mean", "first")


@keras.saving.register_keras_serializable(package="keras_nets")
class SequencePooling(keras.layers.Layer):
    """The mean over the steps that no mask hides, or the first step, where a class token stands.

    The mean of a sequence without any step is 0; Keras's `GlobalAveragePooling1D` makes it not a number.

    Args:
        pooling: `"mean"` or `"first"`.

    Input shape:
        `(batch, length, width)`.

    Output shape:
        `(batch, width)`.

    Raises:
        ValueError: If there is no such pooling.

    Example:

    >>> import keras
    >>> steps = keras.ops.convert_to_tensor([[[1.0], [3.0], [8.0]]])
    >>> float(SequencePooling("mean")(steps, mask=keras.ops.convert_to_tensor([[True, True, False]]))[0, 0])
    2.0
    """

    def __init__(self, pooling="mean", **kwargs):
        super().__init__(**kwargs)
        if pooling not in POOLINGS:
            raise ValueError(f"SequencePooling takes the {' or the '.join(POOLINGS)}, got pooling={pooling!r}")
        self.pooling = pooling
        self.supports_masking = True

    def call(self, inputs, mask=None):
        if self.pooling == "first":
            return inputs[:, 0]
        if mask is None:
            return ops.mean(inputs, axis=1)
        weights = ops.cast(mask, inputs.dtype)[:, :, None]
        return ops.sum(inputs * weights, axis=1) / ops.maximum(ops.sum(weights, axis=1), 1)

    def compute_mask(self, inputs, previous_mask):
        return None

    def compute_output_shape(self, input_shape):
        return (input_shape[0], input_shape[-1])

    def get_config(self):
        return {**super().get_config(), "pooling": self.pooling}
