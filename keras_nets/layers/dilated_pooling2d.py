"""Pooling over pixels that lie apart."""

from functools import reduce

import keras
from keras import ops

KINDS = ("max", "average")


@keras.saving.register_keras_serializable(package="keras_nets")
class DilatedPooling2D(keras.layers.Layer):
    """Largest value or mean of windows whose places lie `dilation_rate` pixels apart, at every pixel.

    Pooling with a stride of 2 followed by layers is the same as pooling with a stride of 1 followed by the same layers
    at twice the rate, of which every second pixel is looked at; poolings are among these layers. Padding never counts.

    Reference:
        Chen, Papandreou, Schroff, Adam, 2017, Rethinking atrous convolution for semantic image segmentation,
        https://arxiv.org/abs/1706.05587

    Args:
        pool_size: Side of the window, or its height and width.
        dilation_rate: Distance of its places.
        padding: `"valid"`, or `"same"`, which pads a window of even size more at the end.
        kind: `"max"` or `"average"`.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        That of the input, less `dilation_rate * (pool_size - 1)` pixels where padding is valid.

    Raises:
        ValueError: If there is no such padding or kind.

    Example:

    >>> import keras
    >>> x = keras.ops.reshape(keras.ops.arange(6.0), (1, 1, 6, 1))
    >>> keras.ops.convert_to_numpy(DilatedPooling2D((1, 2), 2)(x)).ravel()
    array([2., 3., 4., 5., 4., 5.], dtype=float32)
    """

    def __init__(self, pool_size=2, dilation_rate=1, padding="same", kind="max", **kwargs):
        super().__init__(**kwargs)
        if padding not in ("valid", "same"):
            raise ValueError(f"padding must be 'valid' or 'same', got {padding!r}")
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
        self.pool_size = (pool_size, pool_size) if isinstance(pool_size, int) else tuple(pool_size)
        self.strides, self.dilation_rate, self.padding, self.kind = 1, dilation_rate, padding, kind
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def call(self, inputs):
        if self.kind == "max":
            return self._gathered(inputs, ops.maximum, float("-inf"))
        return self._gathered(inputs, ops.add, 0.0) / self._gathered(ops.ones_like(inputs[..., :1]), ops.add, 0.0)

    def compute_output_shape(self, input_shape):
        batch, *size, maps = input_shape
        if self.padding == "valid":
            size = [side and side - sum(self._reach(axis)) for axis, side in enumerate(size)]
        return (batch, *size, maps)

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "dilation_rate": self.dilation_rate,
            "padding": self.padding,
            "kind": self.kind,
        }

    def _reach(self, axis):
        """How many pixels a window reaches before and after its own."""
        before, whole = (self.pool_size[axis] - 1) // 2, self.pool_size[axis] - 1
        return before * self.dilation_rate, (whole - before) * self.dilation_rate

    def _gathered(self, x, combine, neutral):
        if self.padding == "same":
            x = ops.pad(x, ((0, 0), self._reach(0), self._reach(1), (0, 0)), constant_values=neutral)
        for axis in (0, 1):
            left = ops.shape(x)[axis + 1] - sum(self._reach(axis))
            starts = [place * self.dilation_rate for place in range(self.pool_size[axis])]
            parts = [x[:, start : start + left] if axis == 0 else x[:, :, start : start + left] for start in starts]
            x = reduce(combine, parts)
        return x
