"""Doubling the height and width of feature maps."""

from keras_nets.layers.convolution import convolution

import keras

UPSAMPLINGS = ("transposed", "nearest", "bilinear", "nearest_convolution", "bilinear_convolution")


def upsample(x, filters, *, name, method="transposed", **arguments):
    """Twice the height and width, by one of several methods; the last layer that doubles is `name`.

    A transposed convolution of 2x2 with stride 2 (the "up-convolution") learns the four pixels that come from one;
    kernels and steps that fit leave no checkerboard. Repeating or interpolating pixels has no weights, and leaves the
    number of channels to the convolution of 3x3 `<name>_conv` that may follow.

    Reference:
        Ronneberger, Fischer, Brox, 2015, U-Net: convolutional networks for biomedical image segmentation,
        https://arxiv.org/abs/1505.04597

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of output channels; `"nearest"` and `"bilinear"` keep those of `x`.
        name: Name of the layer, and beginning of the others' names.
        method: `"transposed"`; `"nearest"` or `"bilinear"`; or one of these and a convolution,
            `"nearest_convolution"`, `"bilinear_convolution"`.
        **arguments: Further arguments of the convolution after nearest or bilinear upsampling, as of `convolution`,
            or of the transposed one, as of `keras.layers.Conv2DTranspose`.

    Raises:
        ValueError: If there is no such method.

    Example:

    >>> import keras
    >>> x = keras.Input((28, 28, 1024))
    >>> [upsample(x, 512, name="up", method=method).shape[1:] for method in ("transposed", "nearest")]
    [(56, 56, 512), (56, 56, 1024)]
    """
    if method not in UPSAMPLINGS:
        raise ValueError(f"upsampling must be one of {', '.join(UPSAMPLINGS)}, got {method!r}")
    if method == "transposed":
        return keras.layers.Conv2DTranspose(filters, 2, 2, name=name, **arguments)(x)
    interpolation, _, convolves = method.partition("_")
    x = keras.layers.UpSampling2D(2, interpolation=interpolation, name=name)(x)
    if not convolves:
        return x
    return convolution(x, filters, 3, name=f"{name}_conv", **{"activation": None, "normalization": False} | arguments)
