"""Convolutions split into one over the channels' pixels and one over the channels, in both orders."""

from keras_nets.layers.convolution import EPSILON, convolution, normalize_activate, pad

import keras

ORDERS = ("depthwise_first", "pointwise_first")


def depthwise_convolution(
    x,
    kernel_size,
    strides=1,
    *,
    name,
    dilation_rate=1,
    padding="symmetric",
    activation="relu",
    normalization=True,
    epsilon=EPSILON,
):
    """Convolution `name` of each channel with a kernel of its own, batch normalization and activation.

    `k^2 m` weights for m channels, where a convolution from m to n channels has `k^2 m n`.

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        kernel_size: Side of the kernel.
        strides: Stride of the kernel.
        name: Name of the convolution, and the beginning of the other layers' names.
        dilation_rate: Distance of the taps of the depthwise kernel, above 1 only with a stride of 1.
        padding: As in `pad`.
        activation: As in `activate`; None for none.
        normalization: Whether batch normalization follows; then the convolution has no bias.
        epsilon: Batch normalization's epsilon.

    Raises:
        ValueError: If there is no such padding or activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8, 8, 16))
    >>> model = keras.Model(inputs, depthwise_convolution(inputs, 3, name="depthwise"))
    >>> model.get_layer("depthwise").count_params()
    144
    """
    x, padding = pad(x, kernel_size, strides, padding=padding, name=f"{name}_padding")
    arguments = {"dilation_rate": dilation_rate, "use_bias": not normalization, "name": name}
    x = keras.layers.DepthwiseConv2D(kernel_size, strides, padding, **arguments)(x)
    return normalize_activate(x, activation, name=name, normalization=normalization, epsilon=epsilon)


def separable_convolution(
    x,
    filters,
    kernel_size,
    strides=1,
    *,
    name,
    order="depthwise_first",
    between=True,
    dilation_rate=1,
    padding="symmetric",
    activation="relu",
    normalization=True,
    epsilon=EPSILON,
):
    """Depthwise separable convolution: `<name>_depthwise` over pixels and `<name>_pointwise`, 1x1, over channels.

    From m to n channels it has `k^2 m + m n` weights with the depthwise part first, as MobileNet and Xception are
    built, and `m n + k^2 n` with the pointwise part first, as the "extreme Inception" is drawn; a convolution has
    `k^2 m n`.

    Reference:
        Howard and others, 2017, MobileNets: efficient convolutional neural networks for mobile vision applications,
        https://arxiv.org/abs/1704.04861

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number n of output channels.
        kernel_size: Side k of the depthwise kernel.
        strides: Stride of the depthwise kernel.
        name: Beginning of the layers' names.
        order: `"depthwise_first"` or `"pointwise_first"`.
        between: Whether the first of the two is normalized and activated too, as in MobileNet; in Xception it is not.
        dilation_rate: Distance of the taps of the depthwise kernel, above 1 only with a stride of 1.
        padding: As in `pad`.
        activation: As in `activate`; None for none.
        normalization: Whether batch normalization follows; then the convolutions have no bias.
        epsilon: Batch normalization's epsilon.

    Raises:
        ValueError: If there is no such order, padding or activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8, 8, 16))
    >>> model = keras.Model(inputs, separable_convolution(inputs, 32, 3, name="block"))
    >>> [model.get_layer(name).count_params() for name in ("block_depthwise", "block_pointwise")]
    [144, 512]
    """
    if order not in ORDERS:
        raise ValueError(f"order must be one of {', '.join(ORDERS)}, got {order!r}")
    after = {"activation": activation, "normalization": normalization, "epsilon": epsilon}
    first = after if between else {"activation": None, "normalization": False}
    pixels = {"kernel_size": kernel_size, "strides": strides, "dilation_rate": dilation_rate, "padding": padding}
    pixels["name"] = f"{name}_depthwise"
    maps = {"filters": filters, "kernel_size": 1, "name": f"{name}_pointwise"}
    if order == "depthwise_first":
        return convolution(depthwise_convolution(x, **pixels, **first), **maps, **after)
    return depthwise_convolution(convolution(x, **maps, **first), **pixels, **after)
