"""Xception: separable convolutions with residuals."""

from keras_nets.layers import activate, classifier_head, convolution, image_input, is_large, normalize_activate, scaled
from keras_nets.layers.inception import INCEPTION_EPSILON

import keras
from keras import layers

ENTRY_MAPS = (128, 256, 728)
LEAST_SIZE = {"large": 32, "small": 16}


def separable_convolution(x, filters, *, name, activation=None):
    """Depthwise 3x3 and pointwise 1x1 convolution with nothing between them, normalized."""
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x)
    return normalize_activate(x, activation, name=name, epsilon=INCEPTION_EPSILON)


def residual_module(x, maps, *, activation, strides=1, activates_first=True, name):
    """Separable convolutions, each after an activation, added to their input; with a stride of 2, both are reduced."""
    shortcut = x
    if strides > 1:
        shortcut = convolution(
            x, maps[-1], 1, strides, activation=None, epsilon=INCEPTION_EPSILON, name=f"{name}_shortcut"
        )
    for number, filters in enumerate(maps, 1):
        if number > 1 or activates_first:
            x = activate(x, activation, name=f"{name}_activation{number}")
        x = separable_convolution(x, filters, name=f"{name}_conv{number}")
    if strides > 1:
        x = layers.MaxPooling2D(3, strides, "same", name=f"{name}_pool")(x)
    return layers.Add(name=f"{name}_out")([x, shortcut])


def xception(
    input_shape,
    classes,
    *,
    stem="large",
    modules=8,
    width=1.0,
    activation="relu",
    dropout=0.5,
    classifier_activation="softmax",
    name="xception",
):
    """Xception: Inception taken to the extreme, where each channel is convolved alone and 1x1 convolutions mix them.

    The last layers of modules are `entry_block1_out` to `entry_block3_out`, which each halve height and width,
    `middle_block1_out` to `middle_block8_out`, and `exit_block1_out`, which halves them again; `exit_conv1` and
    `exit_conv2` follow.

    Reference:
        Chollet, 2017, Xception: deep learning with depthwise separable convolutions, https://arxiv.org/abs/1610.02357

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stem: `"large"` for images of about 299x299; `"small"` for about 32x32, where the first convolution has stride
            1.
        modules: Number of modules of the middle flow.
        width: Factor on all numbers of channels.
        activation: As in `keras_nets.layers.activate`.
        dropout: Dropout rate of the pooled features.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 32, or 16 with the small stem.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `stem` is unknown, or `width` or `modules` is not positive.

    Example:

    >>> model = xception((32, 32, 3), 10, stem="small", width=0.25)
    >>> [model.get_layer(name).output.shape[1:] for name in ("entry_block3_out", "exit_block1_out", "exit_conv2")]
    [(4, 4, 182), (2, 2, 256), (2, 2, 512)]
    """
    if modules < 1:
        raise ValueError(f"{name} needs at least 1 module in its middle flow, got modules={modules}")
    first_strides = 2 if is_large(stem) else 1
    entry_maps = [scaled(maps, width) for maps in ENTRY_MAPS]
    middle = entry_maps[-1]
    inputs = image_input(input_shape, least=LEAST_SIZE[stem], network=name)

    style = {"padding": "valid", "activation": activation, "epsilon": INCEPTION_EPSILON}
    x = convolution(inputs, scaled(32, width), 3, first_strides, name="stem_conv1", **style)
    x = convolution(x, scaled(64, width), 3, name="stem_conv2", **style)
    for block, maps in enumerate(entry_maps, 1):
        x = residual_module(
            x,
            (maps, maps),
            activation=activation,
            strides=2,
            activates_first=block > 1,
            name=f"entry_block{block}",
        )
    for block in range(1, modules + 1):
        x = residual_module(x, (middle,) * 3, activation=activation, name=f"middle_block{block}")
    x = residual_module(x, (middle, scaled(1024, width)), activation=activation, strides=2, name="exit_block1")
    x = separable_convolution(x, scaled(1536, width), activation=activation, name="exit_conv1")
    x = separable_convolution(x, scaled(2048, width), activation=activation, name="exit_conv2")

    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
