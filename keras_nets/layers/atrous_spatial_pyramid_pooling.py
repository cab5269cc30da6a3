"""What surrounds a pixel, looked at through windows of several sizes at once."""

from keras_nets.layers.convolution import convolution
from keras_nets.layers.resize_like import ResizeLike
from keras_nets.layers.separable import separable_convolution

import keras


def atrous_spatial_pyramid_pooling(
    x, filters=256, rates=(6, 12, 18), *, name="aspp", separable=False, activation="relu", normalization=True
):
    """A convolution of 1x1, dilated ones of 3x3 and the mean of the image side by side, joined by one of 1x1.

    The mean goes through a convolution of 1x1 and is spread over all pixels. From m to n channels with three rates
    the kernels have `29 m n + 5 n^2` weights. The layers are `<name>_point`, `<name>_atrous1`, ..., `<name>_pool`,
    `<name>_pool_conv`, `<name>_pool_upsampling`, `<name>_concat` and `<name>_out`, with what follows convolutions.

    Reference:
        Chen, Papandreou, Schroff, Adam, 2017, Rethinking atrous convolution for semantic image segmentation,
        https://arxiv.org/abs/1706.05587

    Args:
        x: Tensor of shape `(batch, height, width, channels)`; height and width may be open.
        filters: Number of channels of each branch and of the output.
        rates: Dilation rates of the convolutions of 3x3.
        name: Beginning of the layers' names.
        separable: Whether these convolutions are depthwise separable, as in DeepLabv3+.
        activation: As in `activate`.
        normalization: Whether batch normalization follows the convolutions.

    Raises:
        ValueError: If a rate is below 1 or there is no such activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((None, None, 32))
    >>> keras.Model(inputs, atrous_spatial_pyramid_pooling(inputs, 8, normalization=False)).output.shape
    (None, None, None, 8)
    """
    rates = tuple(rates)
    if min(rates, default=1) < 1:
        raise ValueError(f"atrous spatial pyramid pooling needs rates of at least 1, got {rates}")
    after = {"activation": activation, "normalization": normalization}
    dilated = separable_convolution if separable else convolution
    branches = [convolution(x, filters, 1, name=f"{name}_point", **after)]
    for number, rate in enumerate(rates, start=1):
        branches.append(dilated(x, filters, 3, name=f"{name}_atrous{number}", dilation_rate=rate, **after))
    mean = keras.layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_pool")(x)
    mean = convolution(mean, filters, 1, name=f"{name}_pool_conv", **after)
    branches.append(ResizeLike(name=f"{name}_pool_upsampling")([mean, x]))
    x = keras.layers.Concatenate(name=f"{name}_concat")(branches)
    return convolution(x, filters, 1, name=f"{name}_out", **after)
