"""The network of 14 weight layers on which PReLU was tried."""

import functools

from keras_nets.layers import (
    SpatialPyramidPooling2D,
    classifier_head,
    convolution,
    fully_connected,
    image_input,
    is_large,
    scaled,
)
from keras_nets.layers.activation_layers import PRELU_SLOPE

import keras

LEAST_SIZES = {"large": 11, "small": 2}


def he_initializer(activation):
    """Normal distribution of variance `2 / ((1 + a^2) n)`, a the slope for negative and n the inputs of a unit."""
    slope = PRELU_SLOPE if activation in ("prelu", "shared_prelu") else 0.0
    return keras.initializers.VarianceScaling(2 / (1 + slope**2), "fan_in", "untruncated_normal")


def prelu_network(
    input_shape,
    classes,
    *,
    stage_blocks=(4, 6),
    width=1.0,
    levels=(6, 3, 2, 1),
    dense_units=(4096, 4096),
    dropout=0.5,
    activation="prelu",
    stem="large",
    classifier_activation="softmax",
    name="prelu_network",
):
    """Convolutions of 2x2 behind one of 7x7, spatial pyramid pooling and fully connected layers, with PReLU.

    `f(y) = max(0, y) + a min(0, y)` with a learned slope a of each channel, or of each layer with `"shared_prelu"`;
    weights start so that signals keep their variance through such layers. Stages are `stem_conv`, `stem_pool`;
    `stage1_conv<i>`, `stage1_pool`; `stage2_conv<i>`, `pyramid`; `fc1`, `fc2`.

    Reference:
        He, Zhang, Ren, Sun, 2015, Delving deep into rectifiers: surpassing human-level performance on ImageNet
        classification, https://arxiv.org/abs/1502.01852

    Differs: convolutions of 2x2 keep height and width by a row of zeros below and a column on the right.

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stage_blocks: Convolutions of stages 1 and 2.
        width: Factor on the 64, 128 and 256 channels of stem and stages and on the units of the fully connected layers.
        levels: Grids of the pyramid, as in `layers.SpatialPyramidPooling2D`.
        dense_units: Units of the fully connected layers `fc1`, `fc2`, ...
        dropout: Dropout rate of those units.
        activation: `"prelu"`, `"shared_prelu"`, or any other that `layers.activate` knows, such as `"relu"`.
        stem: `"large"` as in the paper, or `"small"` for images of about 32 pixels: `stem_conv` has stride 1 instead of
            2 and `stem_pool`, of 3x3 with stride 3, is left out.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 11, with `stem="small"` at least 2.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, a stage has no convolution, `width` is not positive, or `stem` is
            unknown.

    Example:

    >>> model = prelu_network((64, 64, 3), 10, width=0.1)
    >>> sum(layer.count_params() > 0 and "prelu" not in layer.name for layer in model.layers)
    14
    """
    large = is_large(stem)
    if len(stage_blocks) != 2 or min(stage_blocks) < 1:
        raise ValueError(f"{name} needs at least 1 convolution in each of 2 stages, got stage_blocks={stage_blocks}")
    # Biases, no normalization, and weights that fit the slopes.
    common = {"activation": activation, "kernel_initializer": he_initializer(activation)}
    conv = functools.partial(convolution, normalization=False, **common)
    inputs = x = image_input(input_shape, least=LEAST_SIZES[stem], network=name)
    x = conv(x, scaled(64, width), 7, 2 if large else 1, name="stem_conv")
    if large:
        x = keras.layers.MaxPooling2D(3, name="stem_pool")(x)
    for number in range(1, stage_blocks[0] + 1):
        x = conv(x, scaled(128, width), 2, name=f"stage1_conv{number}", padding="same")
    x = keras.layers.MaxPooling2D(2, name="stage1_pool")(x)
    for number in range(1, stage_blocks[1] + 1):
        x = conv(x, scaled(256, width), 2, name=f"stage2_conv{number}", padding="same")
    x = SpatialPyramidPooling2D(levels, name="pyramid")(x)
    for number, units in enumerate(dense_units, 1):
        x = fully_connected(x, scaled(units, width), name=f"fc{number}", dropout=dropout, **common)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
