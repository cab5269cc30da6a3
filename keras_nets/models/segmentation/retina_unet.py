"""The U-Net for vessels in photographs of the retina: two levels down, and half the channels."""

from keras_nets.layers import check_rate, convolution, image_input, segmentation_head
from keras_nets.models.segmentation.unet import contract_and_expand

import keras


def retina_unet(
    input_shape,
    classes,
    *,
    depth=2,
    filters=32,
    normalization=False,
    activation="relu",
    dropout=0.2,
    upsampling="nearest",
    score_activation="relu",
    classifier_activation="softmax",
    name="retina_unet",
):
    """A U-Net with padding, levels of 32, 64 and 128 channels, and dropout between the two convolutions of each.

    Layers are named as in `unet`. With 1 channel and 2 classes it has 471,010 weights.

    Reference:
        Cortinovis, 2016, Retina blood vessel segmentation with a convolution neural network (U-net),
        https://github.com/orobix/retina-unet

    Args:
        input_shape: `(height, width, channels)` of an image; height and width may be None, for any size.
        classes: Number of classes; the published network has two, vessel or not.
        depth: Number of poolings.
        filters: Number of channels of the first level.
        normalization: Whether batch normalization follows each convolution of 3x3.
        activation: As in `layers.activate`, such as `"leaky_relu"`, `"prelu"` and `"rrelu"`.
        dropout: Dropout rate of values between the convolutions of a level.
        upsampling: As in `layers.upsample`; `"nearest"` has no weights.
        score_activation: Activation of the scores before `classifier_activation`. The published network has a ReLU,
            through which no gradient comes where a class scores below 0; None leaves it out.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, height, width, classes)`.

    Raises:
        ValueError: If there is no level, channel or class, no such activation or upsampling, `dropout` is no rate, or
            a single class has a score that is never negative.

    Example:

    >>> retina_unet((48, 48, 1), 2).count_params()
    471010
    """
    check_rate(name, dropout)
    if classes == 1 and score_activation == "relu":
        raise ValueError(
            f"{name} with classes=1 gives no probability below 0.5 after score_activation='relu'; use "
            "score_activation=None or classes=2"
        )

    def level(x, maps, name):
        arguments = {"normalization": normalization, "activation": activation}
        x = convolution(x, maps, 3, name=f"{name}_conv1", **arguments)
        if dropout:
            x = keras.layers.Dropout(dropout, name=f"{name}_dropout")(x)
        return convolution(x, maps, 3, name=f"{name}_conv2", **arguments)

    inputs = image_input(input_shape, least=1, network=name, open_size=True)
    x = contract_and_expand(inputs, level, depth=depth, filters=filters, upsampling=upsampling, network=name)
    outputs = segmentation_head(x, classes, classifier_activation, score_activation=score_activation)
    return keras.Model(inputs, outputs, name=name)
