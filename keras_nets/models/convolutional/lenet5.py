"""LeNet-5, as in the paper and as it is built today."""

from keras_nets.layers import (
    DigitBitmaps,
    PartiallyConnectedConv2D,
    RadialBasisOutput,
    RandomSigns,
    Subsampling2D,
    classifier_head,
    image_input,
    scaled,
    scaled_tanh,
)
from keras_nets.layers.heads import full_precision

import keras
from keras import layers

# The maps of S2 that each of C3's 16 maps is connected to.
C3_TABLE = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)
LEAST_SIZE = 32
# F6 draws the 7x12 bitmap of a character.
BITMAP_UNITS = 84
# Of the softmax over penalties: at 1, cross-entropy leaves F6 far from every bitmap and generalizes much worse.
TEMPERATURE = 20.0


def c3_connections(inputs, outputs):
    """C3's table stretched to other numbers of maps: of n maps, map i takes the part of the paper's map floor(6 i / n).

    Fewer than 3 input maps are all connected, since some columns of the table would meet none of them.
    """
    if inputs < 3:
        return (tuple(range(inputs)),) * outputs
    columns = [C3_TABLE[o * len(C3_TABLE) // outputs] for o in range(outputs)]
    return tuple(tuple(i for i in range(inputs) if i * 6 // inputs in column) for column in columns)


def lenet5(
    input_shape,
    classes,
    *,
    width=1.0,
    output="rbf",
    classifier_activation="softmax",
    name="lenet5",
):
    """LeNet-5 of 1998: trainable subsampling, a partially connected C3, scaled tanh and radial basis outputs.

    The output unit of class i measures the penalty `y_i = sum_j (x_j - w_ij)^2`, the distance of F6 from the bitmap
    of a character. With `classifier_activation=None` the predictions are `-y`, to be trained with the paper's
    criterion, `losses.MaximumAPosteriori`; with `"softmax"` they are probabilities, to be trained with
    cross-entropy. Either way the largest is the class.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition,
        https://doi.org/10.1109/5.726791

    Differs: weights start from Glorot's uniform distribution, subsampling starts as the mean of its window, and the
    softmax, which the paper has not, is that of `-y / 20`.

    Args:
        input_shape: `(height, width, channels)` of an image; in larger ones than 32x32, C5 slides over the maps.
        classes: Number of classes, at least 2 for `"rbf"`. Up to 10 have the bitmaps of the digits, more have random
            codes.
        width: Factor on the maps of C1, C3 and C5 and the units of F6; C3's table is stretched with the maps. F6
            keeps its 84 units where it has a bitmap to draw.
        output: `"rbf"` as in the paper, or `"softmax"` for an ordinary fully connected output.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 32.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `width` is not positive, or `output` is unknown or does not fit
            the classes.

    Example:

    >>> model = lenet5((32, 32, 1), 10)
    >>> [model.get_layer(name).count_params() for name in ("c1", "s2", "c3", "s4", "c5", "f6")]
    [156, 12, 1516, 32, 48120, 10164]
    """
    if output not in ("rbf", "softmax"):
        raise ValueError(f"output must be 'rbf' or 'softmax', got {output!r}")
    if output == "rbf" and classes < 2:
        raise ValueError(f"{name} with output='rbf' needs at least 2 classes, got {classes}; use output='softmax'")
    is_softmax = keras.activations.get(classifier_activation) is keras.activations.softmax
    c1, c3, c5 = (scaled(maps, width) for maps in (6, 16, 120))
    f6 = BITMAP_UNITS if output == "rbf" else scaled(84, width)
    inputs = image_input(input_shape, least=LEAST_SIZE, network=name)
    x = layers.Conv2D(c1, 5, activation=scaled_tanh, name="c1")(inputs)
    x = Subsampling2D(activation=scaled_tanh, name="s2")(x)
    x = PartiallyConnectedConv2D(c3_connections(c1, c3), 5, activation=scaled_tanh, name="c3")(x)
    x = Subsampling2D(activation=scaled_tanh, name="s4")(x)
    x = layers.Conv2D(c5, 5, activation=scaled_tanh, name="c5")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(f6, activation=scaled_tanh, name="f6")(x)
    if output == "softmax":
        outputs = classifier_head(x, classes, classifier_activation)
    else:
        outputs = RadialBasisOutput(
            classes,
            activation=classifier_activation,
            temperature=TEMPERATURE if is_softmax else 1.0,
            code_initializer=DigitBitmaps() if classes <= 10 else RandomSigns(),
            dtype=full_precision(),
            name="predictions",
        )(x)
    return keras.Model(inputs, outputs, name=name)


def lenet5_modern(
    input_shape,
    classes,
    *,
    width=1.0,
    classifier_activation="softmax",
    name="lenet5_modern",
):
    """LeNet-5 with today's parts: ReLU, max pooling, a fully connected C3 and a softmax output.

    As in `lenet5`, without `output`.

    >>> lenet5_modern((32, 32, 1), 10).count_params()
    61706
    """
    c1, c3, c5, f6 = (scaled(maps, width) for maps in (6, 16, 120, 84))
    inputs = image_input(input_shape, least=LEAST_SIZE, network=name)
    x = layers.Conv2D(c1, 5, activation="relu", name="c1")(inputs)
    x = layers.MaxPooling2D(2, name="s2")(x)
    x = layers.Conv2D(c3, 5, activation="relu", name="c3")(x)
    x = layers.MaxPooling2D(2, name="s4")(x)
    x = layers.Conv2D(c5, 5, activation="relu", name="c5")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(f6, activation="relu", name="f6")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
