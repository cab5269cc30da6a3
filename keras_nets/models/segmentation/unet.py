"""U-Net: a contracting path for context and an expanding one for places, joined level by level."""

from keras_nets.layers import (
    CropConcatenate,
    CropLike,
    MirrorPadding2D,
    check_rate,
    convolution,
    image_input,
    segmentation_head,
    upsample,
)

import keras

PADDINGS = ("valid", "same")


def unet(
    input_shape,
    classes,
    *,
    depth=4,
    filters=64,
    padding="valid",
    normalization=False,
    activation="relu",
    dropout=0.5,
    upsampling="transposed",
    classifier_activation="softmax",
    name="unet",
):
    """Levels of two convolutions of 3x3, poolings between them on the way down, and "up-convolutions" on the way up.

    Level i has `filters * 2^(i - 1)` channels. On the way down its convolutions are `down<i>_conv1` and
    `down<i>_conv2`, on the way up `up<i>_conv1` and `up<i>_conv2`, which see the level's features from below,
    `up<i>_upsampling`, and those from the way down, cropped in the middle to the same size. The deepest level is
    `bottom`.

    Without padding a pixel is computed from image alone. What its window needs beyond the image's border is mirrored:
    388x388 pixels become 572x572 in the layer `mirror`, and 388x388 predictions again.

    Reference:
        Ronneberger, Fischer, Brox, 2015, U-Net: convolutional networks for biomedical image segmentation,
        https://arxiv.org/abs/1505.04597

    Differs: the mirroring is part of the network, where the paper prepares tiles. The paper says only that dropout
    stands at the end of the contracting path; here it follows the two deepest levels, as in the authors' network, of
    which the ReLU after up-convolutions, which the paper does not have, is left out.

    Args:
        input_shape: `(height, width, channels)` of an image; height and width may be None, for any size.
        classes: Number of classes.
        depth: Number of poolings.
        filters: Number of channels of the first level.
        padding: `"valid"`, none, as in the paper; or `"same"`, zeros around the maps, which computes much less for
            small images, and pools odd sizes up and crops what comes back.
        normalization: Whether batch normalization follows each convolution, which the paper's network has not.
        activation: As in `layers.activate`.
        dropout: Dropout rate of the two deepest levels.
        upsampling: As in `layers.upsample`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, height, width, classes)`.

    Raises:
        ValueError: If there is no level, channel or class, no such padding, activation or upsampling, or `dropout` is
            no rate.

    Example:

    >>> model = unet((None, None, 1), 2, depth=2, filters=4, padding="same")
    >>> model(keras.ops.ones((1, 37, 51, 1))).shape
    TensorShape([1, 37, 51, 2])
    """
    if padding not in PADDINGS:
        raise ValueError(f"padding must be one of {', '.join(PADDINGS)}, got {padding!r}")
    check_rate(name, dropout)

    def level(x, maps, name):
        arguments = {"padding": padding, "normalization": normalization, "activation": activation}
        for number in (1, 2):
            x = convolution(x, maps, 3, name=f"{name}_conv{number}", kernel_initializer="he_normal", **arguments)
        if dropout and name in (f"down{depth}", "bottom"):
            x = keras.layers.Dropout(dropout, name=f"{name}_dropout")(x)
        return x

    inputs = x = image_input(input_shape, least=1, network=name, open_size=True)
    if padding == "valid":
        x = MirrorPadding2D(*lost_pixels(depth), name="mirror")(x)
    x = contract_and_expand(x, level, depth=depth, filters=filters, upsampling=upsampling, network=name)
    if padding == "valid":
        x = CropLike(name="crop")([x, inputs])
    outputs = segmentation_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)


def contract_and_expand(x, level, *, depth, filters, upsampling, network):
    """The body of a U-Net: `level(x, maps, name)` on the way down, at the bottom, and on the way up.

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        level: What a level does.
        depth: Number of poolings.
        filters: Number of channels of the first level.
        upsampling: As in `layers.upsample`.
        network: Name of the network, for messages.

    Raises:
        ValueError: If there is no level or channel, or no such upsampling.
    """
    if depth < 1 or filters < 1:
        raise ValueError(f"{network} needs a depth and filters of at least 1, got depth={depth}, filters={filters}")
    skips = []
    for number in range(1, depth + 1):
        x = level(x, filters * 2 ** (number - 1), f"down{number}")
        skips.append(x)
        x = keras.layers.MaxPooling2D(2, padding="same", name=f"down{number}_pool")(x)
    x = level(x, filters * 2**depth, "bottom")
    for number in range(depth, 0, -1):
        maps = filters * 2 ** (number - 1)
        x = upsample(x, maps, name=f"up{number}_upsampling", method=upsampling)
        x = CropConcatenate(name=f"up{number}_concat")([skips[number - 1], x])
        x = level(x, maps, f"up{number}")
    return x


def lost_pixels(depth):
    """How many pixels levels without padding take from height and width; and the sizes, by divisor and rest, that fit.

    Two convolutions take 4 pixels, which are `2^(i - 1)` times as many of the image's in level i, once on each way.

    >>> lost_pixels(4), 572 % 16, 572 - 388
    ((184, 16, 12), 12, 184)
    """
    return 12 * 2**depth - 8, 2**depth, -4 % 2**depth
