"""The all convolutional net: neither pooling nor fully connected layers."""

from keras_nets.layers import BernoulliDropout, convolution, image_input, scaled
from keras_nets.layers.heads import full_precision, output_activation

import keras

# Two strides of 2 must leave the 3x3 that the last stage's first convolution covers.
LEAST_SIZE = 9


def all_convolutional(
    input_shape,
    classes,
    *,
    depth=2,
    width=1.0,
    input_dropout=0.2,
    dropout=0.5,
    test_time_dropout=False,
    activation="relu",
    normalization=False,
    classifier_activation="softmax",
    name="all_convolutional",
):
    """All convolutional net: convolutions with stride 2 where others pool, and means of feature maps as logits.

    Stages 1 and 2 are `depth` convolutions of 3x3 and one with stride 2, `stage<s>_conv<depth + 1>`, each followed by
    dropout. Stage 3 is a convolution of 3x3 without padding, one of 1x1, and `class_maps`, one of 1x1 with a channel a
    class, whose means are the logits.

    Reference:
        Springenberg, Dosovitskiy, Brox, Riedmiller, 2015, Striving for simplicity: the all convolutional net,
        https://arxiv.org/abs/1412.6806

    Differs: weights start from He's normal distribution, and `class_maps` has no ReLU, which can leave a class
    without a gradient for good.

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        depth: Convolutions before the one with stride 2 in stages 1 and 2.
        width: Factor on the 96 channels of stage 1 and the 192 of stages 2 and 3.
        input_dropout: Dropout rate of the input values.
        dropout: Dropout rate after stages 1 and 2.
        test_time_dropout: Whether dropout stays on at test time, as in `layers.BernoulliDropout`.
        activation: As in `layers.activate`.
        normalization: Whether batch normalization follows each convolution but the last.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 9.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, or `depth`, `width` or `classes` is not positive.

    Example:

    >>> all_convolutional((32, 32, 3), 10).count_params()
    1369738
    """
    classifier_activation = output_activation(classes, classifier_activation)
    if depth < 1:
        raise ValueError(f"{name} needs a depth of at least 1 convolution before each stride of 2, got depth={depth}")
    inputs = image_input(input_shape, least=LEAST_SIZE, network=name)

    def block(x, filters, kernel, strides=1, *, conv, **arguments):
        arguments = {"activation": activation, "normalization": normalization} | arguments
        return convolution(x, filters, kernel, strides, name=conv, kernel_initializer="he_normal", **arguments)

    def drop(x, rate, after):
        return BernoulliDropout(rate, at_test_time=test_time_dropout, name=f"{after}_dropout")(x) if rate else x

    x = drop(inputs, input_dropout, after="input")
    for stage, maps in ((1, scaled(96, width)), (2, scaled(192, width))):
        for number in range(1, depth + 1):
            x = block(x, maps, 3, conv=f"stage{stage}_conv{number}")
        x = block(x, maps, 3, 2, conv=f"stage{stage}_conv{depth + 1}")
        x = drop(x, dropout, after=f"stage{stage}")
    x = block(x, maps, 3, conv="stage3_conv1", padding="valid")
    x = block(x, maps, 1, conv="stage3_conv2")
    x = block(x, classes, 1, conv="class_maps", activation=None, normalization=False)
    x = keras.layers.GlobalAveragePooling2D(name="class_means")(x)
    outputs = keras.layers.Activation(classifier_activation, dtype=full_precision(), name="predictions")(x)
    return keras.Model(inputs, outputs, name=name)


def all_convolutional_c(input_shape, classes, *, name="all_convolutional_c", **arguments):
    """All-CNN-C, the paper's network for CIFAR-10: 9 convolutions.

    As in `all_convolutional`, without `depth`.

    >>> all_convolutional_c((32, 32, 3), 10).count_params()
    1369738
    """
    return all_convolutional(input_shape, classes, depth=2, name=name, **arguments)


def all_convolutional_7(input_shape, classes, *, name="all_convolutional_7", **arguments):
    """All convolutional net of 7 convolutions, for comparisons of networks that differ in their seed alone.

    As in `all_convolutional`, without `depth`.

    Reference:
        Mehrer, Spoerer, Kriegeskorte, Kietzmann, 2020, Individual differences among deep neural network models,
        https://doi.org/10.1038/s41467-020-19632-w

    Differs: it is All-CNN-C with one convolution less in stages 1 and 2, where the paper's All-CNN-7 has a layout of
    its own.

    >>> all_convolutional_7((32, 32, 3), 10).count_params()
    954730
    """
    return all_convolutional(input_shape, classes, depth=1, name=name, **arguments)
