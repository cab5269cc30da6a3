"""Residual blocks, in the order of 2015 and pre-activated, and their shortcuts A, B and C.

A block's layers are named after it: `<name>_conv1`, ..., `<name>_projection` or `<name>_shortcut` where the shortcut
is more than the identity, and `<name>_out`, the last.
"""

from keras_nets.layers.activation_layers import activate
from keras_nets.layers.convolution import EPSILON, convolution, normalize_activate
from keras_nets.layers.parameter_free_shortcut import ParameterFreeShortcut

import keras

SHORTCUTS = ("A", "B", "C")
# A bottleneck block gives out this many times the channels of its narrow convolutions.
EXPANSION = 4
# No normalization follows these convolutions at once, but one does in the next block.
_UNBIASED = {"use_bias": False}


def basic_block(x, filters, strides=1, *, name, shortcut="B", activation="relu", **arguments):
    """Two convolutions of 3x3 beside a shortcut: `y = f(F(x) + shortcut(x))`.

    Reference:
        He, Zhang, Ren, Sun, 2016, Deep residual learning for image recognition, https://arxiv.org/abs/1512.03385

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of output channels.
        strides: Stride of the first convolution.
        name: Beginning of the layers' names.
        shortcut: As in `residual_shortcut`.
        activation: The function f, also between the convolutions, as in `activate`.
        **arguments: Further arguments of `convolution`, such as `padding`, `use_bias` and `epsilon`.

    Example:

    >>> import keras
    >>> inputs = keras.Input((32, 32, 16))
    >>> basic_block(inputs, 32, 2, name="stage2_block1").shape
    (None, 16, 16, 32)
    """
    identity = residual_shortcut(x, filters, strides, name=name, option=shortcut, **arguments)
    x = convolution(x, filters, 3, strides, name=f"{name}_conv1", activation=activation, **arguments)
    x = convolution(x, filters, 3, name=f"{name}_conv2", activation=None, **arguments)
    x = keras.layers.Add(name=f"{name}_add")([identity, x])
    return activate(x, activation, name=f"{name}_out")


def bottleneck_block(x, filters, strides=1, *, name, shortcut="B", strided="1x1", activation="relu", **arguments):
    """Convolutions of 1x1, 3x3 and 1x1, narrow in the middle, beside a shortcut: `y = f(F(x) + shortcut(x))`.

    Reference:
        He, Zhang, Ren, Sun, 2016, Deep residual learning for image recognition, https://arxiv.org/abs/1512.03385

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of channels of the narrow convolutions; the block gives out 4 times as many.
        strides: Stride of the block.
        name: Beginning of the layers' names.
        shortcut: As in `residual_shortcut`.
        strided: The convolution that has the stride: the first, `"1x1"`, as in the paper, or `"3x3"`.
        activation: The function f, also between the convolutions, as in `activate`.
        **arguments: Further arguments of `convolution`, such as `padding`, `use_bias` and `epsilon`.

    Raises:
        ValueError: If there is no such `strided`.

    Example:

    >>> import keras
    >>> inputs = keras.Input((56, 56, 256))
    >>> bottleneck_block(inputs, 128, 2, name="stage2_block1").shape
    (None, 28, 28, 512)
    """
    if strided not in ("1x1", "3x3"):
        raise ValueError(f"strided must be '1x1' or '3x3', the convolution that has the stride, got {strided!r}")
    steps = (strides, 1) if strided == "1x1" else (1, strides)
    identity = residual_shortcut(x, EXPANSION * filters, strides, name=name, option=shortcut, **arguments)
    x = convolution(x, filters, 1, steps[0], name=f"{name}_conv1", activation=activation, **arguments)
    x = convolution(x, filters, 3, steps[1], name=f"{name}_conv2", activation=activation, **arguments)
    x = convolution(x, EXPANSION * filters, 1, name=f"{name}_conv3", activation=None, **arguments)
    x = keras.layers.Add(name=f"{name}_add")([identity, x])
    return activate(x, activation, name=f"{name}_out")


def preactivation_block(x, filters, strides=1, *, name, shortcut="B", activation="relu", dropout=0.0, **arguments):
    """Two convolutions of 3x3, each after normalization and activation: `y = F(x) + shortcut(x)`.

    A projection sees the block's first activation, any other shortcut the block's input.

    Reference:
        He, Zhang, Ren, Sun, 2016, Identity mappings in deep residual networks, https://arxiv.org/abs/1603.05027

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of output channels.
        strides: Stride of the first convolution.
        name: Beginning of the layers' names.
        shortcut: As in `residual_shortcut`.
        activation: As in `activate`.
        dropout: Dropout rate of the channels' values before the second convolution, as in wide
            residual networks.
        **arguments: Further arguments of `convolution`, such as `padding` and `epsilon`.

    Example:

    >>> import keras
    >>> inputs = keras.Input((32, 32, 16))
    >>> preactivation_block(inputs, 160, name="stage1_block1").shape
    (None, 32, 32, 160)
    """
    identity, x = _preactivated(x, filters, strides, name, shortcut, activation, arguments)
    x = convolution(x, filters, 3, strides, name=f"{name}_conv1", activation=activation, **arguments)
    if dropout:
        x = keras.layers.Dropout(dropout, name=f"{name}_dropout")(x)
    x = convolution(x, filters, 3, name=f"{name}_conv2", activation=None, normalization=False, **_UNBIASED | arguments)
    return keras.layers.Add(name=f"{name}_out")([identity, x])


def preactivation_bottleneck_block(
    x, filters, strides=1, *, name, shortcut="B", activation="relu", use_bias=False, **arguments
):
    """Convolutions of 1x1, 3x3 and 1x1, each after normalization and activation: `y = F(x) + shortcut(x)`.

    A projection sees the block's first activation, any other shortcut the block's input.

    Reference:
        He, Zhang, Ren, Sun, 2016, Identity mappings in deep residual networks, https://arxiv.org/abs/1603.05027

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of channels of the narrow convolutions; the block gives out 4 times as many.
        strides: Stride of the convolution of 3x3.
        name: Beginning of the layers' names.
        shortcut: As in `residual_shortcut`.
        activation: As in `activate`.
        use_bias: Whether the projection and the last convolution, which no normalization follows at once, have a bias.
        **arguments: Further arguments of `convolution`, such as `padding` and `epsilon`.

    Example:

    >>> import keras
    >>> inputs = keras.Input((56, 56, 256))
    >>> preactivation_bottleneck_block(inputs, 128, 2, name="stage2_block1").shape
    (None, 28, 28, 512)
    """
    outer = arguments | {"use_bias": use_bias}
    identity, x = _preactivated(x, EXPANSION * filters, strides, name, shortcut, activation, outer)
    x = convolution(x, filters, 1, name=f"{name}_conv1", activation=activation, **arguments)
    x = convolution(x, filters, 3, strides, name=f"{name}_conv2", activation=activation, **arguments)
    x = convolution(x, EXPANSION * filters, 1, name=f"{name}_conv3", activation=None, normalization=False, **outer)
    return keras.layers.Add(name=f"{name}_out")([identity, x])


def residual_shortcut(x, filters, strides=1, *, name, option="B", **arguments):
    """What a block's input passes on its way around the block.

    Reference:
        He, Zhang, Ren, Sun, 2016, Deep residual learning for image recognition, https://arxiv.org/abs/1512.03385

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of the block's output channels.
        strides: Stride of the block.
        name: Name of the block.
        option: `"A"`, no weights: every `strides`-th pixel, and channels of zeros for those that `x` has not; `"B"`, a
            projection, that is a convolution of 1x1, where the block changes the shape; `"C"`, a projection always.
        **arguments: Further arguments of `convolution` for the projection.

    Raises:
        ValueError: If there is no such option.

    Example:

    >>> import keras
    >>> x = keras.Input((32, 32, 16))
    >>> residual_shortcut(x, 16, name="stage1_block2") is x
    True
    >>> residual_shortcut(x, 32, 2, name="stage2_block1", option="A").shape
    (None, 16, 16, 32)
    """
    if _projects(x, filters, strides, option):
        return convolution(x, filters, 1, strides, name=f"{name}_projection", activation=None, **arguments)
    if _changes_shape(x, filters, strides):
        return ParameterFreeShortcut(filters, strides, name=f"{name}_shortcut")(x)
    return x


def _preactivated(x, filters, strides, name, option, activation, arguments):
    """The shortcut of a pre-activated block and the tensor that its first convolution sees."""
    epsilon = arguments.get("epsilon", EPSILON)
    preactivated = normalize_activate(x, activation, name=f"{name}_preactivation", epsilon=epsilon)
    source = preactivated if _projects(x, filters, strides, option) else x
    arguments = _UNBIASED | arguments | {"normalization": False}
    return residual_shortcut(source, filters, strides, name=name, option=option, **arguments), preactivated


def _projects(x, filters, strides, option):
    if option not in SHORTCUTS:
        raise ValueError(f"shortcut must be one of {', '.join(SHORTCUTS)}, got {option!r}")
    return option == "C" or (option == "B" and _changes_shape(x, filters, strides))


def _changes_shape(x, filters, strides):
    return strides != 1 or x.shape[-1] != filters
