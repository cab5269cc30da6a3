"""The residual networks for images of 32 pixels, of 20 to 110 layers and any depth between and beyond."""

from keras_nets.layers import basic_block, classifier_head, convolution, image_input, scaled

import keras

STAGES = 3


def cifar_resnet(
    input_shape,
    classes,
    *,
    depth=20,
    shortcut="A",
    width=1.0,
    activation="relu",
    classifier_activation="softmax",
    name="cifar_resnet",
):
    """A convolution of 3x3 and three stages of n basic blocks with 16, 32 and 64 channels: depth `6n + 2`.

    Stage i ends in the layer `stage<i>_block<n>_out`.

    Reference:
        He, Zhang, Ren, Sun, 2016, Deep residual learning for image recognition, https://arxiv.org/abs/1512.03385

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        depth: Number of layers with weights on the longest way, `6n + 2` with n at least 1.
        shortcut: `"A"`, without weights, as in the paper; `"B"`, a projection where the shape changes; `"C"`, a
            projection always.
        width: Factor on all numbers of channels.
        activation: As in `layers.activate`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 4.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `depth` is not `6n + 2`, `width` is not positive, or `shortcut` or
            `activation` is unknown.

    Example:

    >>> model = cifar_resnet((32, 32, 3), 10, depth=8)
    >>> [model.get_layer(f"stage{i}_block1_out").output.shape for i in (1, 2, 3)]
    [(None, 32, 32, 16), (None, 16, 16, 32), (None, 8, 8, 64)]
    """
    blocks = blocks_of_depth(depth, least=8, network=name)
    arguments = {"activation": activation, "kernel_initializer": "he_normal"}
    inputs = image_input(input_shape, least=4, network=name)
    x = convolution(inputs, scaled(16, width), 3, name="stem", **arguments)
    for stage in range(1, STAGES + 1):
        filters = scaled(16 * 2 ** (stage - 1), width)
        for number in range(1, blocks + 1):
            strides = 2 if stage > 1 and number == 1 else 1
            x = basic_block(x, filters, strides, name=f"stage{stage}_block{number}", shortcut=shortcut, **arguments)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)


def blocks_of_depth(depth, *, least, network):
    """Blocks a stage of a network of `least` layers with one block of two layers in each of its three stages."""
    blocks, rest = divmod(depth - least, 2 * STAGES)
    if rest or blocks < 0:
        nearest = least + 2 * STAGES * max(0, round((depth - least) / (2 * STAGES)))
        raise ValueError(
            f"the depth of {network} must be 6n + {least - 6} with n at least 1, got {depth}; the least is {least}, "
            f"the nearest {nearest}"
        )
    return blocks + 1


def resnet20(input_shape, classes, *, name="resnet20", **arguments):
    """The residual network of 20 layers for images of 32 pixels: three stages of 3 blocks.

    As in `cifar_resnet`.

    >>> resnet20((32, 32, 3), 10).count_params()
    271098
    """
    return cifar_resnet(input_shape, classes, name=name, **{"depth": 20} | arguments)


def resnet32(input_shape, classes, *, name="resnet32", **arguments):
    """The residual network of 32 layers for images of 32 pixels: three stages of 5 blocks.

    As in `cifar_resnet`.

    >>> resnet32((32, 32, 3), 10).count_params()
    466426
    """
    return cifar_resnet(input_shape, classes, name=name, **{"depth": 32} | arguments)


def resnet44(input_shape, classes, *, name="resnet44", **arguments):
    """The residual network of 44 layers for images of 32 pixels: three stages of 7 blocks.

    As in `cifar_resnet`.

    >>> resnet44((32, 32, 3), 10).count_params()
    661754
    """
    return cifar_resnet(input_shape, classes, name=name, **{"depth": 44} | arguments)


def resnet56(input_shape, classes, *, name="resnet56", **arguments):
    """The residual network of 56 layers for images of 32 pixels: three stages of 9 blocks.

    As in `cifar_resnet`.

    >>> resnet56((32, 32, 3), 10).count_params()
    857082
    """
    return cifar_resnet(input_shape, classes, name=name, **{"depth": 56} | arguments)


def resnet110(input_shape, classes, *, name="resnet110", **arguments):
    """The residual network of 110 layers for images of 32 pixels: three stages of 18 blocks.

    As in `cifar_resnet`.

    >>> resnet110((32, 32, 3), 10).count_params()
    1736058
    """
    return cifar_resnet(input_shape, classes, name=name, **{"depth": 110} | arguments)
