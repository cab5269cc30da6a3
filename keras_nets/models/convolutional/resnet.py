"""Residual networks of 18 to 152 layers."""

from keras_nets.layers import (
    basic_block,
    bottleneck_block,
    classifier_head,
    convolution,
    image_input,
    is_large,
    pad,
    scaled,
)

import keras

MEMBERS = {
    "resnet18": {"block": "basic", "stage_blocks": (2, 2, 2, 2)},
    "resnet34": {"block": "basic", "stage_blocks": (3, 4, 6, 3)},
    "resnet50": {"block": "bottleneck", "stage_blocks": (3, 4, 6, 3)},
    "resnet101": {"block": "bottleneck", "stage_blocks": (3, 4, 23, 3)},
    "resnet152": {"block": "bottleneck", "stage_blocks": (3, 8, 36, 3)},
}


def resnet(
    input_shape,
    classes,
    *,
    stage_blocks=(3, 4, 6, 3),
    block="basic",
    shortcut="B",
    strided="1x1",
    use_bias=False,
    padding="symmetric",
    width=1.0,
    stem="large",
    activation="relu",
    epsilon=1e-5,
    classifier_activation="softmax",
    name="resnet",
):
    """Stages of residual blocks `y = relu(F(x) + x)`, each with half the pixels and twice the channels of the last.

    The defaults are those of the network of 34 layers. Stage i ends in the layer `stage<i>_block<n>_out`, n the last
    of its blocks.

    Reference:
        He, Zhang, Ren, Sun, 2016, Deep residual learning for image recognition, https://arxiv.org/abs/1512.03385

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stage_blocks: Number of blocks of each stage.
        block: `"basic"`, two convolutions of 3x3, or `"bottleneck"`, 1x1, 3x3 and 1x1 with 4 times the channels.
        shortcut: `"A"`, without weights; `"B"`, a projection where the shape changes; `"C"`, a projection always.
        strided: The convolution of a bottleneck block that has the stride of 2, `"1x1"` or, as in many later
            versions, `"3x3"`.
        use_bias: Whether convolutions have a bias, as in Keras's own; the normalization after them undoes it.
        padding: `"symmetric"`, as in the paper, or `"same"`, TensorFlow's, which saves copies in the stem.
        width: Factor on all numbers of channels.
        stem: `"large"`, a convolution of 7x7 with stride 2 and a max pooling with stride 2; or `"small"`, for images of
            about 32 pixels: the convolution has stride 1, there is no pooling, and the weights are the same.
        activation: As in `layers.activate`.
        epsilon: Batch normalization's; Keras's own has 1.001e-5.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 32, or 8 with the small stem; half or twice as
        much for each stage fewer or more than 4.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, a stage has no block, `width` is not positive, or `block`,
            `shortcut`, `strided`, `padding`, `stem` or `activation` is unknown.

    Example:

    >>> model = resnet((32, 32, 3), 10, stage_blocks=(1, 1), width=0.25)
    >>> [model.get_layer(f"stage{i}_block1_out").output.shape for i in (1, 2)]
    [(None, 8, 8, 16), (None, 4, 4, 32)]
    """
    check_stages(stage_blocks, name)
    blocks = {"basic": basic_block, "bottleneck": bottleneck_block}
    if block not in blocks:
        raise ValueError(f"block must be one of {', '.join(blocks)}, got {block!r}")
    arguments = {
        "padding": padding,
        "activation": activation,
        "use_bias": use_bias,
        "epsilon": epsilon,
        "kernel_initializer": "he_normal",
    }
    residual = {"shortcut": shortcut} | ({"strided": strided} if block == "bottleneck" else {})
    inputs = image_input(input_shape, least=least_size(stage_blocks, stem), network=name)
    x = residual_stem(inputs, scaled(64, width), stem, **arguments)
    for stage, depth in enumerate(stage_blocks, start=1):
        filters = scaled(64 * 2 ** (stage - 1), width)
        for number in range(1, depth + 1):
            strides = 2 if stage > 1 and number == 1 else 1
            x = blocks[block](x, filters, strides, name=f"stage{stage}_block{number}", **residual, **arguments)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)


def residual_stem(x, filters, stem, *, padding, **arguments):
    """What comes before the stages: a convolution of 7x7; in the large stem, strides of 2 and a max pooling too."""
    x = convolution(x, filters, 7, 2 if is_large(stem) else 1, name="stem", padding=padding, **arguments)
    if not is_large(stem):
        return x
    x, padding = pad(x, 3, 2, padding=padding, name="stem_pool_padding")
    return keras.layers.MaxPooling2D(3, 2, padding=padding, name="stem_pool")(x)


def least_size(stage_blocks, stem):
    """Side of the images that the steps of stem and stages, multiplied, bring to one pixel."""
    return 2 ** (len(stage_blocks) - 1) * (4 if is_large(stem) else 1)


def check_stages(stage_blocks, network):
    """Refuse a network without stages, or a stage without blocks."""
    if not stage_blocks or min(stage_blocks) < 1:
        raise ValueError(
            f"{network} needs at least one stage and 1 block in each, got stage_blocks={tuple(stage_blocks)}"
        )


def resnet18(input_shape, classes, *, name="resnet18", **arguments):
    """ResNet-18: stages of 2, 2, 2 and 2 basic blocks.

    As in `resnet`.

    >>> resnet18((224, 224, 3), 1000).count_params()
    11699112
    """
    return resnet(input_shape, classes, name=name, **MEMBERS["resnet18"] | arguments)


def resnet34(input_shape, classes, *, name="resnet34", **arguments):
    """ResNet-34: stages of 3, 4, 6 and 3 basic blocks.

    As in `resnet`.

    >>> resnet34((224, 224, 3), 1000).count_params()
    21814696
    """
    return resnet(input_shape, classes, name=name, **MEMBERS["resnet34"] | arguments)


def resnet50(input_shape, classes, *, name="resnet50", **arguments):
    """ResNet-50: stages of 3, 4, 6 and 3 bottleneck blocks.

    As in `resnet`.

    >>> resnet50((224, 224, 3), 1000).count_params()
    25610152
    """
    return resnet(input_shape, classes, name=name, **MEMBERS["resnet50"] | arguments)


def resnet101(input_shape, classes, *, name="resnet101", **arguments):
    """ResNet-101: stages of 3, 4, 23 and 3 bottleneck blocks.

    As in `resnet`.

    >>> resnet101((224, 224, 3), 1000).count_params()
    44654504
    """
    return resnet(input_shape, classes, name=name, **MEMBERS["resnet101"] | arguments)


def resnet152(input_shape, classes, *, name="resnet152", **arguments):
    """ResNet-152: stages of 3, 8, 36 and 3 bottleneck blocks.

    As in `resnet`.

    >>> resnet152((224, 224, 3), 1000).count_params()
    60344232
    """
    return resnet(input_shape, classes, name=name, **MEMBERS["resnet152"] | arguments)
