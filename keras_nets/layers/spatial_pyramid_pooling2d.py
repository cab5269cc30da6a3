"""Pooling into a fixed number of bins, whatever the size of the image."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class SpatialPyramidPooling2D(keras.layers.Layer):
    """Divides feature maps into grids of n x n bins for several n and lists the largest value of each bin.

    Along an axis of length a, bin i of n reaches from `floor(i a / n)` to `ceil((i + 1) a / n)`; where n does not
    divide a, neighboring bins overlap. Fully connected layers can so follow images of any size.

    Reference:
        He, Zhang, Ren, Sun, 2014, Spatial pyramid pooling in deep convolutional networks for visual recognition,
        https://arxiv.org/abs/1406.4729

    Args:
        levels: The numbers n.

    Input shape:
        `(batch, height, width, channels)`, height and width known.

    Output shape:
        `(batch, channels * sum(n * n for n in levels))`.

    Raises:
        ValueError: If there is no level, one is below 1, or height or width are unknown.

    Example:

    >>> import keras
    >>> [SpatialPyramidPooling2D()(keras.Input((side, side, 256))).shape for side in (18, 25)]
    [(None, 12800), (None, 12800)]
    """

    def __init__(self, levels=(6, 3, 2, 1), **kwargs):
        super().__init__(**kwargs)
        self.levels = tuple(levels)
        if not self.levels or min(self.levels) < 1:
            raise ValueError(f"spatial pyramid pooling needs levels of at least 1 bin, got levels={self.levels}")
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def build(self, input_shape):
        if None in input_shape[1:3]:
            raise ValueError(f"spatial pyramid pooling needs a known height and width, got {tuple(input_shape)}")

    def call(self, inputs):
        levels = [_largest_of_bins(_largest_of_bins(inputs, bins, axis=1), bins, axis=2) for bins in self.levels]
        size = inputs.shape[-1]
        flat = [ops.reshape(level, (-1, bins * bins * size)) for bins, level in zip(self.levels, levels, strict=True)]
        return ops.concatenate(flat, axis=-1)

    def compute_output_shape(self, input_shape):
        maps = input_shape[-1]
        return (input_shape[0], maps and maps * sum(bins * bins for bins in self.levels))

    def get_config(self):
        return {**super().get_config(), "levels": self.levels}


def _largest_of_bins(x, bins, axis):
    length = x.shape[axis]
    if length % bins == 0:
        shape = (*x.shape[1:axis], bins, length // bins, *x.shape[axis + 1 :])
        return ops.max(ops.reshape(x, (-1, *shape)), axis=axis + 1)
    starts = [number * length // bins for number in range(bins)]
    ends = [-(-(number + 1) * length // bins) for number in range(bins)]
    parts = [x[:, start:end] if axis == 1 else x[:, :, start:end] for start, end in zip(starts, ends, strict=True)]
    return ops.stack([ops.max(part, axis=axis) for part in parts], axis=axis)
