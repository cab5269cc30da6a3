"""MobileNetV2: inverted residuals with linear bottlenecks."""

from keras_nets.layers import classifier_head, convolution, image_input, inverted_residual, is_large, scaled_by_eights

import keras

# Expansion, channels and first stride of a stage: columns t, c and s of the paper's table 2.
STAGES = ((1, 16, 1), (6, 24, 2), (6, 32, 2), (6, 64, 2), (6, 96, 1), (6, 160, 2), (6, 320, 1))
STEM_MAPS, LAST_MAPS = 32, 1280
# Of the authors' code.
EPSILON = 1e-3


def mobilenet_v2(
    input_shape,
    classes,
    *,
    stage_blocks=(1, 2, 3, 4, 3, 3, 1),
    width=1.0,
    stem="large",
    padding="same",
    activation="relu6",
    dropout=0.0,
    classifier_activation="softmax",
    name="mobilenet_v2",
):
    """A convolution, 17 inverted residual blocks, a 1x1 convolution to 1,280 channels and their means.

    The last layer of block b of stage s is `stage<s>_block<b>_out`, a linear bottleneck; that of the 1x1 convolution
    is `last_<activation>`.

    Reference:
        Sandler, Howard, Zhu, Zhmoginov, Chen, 2018, MobileNetV2: inverted residuals and linear bottlenecks,
        https://arxiv.org/abs/1801.04381

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stage_blocks: Number of blocks of each of the seven stages, the paper's n.
        width: Factor on all numbers of channels, which stay multiples of 8; below 1 the last 1,280 are kept.
        stem: `"large"` as in the paper, or `"small"` for images of about 32 pixels: the first convolution has stride 1.
        padding: `"same"` as in the authors' code, or `"symmetric"`; see `pad`.
        activation: As in `activate`.
        dropout: Dropout rate of the pooled features.
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

    >>> mobilenet_v2((32, 32, 3), 10, width=0.35).get_layer("stage7_block1_out").output.shape
    (None, 1, 1, 112)
    """
    if len(stage_blocks) != len(STAGES) or min(stage_blocks) < 1:
        raise ValueError(f"{name} needs stage_blocks of 7 numbers of at least 1, got {tuple(stage_blocks)}")
    stem_steps = 2 if is_large(stem) else 1
    after = {"activation": activation, "epsilon": EPSILON}
    inputs = image_input(input_shape, least=16 * stem_steps, network=name)
    maps = scaled_by_eights(STEM_MAPS, width)
    x = convolution(inputs, maps, 3, stem_steps, name="stem", padding=padding, **after)
    for stage, ((expansion, maps, steps), blocks) in enumerate(zip(STAGES, stage_blocks, strict=True), start=1):
        for block in range(1, blocks + 1):
            x = inverted_residual(
                x,
                scaled_by_eights(maps, width),
                strides=steps if block == 1 else 1,
                name=f"stage{stage}_block{block}",
                expansion=expansion,
                padding=padding,
                **after,
            )
    x = convolution(x, scaled_by_eights(LAST_MAPS, max(1.0, width)), 1, name="last", **after)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    if dropout:
        x = keras.layers.Dropout(dropout, name="dropout")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
