"""VGG without its last poolings, and a module that gathers context by dilation alone."""

from keras_nets.layers import context_module, convolution, image_input, scaled
from keras_nets.layers.heads import output_activation, pixel_predictions

import keras

# Of the last poolings, which are left out.
REMOVED = 2


def dilated_context_network(
    input_shape,
    classes,
    *,
    stage_convolutions=(2, 2, 3, 3, 3),
    width=1.0,
    dense_filters=(4096, 4096),
    dropout=0.5,
    context="basic",
    normalization=False,
    activation="relu",
    classifier_activation="softmax",
    name="dilated_context_network",
):
    """The front end, VGG-16 at an eighth of the image's size, the context module, and upsampling.

    After each of the two poolings that are left out, convolutions have twice the rate: 2 in the last stage, 4 in
    `fc1`, which is a convolution of 7x7. `fc2` and `scores` are of 1x1. `context_conv1` to `context_conv8` start from
    the identity, which does not let scores below 0 through: where the front end is new as well, train it alone first
    (`front_end`), or classes whose scores are negative everywhere never learn.

    Reference:
        Yu, Koltun, 2016, Multi-scale context aggregation by dilated convolutions, https://arxiv.org/abs/1511.07122

    Differs: convolutions pad with zeros, where the authors mirror the image's borders; the front end and the module
    are trained together or one after the other, as the caller likes.

    Args:
        input_shape: `(height, width, channels)` of an image; height and width may be None, for any size.
        classes: Number of classes.
        stage_convolutions: Number of convolutions of each stage, at least 3 stages.
        width: Factor on the channels of the front end.
        dense_filters: Numbers of channels of `fc1` and `fc2`.
        dropout: Dropout rate of their values.
        context: `"basic"` or `"large"`, as in `layers.context_module`; None leaves the front end alone.
        normalization: Whether batch normalization follows each convolution of the front end, which the paper's has not.
        activation: As in `layers.activate`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, height, width, classes)`.

    Raises:
        ValueError: If there are fewer than 3 stages, one without convolutions, no class, no such context or
            activation, or `width` is not positive.

    Example:

    >>> model = dilated_context_network((None, None, 3), 5, width=0.05)
    >>> model(keras.ops.ones((1, 37, 51, 3))).shape
    TensorShape([1, 37, 51, 5])
    """
    if len(stage_convolutions) <= REMOVED or min(stage_convolutions) < 1:
        raise ValueError(
            f"{name} needs at least {REMOVED + 1} stages of at least 1 convolution, such as (2, 2, 3, 3, 3), got "
            f"stage_convolutions={tuple(stage_convolutions)}"
        )
    classifier_activation = output_activation(classes, classifier_activation)
    after = {"normalization": normalization, "activation": activation}
    pooled = len(stage_convolutions) - REMOVED
    inputs = x = image_input(input_shape, least=1, network=name, open_size=True)
    for stage, convolutions in enumerate(stage_convolutions, start=1):
        filters = scaled(min(64 * 2 ** (stage - 1), 512), width)
        rate = 2 ** max(0, stage - pooled - 1)
        for number in range(1, convolutions + 1):
            x = convolution(x, filters, 3, name=f"stage{stage}_conv{number}", dilation_rate=rate, **after)
        if stage <= pooled:
            x = keras.layers.MaxPooling2D(2, padding="same", name=f"stage{stage}_pool")(x)
    for number, filters in enumerate(dense_filters, start=1):
        kernel = {"kernel_size": 7, "dilation_rate": 2**REMOVED} if number == 1 else {"kernel_size": 1}
        x = convolution(x, scaled(filters, width), name=f"fc{number}", **kernel, **after)
        if dropout:
            x = keras.layers.Dropout(dropout, name=f"fc{number}_dropout")(x)
    scores = keras.layers.Conv2D(classes, 1, name="scores")(x)
    if context is not None:
        scores = context_module(scores, context=context, activation=activation)
    return keras.Model(inputs, pixel_predictions(scores, classifier_activation, like=inputs), name=name)


def front_end(model):
    """The front end of a `dilated_context_network` with predictions of its own; it shares its weights with the whole.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, height, width, classes)`.

    Example:

    >>> model = dilated_context_network((None, None, 3), 5, width=0.05)
    >>> front_end(model)(keras.ops.ones((1, 37, 51, 3))).shape
    TensorShape([1, 37, 51, 5])
    """
    activation = model.get_layer("predictions").activation
    outputs = pixel_predictions(model.get_layer("scores").output, activation, like=model.input)
    return keras.Model(model.input, outputs, name="front_end")
