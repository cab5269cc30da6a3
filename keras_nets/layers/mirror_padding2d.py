"""Images continued beyond their borders by what is inside."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class MirrorPadding2D(keras.layers.Layer):
    """Extends images at their borders, as mirrored there, to a size that fits what follows.

    The new height and width are the least that are larger by `margin` and leave the rest `remainder` when divided by
    `multiple`. Pixel -i is pixel i; a margin wider than the image goes on from mirror to mirror. Of an odd number of
    new rows or columns there is one more at the end.

    Reference:
        Ronneberger, Fischer, Brox, 2015, U-Net: convolutional networks for biomedical image segmentation,
        https://arxiv.org/abs/1505.04597

    Args:
        margin: Least number of new rows and of new columns.
        multiple: What height and width are divided by.
        remainder: What must remain.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, rows, columns, channels)`.

    Raises:
        ValueError: If `margin` is negative or `multiple` is below 1.

    Example:

    >>> import keras
    >>> x = keras.ops.reshape(keras.ops.arange(3.0), (1, 1, 3, 1))
    >>> keras.ops.convert_to_numpy(MirrorPadding2D(2, multiple=4, remainder=2)(x))[0, 0, :, 0]
    array([1., 0., 1., 2., 1., 0.], dtype=float32)
    """

    def __init__(self, margin, multiple=1, remainder=0, **kwargs):
        super().__init__(**kwargs)
        if margin < 0 or multiple < 1:
            raise ValueError(
                f"mirror padding needs a margin of at least 0 and a multiple of at least 1, got margin={margin}, "
                f"multiple={multiple}"
            )
        self.margin, self.multiple, self.remainder = margin, multiple, remainder
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def call(self, inputs):
        for axis, size in zip((1, 2), ops.shape(inputs)[1:3], strict=True):
            inputs = ops.take(inputs, self._mirrored(size), axis=axis)
        return inputs

    def compute_output_shape(self, input_shape):
        batch, height, width, channels = input_shape
        return (batch, height and height + self._added(height), width and width + self._added(width), channels)

    def get_config(self):
        return {
            **super().get_config(),
            "margin": self.margin,
            "multiple": self.multiple,
            "remainder": self.remainder,
        }

    def _added(self, size):
        return self.margin + (self.remainder - self.margin - size) % self.multiple

    def _mirrored(self, size):
        """Which pixel of an axis stands where."""
        added = self._added(size)
        places = ops.arange(-(added // 2), size + added - added // 2, dtype="int32")
        period = max(1, 2 * size - 2) if isinstance(size, int) else ops.maximum(1, 2 * size - 2)
        places = ops.mod(places, period)
        return ops.minimum(places, period - places)
