"""Maps brought to the height and width of others."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ResizeLike(keras.layers.Layer):
    """Resizes its first input bilinearly to the height and width of its second, whatever these are in a call.

    Pixels are squares, so that an image of n pixels reaches from 0 to n and pixel i has its middle at i + 1/2.

    Input shape:
        Two tensors, `(batch, height, width, channels)` and `(batch, rows, columns, ...)`.

    Output shape:
        `(batch, rows, columns, channels)`.

    Example:

    >>> import keras
    >>> ResizeLike()([keras.Input((8, 8, 21)), keras.Input((61, 64, 3))]).shape
    (None, 61, 64, 21)
    """

    def call(self, inputs):
        maps, reference = inputs
        before, after = (ops.shape(tensor)[1:3] for tensor in (maps, reference))
        if all(isinstance(size, int) for size in (*before, *after)):
            return ops.image.resize(maps, after, interpolation="bilinear", data_format="channels_last")
        # Keras's own takes no sizes that are known only in the call.
        maps = ops.einsum("ph,bhwm->bpwm", self._shares(before[0], after[0]), maps)
        return ops.einsum("qw,bpwm->bpqm", self._shares(before[1], after[1]), maps)

    def compute_output_shape(self, input_shape):
        maps, reference = input_shape
        return (maps[0], *reference[1:3], maps[3])

    def _shares(self, before, after):
        """How much of each pixel before goes into each pixel after, along one axis."""
        last = ops.cast(before, "float32")
        middles = (_numbers(after) + 0.5) * (last / ops.cast(after, "float32")) - 0.5
        distances = ops.abs(ops.clip(middles, 0.0, last - 1.0)[:, None] - _numbers(before)[None])
        return ops.cast(ops.relu(1.0 - distances), self.compute_dtype)


def _numbers(count):
    return ops.cast(ops.arange(count, dtype="int32"), "float32")
