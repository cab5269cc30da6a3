"""Filters that are not learned: smoothing and edges."""

import math

import keras
import numpy as np
from keras import ops

SOBEL_HORIZONTAL = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))
SOBEL_VERTICAL = ((-1.0, -2.0, -1.0), (0.0, 0.0, 0.0), (1.0, 2.0, 1.0))
LAPLACIAN = ((0.0, 1.0, 0.0), (1.0, -4.0, 1.0), (0.0, 1.0, 0.0))


def gaussian_kernel(size=3, deviation=0.85):
    """Kernel that smooths: a two-dimensional Gaussian whose values sum to 1.

    Args:
        size: Odd side of the kernel.
        deviation: Standard deviation in pixels.

    Returns:
        Rows of numbers, as `FixedFilter2D` takes them.

    Raises:
        ValueError: If `size` is even or below 1, or `deviation` is not positive.

    Example:

    >>> [round(value, 3) for value in gaussian_kernel()[1]]
    [0.125, 0.25, 0.125]
    """
    if size < 1 or size % 2 == 0:
        raise ValueError(f"a Gaussian kernel needs an odd size, for it has a middle, got {size}")
    if not deviation > 0:
        raise ValueError(f"the standard deviation of a Gaussian kernel must be positive, got {deviation}")
    values = [math.exp(-((i - size // 2) ** 2) / (2 * deviation**2)) for i in range(size)]
    total = sum(values)
    return tuple(tuple(a * b / total**2 for b in values) for a in values)


@keras.saving.register_keras_serializable(package="keras_nets")
class FixedFilter2D(keras.layers.Layer):
    """Passes every channel through given kernels, which are no weights and never learn.

    Channels stay apart and come out as many times as there are kernels: first those of the first channel. As in all
    layers, kernels are correlated, not flipped.

    Args:
        kernels: List of kernels of one shape with odd sides, each as rows of numbers, such as `gaussian_kernel()`
            and this module's `SOBEL_HORIZONTAL` (the slope along a row), `SOBEL_VERTICAL` (along a column) and
            `LAPLACIAN`.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, height, width, channels * kernels)`.

    Raises:
        ValueError: If there is no kernel, or their shapes differ or are not odd.

    Example:

    >>> import keras
    >>> layer = FixedFilter2D([gaussian_kernel(), LAPLACIAN])
    >>> layer(keras.Input((8, 8, 3))).shape, layer.count_params()
    ((None, 8, 8, 6), 0)
    """

    def __init__(self, kernels, **kwargs):
        super().__init__(**kwargs)
        shapes = {np.shape(kernel) for kernel in kernels}
        if len(shapes) != 1 or any(len(shape) != 2 or 0 in [side % 2 for side in shape] for shape in shapes):
            raise ValueError(
                "FixedFilter2D needs a list of kernels of one shape with odd sides, such as [LAPLACIAN], "
                f"got shapes {sorted(shapes)}"
            )
        self.kernels = np.asarray(kernels, "float64").tolist()
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def call(self, inputs):
        kernels = ops.moveaxis(ops.convert_to_tensor(self.kernels, dtype=inputs.dtype), 0, -1)
        kernels = ops.repeat(kernels[:, :, None, :], inputs.shape[-1], axis=2)
        return ops.depthwise_conv(inputs, kernels, 1, "same", data_format="channels_last")

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] * len(self.kernels))

    def get_config(self):
        return {**super().get_config(), "kernels": self.kernels}
