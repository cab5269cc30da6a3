"""VGG: stacks of small convolutions between poolings."""

from keras_nets.layers import classifier_head, convolution, fully_connected, image_input, scaled

import keras

# The paper's columns: sizes of the kernels of every stage.
A = ((3,), (3,), (3, 3), (3, 3), (3, 3))
B = ((3, 3), (3, 3), (3, 3), (3, 3), (3, 3))
C = ((3, 3), (3, 3), (3, 3, 1), (3, 3, 1), (3, 3, 1))
D = ((3, 3), (3, 3), (3, 3, 3), (3, 3, 3), (3, 3, 3))
E = ((3, 3), (3, 3), (3, 3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3))


def vgg(
    input_shape,
    classes,
    *,
    stage_kernels=D,
    width=1.0,
    dense_units=(4096, 4096),
    dropout=0.5,
    activation="relu",
    normalization=False,
    classifier_activation="softmax",
    name="vgg",
):
    """VGG: convolutions with stride 1 and max pooling of 2x2 in turn, then fully connected layers with dropout.

    Stage s has convolutions `stage<s>_conv<i>` with `min(64 * 2^(s - 1), 512)` channels each and ends in
    `stage<s>_pool`; `fc1` and `fc2` follow. Three convolutions of 3x3 see as much as one of 7x7 and have `27 C^2`
    weights instead of `49 C^2`.

    Reference:
        Simonyan, Zisserman, 2014, Very deep convolutional networks for large-scale image recognition,
        https://arxiv.org/abs/1409.1556

    Differs: weights start from Glorot's uniform distribution, where the paper started its deep networks from a
    trained shallow one.

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stage_kernels: For each stage, the sizes of its convolutions' kernels; the paper's column D is the default.
        width: Factor on the channels of the convolutions and the units of the fully connected layers.
        dense_units: Units of the fully connected layers `fc1`, `fc2`, ...
        dropout: Dropout rate of those units.
        activation: As in `layers.activate`.
        normalization: Whether batch normalization follows each convolution, which the paper's network has not.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least `2 ** stages`.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, a stage has no convolution, or `width` is not positive.

    Example:

    >>> model = vgg((32, 32, 3), 10, stage_kernels=((3,), (3, 3)), dense_units=(64,))
    >>> [layer.name for layer in model.layers if layer.weights]
    ['stage1_conv1', 'stage2_conv1', 'stage2_conv2', 'fc1', 'predictions']
    """
    stage_kernels = tuple(tuple(kernels) for kernels in stage_kernels)
    if not stage_kernels or not all(stage_kernels):
        raise ValueError(
            f"{name} needs at least 1 stage with at least 1 convolution each, such as stage_kernels=((3,), (3, 3)), "
            f"got {stage_kernels}"
        )
    inputs = x = image_input(input_shape, least=2 ** len(stage_kernels), network=name)
    for stage, kernels in enumerate(stage_kernels, 1):
        filters = scaled(min(64 * 2 ** (stage - 1), 512), width)
        for number, kernel in enumerate(kernels, 1):
            conv = f"stage{stage}_conv{number}"
            x = convolution(x, filters, kernel, name=conv, activation=activation, normalization=normalization)
        x = keras.layers.MaxPooling2D(2, name=f"stage{stage}_pool")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    for number, units in enumerate(dense_units, 1):
        x = fully_connected(x, scaled(units, width), name=f"fc{number}", activation=activation, dropout=dropout)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)


def vgg11(input_shape, classes, *, name="vgg11", **arguments):
    """VGG with 11 weight layers, the paper's column A.

    As in `vgg`, without `stage_kernels`.

    >>> vgg11((224, 224, 3), 1000).count_params()
    132863336
    """
    return vgg(input_shape, classes, stage_kernels=A, name=name, **arguments)


def vgg13(input_shape, classes, *, name="vgg13", **arguments):
    """VGG with 13 weight layers, the paper's column B.

    As in `vgg`, without `stage_kernels`.

    >>> vgg13((224, 224, 3), 1000).count_params()
    133047848
    """
    return vgg(input_shape, classes, stage_kernels=B, name=name, **arguments)


def vgg16_c(input_shape, classes, *, name="vgg16_c", **arguments):
    """VGG with 16 weight layers of which 3 are convolutions of 1x1, the paper's column C.

    As in `vgg`, without `stage_kernels`.

    >>> vgg16_c((224, 224, 3), 1000).count_params()
    133638952
    """
    return vgg(input_shape, classes, stage_kernels=C, name=name, **arguments)


def vgg16(input_shape, classes, *, name="vgg16", **arguments):
    """VGG with 16 weight layers, the paper's column D.

    As in `vgg`, without `stage_kernels`.

    >>> vgg16((224, 224, 3), 1000).count_params()
    138357544
    """
    return vgg(input_shape, classes, stage_kernels=D, name=name, **arguments)


def vgg19(input_shape, classes, *, name="vgg19", **arguments):
    """VGG with 19 weight layers, the paper's column E.

    As in `vgg`, without `stage_kernels`.

    >>> vgg19((224, 224, 3), 1000).count_params()
    143667240
    """
    return vgg(input_shape, classes, stage_kernels=E, name=name, **arguments)
