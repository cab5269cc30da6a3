"""A convolution with what usually follows it: normalization and activation."""

from keras_nets.acceleration import accelerate
from keras_nets.layers.activation_layers import activate, activation_name
from keras_nets.layers.pointwise_conv2d import PointwiseConv2D

import keras

PADDINGS = ("symmetric", "same", "valid")
# The papers' frameworks normalized with these; Keras's own are 0.99 and 1e-3.
MOMENTUM = 0.9
EPSILON = 1e-5


def convolution(
    x,
    filters,
    kernel_size,
    strides=1,
    *,
    name,
    padding="symmetric",
    activation="relu",
    normalization=True,
    epsilon=EPSILON,
    scale=True,
    **arguments,
):
    """Convolution `name`, batch normalization `<name>_bn` and activation `<name>_<activation>`.

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of output channels.
        kernel_size: Side of the kernel, or its height and width.
        strides: Stride of the kernel.
        name: Name of the convolution, and the beginning of the other layers' names.
        padding: As in `pad`.
        activation: As in `activate`; None for none.
        normalization: Whether batch normalization follows; then the convolution has no bias, unless `use_bias=True`
            asks for one.
        epsilon: Batch normalization's epsilon.
        scale: Whether batch normalization learns a scale; after a ReLU the next layer's weights can take it over.
        **arguments: Further arguments of `keras.layers.Conv2D`, such as `groups`, `dilation_rate`, `use_bias`.

    Raises:
        ValueError: If there is no such padding or activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((224, 224, 3), name="input")
    >>> model = keras.Model(inputs, convolution(inputs, 64, 7, 2, name="stem"))
    >>> [layer.name for layer in model.layers]
    ['input', 'stem_padding', 'stem', 'stem_bn', 'stem_relu']
    """
    arguments = {"use_bias": not normalization} | arguments
    x, padding = pad(x, kernel_size, strides, padding=padding, name=f"{name}_padding")
    if kernel_size in (1, (1, 1)) and strides not in (1, (1, 1)):
        x = PointwiseConv2D(filters, strides=strides, padding=padding, name=name, **arguments)(x)
    else:
        x = keras.layers.Conv2D(filters, kernel_size, strides, padding=padding, name=name, **arguments)(x)
    after = {"normalization": normalization, "epsilon": epsilon, "scale": scale}
    return normalize_activate(x, activation, name=name, **after)


def normalize_activate(x, activation="relu", *, name, normalization=True, epsilon=EPSILON, scale=True):
    """Batch normalization `<name>_bn` and activation `<name>_<activation>`, either or both.

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        activation: As in `activate`; None for none.
        name: Beginning of the layers' names.
        normalization: Whether to normalize.
        epsilon: Batch normalization's epsilon.
        scale: Whether it learns a scale.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8, 8, 4), name="input")
    >>> [layer.name for layer in keras.Model(inputs, normalize_activate(inputs, name="block1")).layers]
    ['input', 'block1_bn', 'block1_relu']
    """
    if normalization:
        layer = keras.layers.BatchNormalization(momentum=MOMENTUM, epsilon=epsilon, scale=scale, name=f"{name}_bn")
        x = accelerate(layer)(x)
    return activate(x, activation, name=activation_name(name, activation))


def pad(x, kernel_size, strides, *, padding="symmetric", name):
    """Pad as a window's papers mean it; returns the tensor and the padding left for the window's own layer to do.

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        kernel_size: Side of the window, or its height and width, odd where padding is symmetric.
        strides: Its step.
        padding: `"symmetric"`, half a window less one half on each side as in the papers; `"same"`, Keras's, which
            pads less at the top and on the left where the stride is larger than 1; or `"valid"`, none.
        name: Name of the padding layer, where one is needed.

    Raises:
        ValueError: If there is no such padding.

    Example:

    >>> import keras
    >>> x, padding = pad(keras.Input((224, 224, 3)), 7, 2, name="padding")
    >>> x.shape, padding
    ((None, 230, 230, 3), 'valid')
    """
    if padding not in PADDINGS:
        raise ValueError(f"padding must be one of {', '.join(PADDINGS)}, got {padding!r}")
    sizes = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
    if padding == "symmetric":
        # With stride 1 and odd windows both agree, and the window's own padding saves a copy.
        if strides in (1, (1, 1)):
            return x, "same"
        if max(sizes) > 1:
            x = keras.layers.ZeroPadding2D(tuple((size - 1) // 2 for size in sizes), name=name)(x)
        return x, "valid"
    return x, padding
