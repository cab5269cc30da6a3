"""Wide residual networks."""

from keras_nets.layers import (
    classifier_head,
    convolution,
    image_input,
    normalize_activate,
    preactivation_block,
    scaled,
)
from keras_nets.models.convolutional.cifar_resnet import STAGES, blocks_of_depth

import keras


def wide_resnet(
    input_shape,
    classes,
    *,
    depth=28,
    width=10,
    dropout=0.0,
    activation="relu",
    classifier_activation="softmax",
    name="wide_resnet",
):
    """WRN-d-k: a convolution of 3x3 and three stages of n pre-activated blocks with 16k, 32k and 64k channels.

    The depth is d = 6n + 4. Stage i ends in the layer `stage<i>_block<n>_out`, and `last_relu` is the activation
    after all of them.

    Reference:
        Zagoruyko, Komodakis, 2016, Wide residual networks, https://arxiv.org/abs/1605.07146

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        depth: The paper's d, `6n + 4` with n at least 1.
        width: The paper's k, the factor on the channels of the stages; it need not be a whole number.
        dropout: Dropout rate between the two convolutions of a block; the paper
            trains without and with 0.3, on SVHN 0.4.
        activation: As in `layers.activate`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 4.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `depth` is not `6n + 4`, `width` is not positive, or `activation` is
            unknown.

    Example:

    >>> model = wide_resnet((32, 32, 3), 10, depth=10, width=2)
    >>> [model.get_layer(f"stage{i}_block1_out").output.shape for i in (1, 2, 3)]
    [(None, 32, 32, 32), (None, 16, 16, 64), (None, 8, 8, 128)]
    """
    blocks = blocks_of_depth(depth, least=10, network=name)
    inputs = image_input(input_shape, least=4, network=name)
    initializer = {"kernel_initializer": "he_normal"}
    x = convolution(inputs, 16, 3, name="stem", activation=None, normalization=False, use_bias=False, **initializer)
    for stage in range(1, STAGES + 1):
        filters = scaled(16 * 2 ** (stage - 1), width)
        for number in range(1, blocks + 1):
            strides = 2 if stage > 1 and number == 1 else 1
            block = f"stage{stage}_block{number}"
            x = preactivation_block(
                x, filters, strides, name=block, activation=activation, dropout=dropout, **initializer
            )
    x = normalize_activate(x, activation, name="last")
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
