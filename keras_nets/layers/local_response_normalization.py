"""Normalization by the responses of neighboring channels."""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class LocalResponseNormalization(keras.layers.Layer):
    """Divides each value by a power of the sum of squares at the same place in the neighboring channels.

    `b_i = a_i / (k + alpha * sum_j a_j^2)^beta` with j from `i - n // 2` to `i + n // 2`, as far as there are channels.
    `alpha` multiplies the sum, as AlexNet's paper has it; Caffe and PyTorch multiply the mean over n, so their alpha
    of 1e-4 is 2e-5 here.

    Reference:
        Krizhevsky, Sutskever, Hinton, 2012, ImageNet classification with deep convolutional neural networks,
        https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks

    Args:
        size: Number n of channels in the sum, odd.
        bias: The constant k.
        alpha: Factor on the sum of squares.
        beta: Exponent; 0.75 is computed faster than others.

    Input shape:
        `(batch, ..., channels)`.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `size` is even or below 1, `bias` is not positive, or `alpha` is negative.

    Example:

    >>> import keras
    >>> layer = LocalResponseNormalization(size=3, bias=5.0, alpha=1.0, beta=1.0)
    >>> keras.ops.convert_to_numpy(layer(keras.ops.array([[1.0, 2.0, 0.0, 1.0]])))
    array([[0.1       , 0.2       , 0.        , 0.16666667]], dtype=float32)
    """

    def __init__(self, size=5, *, bias=2.0, alpha=1e-4, beta=0.75, **kwargs):
        super().__init__(**kwargs)
        if size < 1 or size % 2 == 0:
            raise ValueError(f"size must be an odd number of channels, at least 1, got {size}")
        if not (bias > 0 and alpha >= 0):
            raise ValueError(
                f"local response normalization needs bias > 0 and alpha >= 0, got bias={bias}, alpha={alpha}"
            )
        self.size, self.bias, self.alpha, self.beta = size, bias, alpha, beta
        self.supports_masking = True

    def build(self, input_shape):
        maps = np.arange(input_shape[-1])
        self.neighbors = np.abs(maps[:, None] - maps) <= self.size // 2

    def call(self, inputs):
        # alpha goes inside the square, so that half precision does not overflow.
        squares = ops.square(inputs * self.alpha**0.5)
        # A product with a band matrix is several times faster than pooling or adding shifted channels.
        sums = ops.matmul(squares, ops.convert_to_tensor(self.neighbors, squares.dtype))
        return inputs * self._inverse_power(sums + self.bias)

    def _inverse_power(self, x):
        """`x^-beta`."""
        if self.beta == 0.75:
            inverse_root = ops.rsqrt(x)
            return inverse_root * ops.sqrt(inverse_root)
        return ops.power(x, -self.beta)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "size": self.size, "bias": self.bias, "alpha": self.alpha, "beta": self.beta}
