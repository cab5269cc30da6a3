"""Residual blocks that are wide inside and narrow between, as in mobile networks."""

from keras_nets.layers.convolution import EPSILON, convolution
from keras_nets.layers.drop_path import DropPath
from keras_nets.layers.scaling import scaled
from keras_nets.layers.separable import depthwise_convolution
from keras_nets.layers.squeeze_excitation import squeeze_excitation

import keras


def inverted_residual(
    x,
    filters,
    kernel_size=3,
    strides=1,
    *,
    name,
    expansion=6,
    squeeze_ratio=0.0,
    drop_path=0.0,
    padding="symmetric",
    activation="relu6",
    epsilon=EPSILON,
):
    """Expand to t m channels by 1x1, convolve each by itself, project to n channels by 1x1; and the shortcut.

    The projection is a linear bottleneck: no activation follows it, since one would destroy what few channels hold. The
    shortcut joins bottlenecks and so is there where stride and number of channels stay. Layers are named
    `<name>_expand` (none for t = 1), `<name>_depthwise`, `<name>_squeeze_...`, `<name>_project` and, last,
    `<name>_out`.

    Reference:
        Sandler, Howard, Zhu, Zhmoginov, Chen, 2018, MobileNetV2: inverted residuals and linear bottlenecks,
        https://arxiv.org/abs/1801.04381

    Args:
        x: Tensor of shape `(batch, height, width, m)`.
        filters: Number n of output channels.
        kernel_size: Side of the depthwise kernel.
        strides: Its step.
        name: Beginning of the layers' names.
        expansion: Factor t.
        squeeze_ratio: Units of a squeeze-excitation before the projection, as a fraction of m; 0 for none.
        drop_path: Probability that an example skips the block in training, where there is a shortcut.
        padding: As in `pad`.
        activation: As in `activate`.
        epsilon: Batch normalization's epsilon.

    Raises:
        ValueError: If there is no such padding or activation, or `drop_path` is no probability below 1.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8, 8, 24))
    >>> keras.Model(inputs, inverted_residual(inputs, 24, name="block")).count_params()
    9456
    """
    maps, shortcut = x.shape[-1], x
    after = {"activation": activation, "epsilon": epsilon}
    if expansion != 1:
        x = convolution(x, expansion * maps, 1, name=f"{name}_expand", **after)
    x = depthwise_convolution(x, kernel_size, strides, name=f"{name}_depthwise", padding=padding, **after)
    if squeeze_ratio:
        units = max(1, int(maps * squeeze_ratio))
        x = squeeze_excitation(x, units, name=f"{name}_squeeze", activation=activation)
    x = convolution(x, filters, 1, name=f"{name}_project", activation=None, epsilon=epsilon)
    if strides != 1 or maps != filters:
        return keras.layers.Identity(name=f"{name}_out")(x)
    if drop_path:
        x = DropPath(drop_path, name=f"{name}_drop_path")(x)
    return keras.layers.Add(name=f"{name}_out")([shortcut, x])


def scaled_by_eights(count, width):
    """As `scaled`, rounded to a multiple of 8 channels, which fills the registers of processors.

    Reference:
        Sandler, Howard, Zhu, Zhmoginov, Chen, 2018, MobileNetV2: inverted residuals and linear bottlenecks,
        https://arxiv.org/abs/1801.04381

    Args:
        count: The paper's number.
        width: Positive factor; the result is at least 8 and not less than nine tenths of the product.

    Raises:
        ValueError: If `width` is not positive.

    Example:

    >>> scaled_by_eights(32, 1.0), scaled_by_eights(24, 1.4), scaled_by_eights(24, 0.75), scaled_by_eights(32, 0.1)
    (32, 32, 24, 8)
    """
    scaled(count, width)
    multiple = max(8, int(count * width + 4) // 8 * 8)
    return multiple if multiple >= 0.9 * count * width else multiple + 8
