"""Halving height and width while the channels grow in number: pooling and a strided convolution side by side."""

from keras_nets.layers.convolution import convolution

import keras


def downsample_by_concatenation(x, filters=None, strides=2, *, name, kernel_size=3, **arguments):
    """Max pooling and a convolution with the same step, concatenated as `<name>_concat`.

    Pooling keeps the channels that were there and the convolution adds channels: the design pattern "downsampling
    transition".

    Reference:
        Smith, Topin, 2016, Deep convolutional neural network design patterns, https://arxiv.org/abs/1611.00847

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Channels that the convolution adds; None doubles their number.
        strides: Stride of the convolution, and side and stride of the pooling's window.
        name: Beginning of the layers' names.
        kernel_size: Odd side of the convolution's kernel.
        **arguments: Further arguments of `convolution`, but for `padding`.

    Example:

    >>> import keras
    >>> downsample_by_concatenation(keras.Input((32, 32, 16)), name="down1").shape
    (None, 16, 16, 32)
    """
    filters = x.shape[-1] if filters is None else filters
    pooled = keras.layers.MaxPooling2D(strides, padding="same", name=f"{name}_pool")(x)
    added = convolution(x, filters, kernel_size, strides, name=f"{name}_conv", **arguments)
    return keras.layers.Concatenate(name=f"{name}_concat")([pooled, added])
