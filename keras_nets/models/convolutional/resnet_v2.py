"""Residual networks with pre-activation, of 50 to 152 layers."""

from keras_nets.layers import classifier_head, image_input, normalize_activate, preactivation_bottleneck_block, scaled
from keras_nets.models.convolutional.resnet import check_stages, least_size, residual_stem

import keras

MEMBERS = {
    "resnet50_v2": (3, 4, 6, 3),
    "resnet101_v2": (3, 4, 23, 3),
    "resnet152_v2": (3, 8, 36, 3),
}


def resnet_v2(
    input_shape,
    classes,
    *,
    stage_blocks=(3, 4, 6, 3),
    strided="first",
    use_bias=False,
    padding="symmetric",
    width=1.0,
    stem="large",
    activation="relu",
    epsilon=1e-5,
    classifier_activation="softmax",
    name="resnet_v2",
):
    """Stages of bottleneck blocks `y = F(x) + x`, in which normalization and activation come before each convolution.

    Nothing stands on the way of the identity from the stem to the last normalization and activation. The defaults are
    those of the network of 50 layers. Stage i ends in the layer `stage<i>_block<n>_out`, n the last of its blocks,
    and `last_relu` is the activation after all of them.

    Reference:
        He, Zhang, Ren, Sun, 2016, Identity mappings in deep residual networks, https://arxiv.org/abs/1603.05027

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stage_blocks: Number of blocks of each stage.
        strided: The block that halves height and width: `"first"`, that of every stage after the first; or `"last"`,
            that of every stage before the last, which then takes every second pixel as its shortcut, as in Keras's own.
        use_bias: Whether the convolutions that no normalization follows at once (the stem's, projections and the last
            of each block) have a bias, as in Keras's own.
        padding: `"symmetric"`, as in the paper, or `"same"`, TensorFlow's, which saves copies where the stride is 2.
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
        ValueError: If the images are too small, a stage has no block, `width` is not positive, or `strided`,
            `padding`, `stem` or `activation` is unknown.

    Example:

    >>> model = resnet_v2((32, 32, 3), 10, stage_blocks=(1, 1), width=0.25)
    >>> [model.get_layer(f"stage{i}_block1_out").output.shape for i in (1, 2)]
    [(None, 8, 8, 64), (None, 4, 4, 128)]
    """
    check_stages(stage_blocks, name)
    if strided not in ("first", "last"):
        raise ValueError(f"strided must be 'first' or 'last', the block that has the stride, got {strided!r}")
    arguments = {
        "padding": padding,
        "use_bias": use_bias,
        "epsilon": epsilon,
        "kernel_initializer": "he_normal",
    }
    inputs = image_input(input_shape, least=least_size(stage_blocks, stem), network=name)
    x = residual_stem(inputs, scaled(64, width), stem, activation=None, normalization=False, **arguments)
    for stage, depth in enumerate(stage_blocks, start=1):
        filters = scaled(64 * 2 ** (stage - 1), width)
        for number in range(1, depth + 1):
            if strided == "first":
                strides = 2 if stage > 1 and number == 1 else 1
            else:
                strides = 2 if stage < len(stage_blocks) and number == depth else 1
            x = preactivation_bottleneck_block(
                x,
                filters,
                strides,
                name=f"stage{stage}_block{number}",
                # A stride in the last block leaves the number of channels, and so needs no projection.
                shortcut="B" if number == 1 else "A",
                activation=activation,
                **arguments,
            )
    x = normalize_activate(x, activation, name="last", epsilon=epsilon)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)


def resnet50_v2(input_shape, classes, *, name="resnet50_v2", **arguments):
    """ResNet-50 with pre-activation: stages of 3, 4, 6 and 3 bottleneck blocks.

    As in `resnet_v2`.

    >>> resnet50_v2((224, 224, 3), 1000).count_params()
    25594792
    """
    return resnet_v2(input_shape, classes, name=name, **{"stage_blocks": MEMBERS["resnet50_v2"]} | arguments)


def resnet101_v2(input_shape, classes, *, name="resnet101_v2", **arguments):
    """ResNet-101 with pre-activation: stages of 3, 4, 23 and 3 bottleneck blocks.

    As in `resnet_v2`.

    >>> resnet101_v2((224, 224, 3), 1000).count_params()
    44639144
    """
    return resnet_v2(input_shape, classes, name=name, **{"stage_blocks": MEMBERS["resnet101_v2"]} | arguments)


def resnet152_v2(input_shape, classes, *, name="resnet152_v2", **arguments):
    """ResNet-152 with pre-activation: stages of 3, 8, 36 and 3 bottleneck blocks.

    As in `resnet_v2`.

    >>> resnet152_v2((224, 224, 3), 1000).count_params()
    60328872
    """
    return resnet_v2(input_shape, classes, name=name, **{"stage_blocks": MEMBERS["resnet152_v2"]} | arguments)
