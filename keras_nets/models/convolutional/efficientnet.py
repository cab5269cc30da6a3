"""EfficientNet: inverted residuals with squeeze-excitation, scaled in width, depth and resolution at once."""

import math

from keras_nets.layers import (
    check_rate,
    classifier_head,
    convolution,
    image_input,
    inverted_residual,
    is_large,
    scaled_by_eights,
)

import keras

# Blocks, kernel, expansion, channels and first stride of a stage of B0: rows 2 to 8 of the paper's table 1.
STAGES = (
    (1, 3, 1, 16, 1),
    (2, 3, 6, 24, 2),
    (2, 5, 6, 40, 2),
    (3, 3, 6, 80, 2),
    (3, 5, 6, 112, 1),
    (4, 5, 6, 192, 2),
    (1, 3, 6, 320, 1),
)
# The authors' compound scaling.
MEMBERS = {
    "efficientnet_b0": {"width": 1.0, "depth": 1.0, "dropout": 0.2},
    "efficientnet_b1": {"width": 1.0, "depth": 1.1, "dropout": 0.2},
    "efficientnet_b2": {"width": 1.1, "depth": 1.2, "dropout": 0.3},
    "efficientnet_b3": {"width": 1.2, "depth": 1.4, "dropout": 0.3},
    "efficientnet_b4": {"width": 1.4, "depth": 1.8, "dropout": 0.4},
    "efficientnet_b5": {"width": 1.6, "depth": 2.2, "dropout": 0.4},
    "efficientnet_b6": {"width": 1.8, "depth": 2.6, "dropout": 0.5},
    "efficientnet_b7": {"width": 2.0, "depth": 3.1, "dropout": 0.5},
}
STEM_MAPS, LAST_MAPS = 32, 1280
SQUEEZE_RATIO = 0.25
# Of the authors' code.
EPSILON = 1e-3


def efficientnet(
    input_shape,
    classes,
    *,
    width=1.0,
    depth=1.0,
    stem="large",
    padding="same",
    activation="silu",
    dropout=0.2,
    drop_path=0.2,
    preprocessing=None,
    classifier_activation="softmax",
    name="efficientnet",
):
    """A convolution, seven stages of inverted residuals, a 1x1 convolution and means; B0 by default.

    Compound scaling: B1 to B7 have depth `1.2^phi` and width `1.1^phi`, rounded, and are meant for images larger by
    `1.15^phi`. A stage's number of blocks is rounded up, numbers of channels to multiples of 8. The probability of
    stochastic depth grows from block to block, from 0 to `drop_path`. The last layer of block b of stage s is
    `stage<s>_block<b>_out`, that of the 1x1 convolution `last_<activation>`.

    Reference:
        Tan, Le, 2019, EfficientNet: rethinking model scaling for convolutional neural networks,
        https://arxiv.org/abs/1905.11946

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        width: Factor on all numbers of channels.
        depth: Factor on the number of blocks of every stage.
        stem: `"large"` as in the paper, or `"small"` for images of about 32 pixels: the first convolution has stride 1.
        padding: `"same"` as in the authors' code, or `"symmetric"`; see `pad`.
        activation: As in `activate`; `"silu"` is Swish.
        dropout: Dropout rate of the pooled features.
        drop_path: Probability that an example skips a block in training; that of the last block falls just short.
        preprocessing: Layer that the images pass first, saved with the network, or None.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 32, or 16 with the small stem.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `width` or `depth` is not positive, there is no class, `drop_path` is
            no probability below 1, or there is no such stem, padding or activation.

    Example:

    >>> efficientnet((32, 32, 3), 10, width=0.25, depth=0.25).get_layer("stage7_block1_out").output.shape
    (None, 1, 1, 80)
    """
    if not depth > 0:
        raise ValueError(f"{name} needs a positive depth, got {depth}; 1.0 is B0's, less leaves 1 block a stage")
    check_rate(name, drop_path)
    stem_steps = 2 if is_large(stem) else 1
    after = {"activation": activation, "epsilon": EPSILON}
    inputs = image_input(input_shape, least=16 * stem_steps, network=name)
    x = inputs if preprocessing is None else preprocessing(inputs)
    maps = scaled_by_eights(STEM_MAPS, width)
    x = convolution(x, maps, 3, stem_steps, name="stem", padding=padding, **after)
    stage_blocks = [math.ceil(depth * blocks) for blocks, *_ in STAGES]
    before = 0
    for stage, (blocks, (_, kernel, expansion, maps, steps)) in enumerate(
        zip(stage_blocks, STAGES, strict=True), start=1
    ):
        for block in range(1, blocks + 1):
            x = inverted_residual(
                x,
                scaled_by_eights(maps, width),
                kernel,
                strides=steps if block == 1 else 1,
                name=f"stage{stage}_block{block}",
                expansion=expansion,
                squeeze_ratio=SQUEEZE_RATIO,
                drop_path=drop_path * before / sum(stage_blocks),
                padding=padding,
                **after,
            )
            before += 1
    x = convolution(x, scaled_by_eights(LAST_MAPS, width), 1, name="last", **after)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    if dropout:
        x = keras.layers.Dropout(dropout, name="dropout")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)


def efficientnet_b0(input_shape, classes, *, name="efficientnet_b0", **arguments):
    """EfficientNet-B0, for images of 224 pixels.

    As in `efficientnet`.

    >>> efficientnet_b0((224, 224, 3), 1000).count_params()
    5330564
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b0"] | arguments)


def efficientnet_b1(input_shape, classes, *, name="efficientnet_b1", **arguments):
    """EfficientNet-B1, for images of 240 pixels.

    As in `efficientnet`.

    >>> efficientnet_b1((240, 240, 3), 1000).count_params()
    7856232
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b1"] | arguments)


def efficientnet_b2(input_shape, classes, *, name="efficientnet_b2", **arguments):
    """EfficientNet-B2, for images of 260 pixels.

    As in `efficientnet`.

    >>> efficientnet_b2((260, 260, 3), 1000).count_params()
    9177562
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b2"] | arguments)


def efficientnet_b3(input_shape, classes, *, name="efficientnet_b3", **arguments):
    """EfficientNet-B3, for images of 300 pixels.

    As in `efficientnet`.

    >>> efficientnet_b3((300, 300, 3), 1000).count_params()
    12320528
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b3"] | arguments)


def efficientnet_b4(input_shape, classes, *, name="efficientnet_b4", **arguments):
    """EfficientNet-B4, for images of 380 pixels.

    As in `efficientnet`.

    >>> efficientnet_b4((380, 380, 3), 1000).count_params()
    19466816
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b4"] | arguments)


def efficientnet_b5(input_shape, classes, *, name="efficientnet_b5", **arguments):
    """EfficientNet-B5, for images of 456 pixels.

    As in `efficientnet`.

    >>> efficientnet_b5((456, 456, 3), 1000).count_params()
    30562520
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b5"] | arguments)


def efficientnet_b6(input_shape, classes, *, name="efficientnet_b6", **arguments):
    """EfficientNet-B6, for images of 528 pixels.

    As in `efficientnet`.

    >>> efficientnet_b6((528, 528, 3), 1000).count_params()
    43265136
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b6"] | arguments)


def efficientnet_b7(input_shape, classes, *, name="efficientnet_b7", **arguments):
    """EfficientNet-B7, for images of 600 pixels.

    As in `efficientnet`.

    >>> efficientnet_b7((600, 600, 3), 1000).count_params()
    66658680
    """
    return efficientnet(input_shape, classes, name=name, **MEMBERS["efficientnet_b7"] | arguments)
