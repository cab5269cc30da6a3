"""Convolution of single pixels, which may leave pixels out."""

import keras
from keras import ops

# oneDNN computes so many channels at a time.
_BLOCK = 16


@keras.saving.register_keras_serializable(package="keras_nets")
class PointwiseConv2D(keras.layers.Conv2D):
    """Convolution with a kernel of one pixel that takes the pixels its strides meet before it multiplies.

    Weights and outputs are those of `keras.layers.Conv2D` with `kernel_size=1`, which is not safe to train on
    processors where strides are above 1 and channels fewer than 16: oneDNN, by which TensorFlow computes, then writes
    the gradient of the kernel past the end of its memory, and sooner or later the process dies
    (https://github.com/uxlfoundation/oneDNN/issues/6035).

    Args:
        filters: Number of output channels.
        **kwargs: As of `keras.layers.Conv2D`, but for the size of the kernel.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        That of `keras.layers.Conv2D`.

    Example:

    >>> import keras
    >>> PointwiseConv2D(16, strides=2)(keras.Input((32, 32, 8))).shape
    (None, 16, 16, 16)
    """

    def __init__(self, filters, **kwargs):
        super().__init__(filters, 1, **kwargs)

    def convolution_op(self, inputs, kernel):
        if self.strides == (1, 1) or inputs.shape[-1] >= _BLOCK:
            return super().convolution_op(inputs, kernel)
        down, right = self.strides
        return ops.conv(inputs[:, ::down, ::right], kernel, padding=self.padding)

    def get_config(self):
        config = super().get_config()
        del config["kernel_size"]
        return config
