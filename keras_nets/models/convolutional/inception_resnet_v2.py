"""Inception-ResNet v2: Inception modules as residuals."""

from keras_nets.layers import ScaledResidual, activate, classifier_head, convolution, image_input, is_large, scaled
from keras_nets.layers.inception import (
    INCEPTION_EPSILON,
    AveragePool,
    Conv,
    MaxPool,
    chain,
    check_modules,
    parallel,
    unstrided,
)
from keras_nets.models.convolutional.inception_v3 import STEM

import keras
from keras import layers

# An ordinary Inception module comes before the residual ones.
FIRST = (
    (Conv(96, 1),),
    (Conv(48, 1), Conv(64, 5)),
    (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
    (AveragePool(), Conv(64, 1)),
)
RESIDUAL_A = (
    (Conv(32, 1),),
    (Conv(32, 1), Conv(32, 3)),
    (Conv(32, 1), Conv(48, 3), Conv(64, 3)),
)
REDUCTION_1 = (
    (Conv(384, 3, 2, "valid"),),
    (Conv(256, 1), Conv(256, 3), Conv(384, 3, 2, "valid")),
    (MaxPool(2, "valid"),),
)
RESIDUAL_B = (
    (Conv(192, 1),),
    (Conv(128, 1), Conv(160, (1, 7)), Conv(192, (7, 1))),
)
REDUCTION_2 = (
    (Conv(256, 1), Conv(384, 3, 2, "valid")),
    (Conv(256, 1), Conv(288, 3, 2, "valid")),
    (Conv(256, 1), Conv(288, 3), Conv(320, 3, 2, "valid")),
    (MaxPool(2, "valid"),),
)
RESIDUAL_C = (
    (Conv(192, 1),),
    (Conv(192, 1), Conv(224, (1, 3)), Conv(256, (3, 1))),
)
STAGES = (RESIDUAL_A, RESIDUAL_B, RESIDUAL_C)
REDUCTIONS = (None, REDUCTION_1, REDUCTION_2)
LEAST_SIZE = {"large": 75, "small": 13}


def residual_module(x, branches, scale, *, convolve, activation, name):
    """`activation(x + scale * f(x))`: branches, joined, and a linear 1x1 convolution back to the channels of `x`."""
    residual = parallel(x, branches, convolve=convolve, name=f"{name}_residual")
    residual = layers.Conv2D(x.shape[-1], 1, name=f"{name}_residual_conv")(residual)
    x = ScaledResidual(scale, name=f"{name}_out" if activation is None else f"{name}_add")([x, residual])
    return activate(x, activation, name=f"{name}_out")


def inception_resnet_v2(
    input_shape,
    classes,
    *,
    stem="large",
    modules=(10, 20, 10),
    width=1.0,
    residual_scales=(0.17, 0.1, 0.2),
    activation="relu",
    dropout=0.2,
    classifier_activation="softmax",
    name="inception_resnet_v2",
):
    """Inception-ResNet v2: cheaper Inception modules, each the residual of its input, scaled down before it is added.

    The very last module has no activation and a scale of 1. The last layers of modules are `stage1_block1_out` to
    `stage3_block10_out`; ordinary modules stand before the stages, `first_out`, `reduction1_out` and `reduction2_out`.

    Reference:
        Szegedy, Ioffe, Vanhoucke, Alemi, 2017, Inception-v4, Inception-ResNet and the impact of residual connections on
        learning, https://arxiv.org/abs/1602.07261

    Differs: as in the authors' published network the stem is Inception v3's and modules are twice as many as drawn in
    the paper, with its numbers of channels, and a 1x1 convolution comes before the pooling.

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stem: `"large"` for images of about 299x299; `"small"` for about 32x32, where the first convolution has stride 1
            and the stem's two poolings are left out.
        modules: Number of residual modules in the three stages.
        width: Factor on all numbers of channels.
        residual_scales: Factor on the residuals of each stage.
        activation: As in `keras_nets.layers.activate`.
        dropout: Dropout rate of the pooled features.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 75, or 13 with the small stem.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `stem` is unknown, `width` is not positive, or a stage has no module.

    Example:

    >>> model = inception_resnet_v2((32, 32, 3), 10, stem="small", modules=(1, 1, 1), width=0.25)
    >>> [model.get_layer(f"stage{stage}_block1_out").output.shape[1:] for stage in (1, 2, 3)]
    [(26, 26, 80), (12, 12, 272), (5, 5, 520)]
    """
    check_modules(modules, 3, name)

    def convolve(x, filters, *arguments, **keywords):
        after = {"activation": activation, "epsilon": INCEPTION_EPSILON, "scale": False}
        return convolution(x, scaled(filters, width), *arguments, **after, **keywords)

    steps = STEM if is_large(stem) else unstrided(STEM)
    inputs = image_input(input_shape, least=LEAST_SIZE[stem], network=name)
    x = chain(inputs, steps, convolve=convolve, name="stem")
    x = parallel(x, FIRST, convolve=convolve, name="first")
    stages = zip(STAGES, REDUCTIONS, modules, residual_scales, strict=True)
    for stage, (branches, reduction, count, scale) in enumerate(stages, 1):
        if reduction:
            x = parallel(x, reduction, convolve=convolve, name=f"reduction{stage - 1}")
        for block in range(1, count + 1):
            is_last = (stage, block) == (len(STAGES), count)
            x = residual_module(
                x,
                branches,
                scale=1.0 if is_last else scale,
                convolve=convolve,
                activation=None if is_last else activation,
                name=f"stage{stage}_block{block}",
            )
    x = convolve(x, 1536, 1, name="last_conv")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
