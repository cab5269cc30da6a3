"""AlexNet, in two halves as it was trained on two GPUs, or whole."""

from keras_nets.layers import (
    GroupedConv2D,
    LocalResponseNormalization,
    classifier_head,
    fully_connected,
    image_input,
    is_large,
    normalize_activate,
    scaled,
)

import keras


def alexnet(
    input_shape,
    classes,
    *,
    groups=2,
    depth=5,
    width=1.0,
    dense_units=(4096, 4096),
    dropout=0.5,
    activation="relu",
    stem="large",
    classifier_activation="softmax",
    name="alexnet",
):
    """AlexNet: five convolutions, overlapping max pooling, local response normalization and three dense layers.

    `conv1` and `conv2` are each followed by `conv<i>_lrn` and `pool<i>`, the last convolution by `pool<depth>`; `fc6`
    and `fc7` follow. Each half of the channels of `conv2`, `conv4` and `conv5` sees only its half of the layer before,
    as on the paper's two GPUs; `conv3` and the dense layers see both.

    Reference:
        Krizhevsky, Sutskever, Hinton, 2012, ImageNet classification with deep convolutional neural networks,
        https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks

    Differs: weights start from Glorot's uniform distribution and biases from 0, and `conv1` pads 2 pixels on each
    side, without which 224 pixels do not give the paper's feature maps of 55x55.

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        groups: Parts that the channels are divided into: 2 as in the paper, 1 for an undivided network, or another
            divisor of 32.
        depth: Number of convolutions, from 3 on; the first two, which have 96 and 256 channels, and the last stay.
        width: Factor on the channels of the convolutions and the units of the dense layers.
        dense_units: Units of the dense layers `fc<depth + 1>`, `fc<depth + 2>`, ...
        dropout: Dropout rate of those units.
        activation: As in `layers.activate`.
        stem: `"large"` as in the paper, or `"small"` for images of about 32 pixels: `conv1` has stride 1 instead of 4
            and `pool1` is left out.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 63, with `stem="small"` at least 13.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `depth` is below 3, `width` is not positive, `groups` does not divide
            the channels, or `stem` is unknown.

    Example:

    >>> model = alexnet((224, 224, 3), 10, dense_units=())
    >>> [model.get_layer(name).count_params() for name in ("conv1", "conv2", "conv3", "conv4", "conv5")]
    [34944, 307456, 885120, 663936, 442624]
    """
    large = is_large(stem)
    if depth < 3:
        raise ValueError(f"{name} needs a depth of at least 3 convolutions, got depth={depth}")
    if groups < 1 or 32 % groups:
        raise ValueError(f"groups must divide 32, such as 2 or 1, got {groups}")
    # Stride of the first convolution, and least side of an image.
    strides, least = (4, 63) if large else (1, 13)

    def maps(count):
        return groups * scaled(count // groups, width)

    def conv(x, filters, kernel_size, strides=1, *, name, parts=groups, padding="same"):
        x = GroupedConv2D(filters, kernel_size, strides, padding=padding, groups=parts, name=name)(x)
        return normalize_activate(x, activation, name=name, normalization=False)

    def normalize_pool(x, number):
        x = LocalResponseNormalization(name=f"conv{number}_lrn")(x)
        return x if number == 1 and not large else pool(x, number)

    def pool(x, number):
        return keras.layers.MaxPooling2D(3, 2, name=f"pool{number}")(x)

    inputs = image_input(input_shape, least=least, network=name)
    x = keras.layers.ZeroPadding2D(2, name="conv1_padding")(inputs)
    x = conv(x, maps(96), 11, strides, name="conv1", parts=1, padding="valid")
    x = normalize_pool(x, 1)
    x = conv(x, maps(256), 5, name="conv2")
    x = normalize_pool(x, 2)
    for number in range(3, depth + 1):
        count = 256 if number == depth else 384
        x = conv(x, maps(count), 3, name=f"conv{number}", parts=1 if number == 3 else groups)
    x = pool(x, depth)
    x = keras.layers.Flatten(name="flatten")(x)
    for number, units in enumerate(dense_units, depth + 1):
        x = fully_connected(x, scaled(units, width), name=f"fc{number}", activation=activation, dropout=dropout)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
