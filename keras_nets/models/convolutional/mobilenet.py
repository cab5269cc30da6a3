"""MobileNet: depthwise separable convolutions throughout."""

from keras_nets.layers import classifier_head, convolution, image_input, is_large, scaled, separable_convolution

import keras

# Channels of a stage, and the stride of its first block.
STAGES = ((64, 1), (128, 2), (256, 2), (512, 2), (1024, 2))
STEM_MAPS = 32
# Of the authors' code.
EPSILON = 1e-3


def mobilenet(
    input_shape,
    classes,
    *,
    stage_blocks=(1, 2, 2, 6, 2),
    width=1.0,
    stem="large",
    padding="same",
    activation="relu",
    dropout=0.0,
    classifier_activation="softmax",
    name="mobilenet",
):
    """A convolution and 13 depthwise separable ones, whose channels double whenever the images halve.

    Every block is a depthwise convolution 3x3 and a pointwise one, each with batch normalization and activation. The
    last layer of block b of stage s is `stage<s>_block<b>_out`. `width` is the paper's width multiplier, and the size
    of the images its resolution multiplier.

    Reference:
        Howard and others, 2017, MobileNets: efficient convolutional neural networks for mobile vision applications,
        https://arxiv.org/abs/1704.04861

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stage_blocks: Number of blocks of each of the five stages.
        width: Factor on all numbers of channels.
        stem: `"large"` as in the paper, or `"small"` for images of about 32 pixels: the first convolution has stride 1.
        padding: `"same"` as in the authors' code, or `"symmetric"`; see `pad`.
        activation: As in `activate`; the authors' code has `"relu6"`.
        dropout: Dropout rate of the pooled features; the authors' code has 0.001.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 32, or 16 with the small stem.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, a stage has no block, `width` is not positive, there is no class, or
            no such stem, padding or activation.

    Example:

    >>> mobilenet((32, 32, 3), 10, width=0.25).get_layer("stage5_block2_out").output.shape
    (None, 1, 1, 256)
    """
    if len(stage_blocks) != len(STAGES) or min(stage_blocks) < 1:
        raise ValueError(f"{name} needs stage_blocks of 5 numbers of at least 1, got {tuple(stage_blocks)}")
    stem_steps = 2 if is_large(stem) else 1
    after = {"padding": padding, "activation": activation, "epsilon": EPSILON}
    inputs = image_input(input_shape, least=16 * stem_steps, network=name)
    x = convolution(inputs, scaled(STEM_MAPS, width), 3, stem_steps, name="stem", **after)
    for stage, ((maps, steps), blocks) in enumerate(zip(STAGES, stage_blocks, strict=True), start=1):
        for block in range(1, blocks + 1):
            label = f"stage{stage}_block{block}"
            strides = steps if block == 1 else 1
            x = separable_convolution(x, scaled(maps, width), 3, strides, name=label, **after)
            x = keras.layers.Identity(name=f"{label}_out")(x)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    if dropout:
        x = keras.layers.Dropout(dropout, name="dropout")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
