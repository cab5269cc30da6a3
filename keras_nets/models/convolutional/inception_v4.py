"""Inception v4: one uniform design for stem, modules and reductions."""

from keras_nets.layers import classifier_head, convolution, image_input, is_large, scaled
from keras_nets.layers.inception import (
    INCEPTION_EPSILON,
    AveragePool,
    Conv,
    MaxPool,
    chain,
    check_modules,
    parallel,
)

import keras
from keras import layers

LEAST_SIZE = {"large": 75, "small": 17}


def stem_steps(strides):
    """The stem, whose tuples of branches bring its three further reductions."""
    return (
        Conv(32, 3, strides, "valid"),
        Conv(32, 3, 1, "valid"),
        Conv(64, 3),
        (
            (MaxPool(strides, "valid"),),
            (Conv(96, 3, strides, "valid"),),
        ),
        (
            (Conv(64, 1), Conv(96, 3, 1, "valid")),
            (Conv(64, 1), Conv(64, (1, 7)), Conv(64, (7, 1)), Conv(96, 3, 1, "valid")),
        ),
        (
            (Conv(192, 3, strides, "valid"),),
            (MaxPool(strides, "valid"),),
        ),
    )


MODULE_A = (
    (Conv(96, 1),),
    (Conv(64, 1), Conv(96, 3)),
    (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
    (AveragePool(), Conv(96, 1)),
)
REDUCTION_1 = (
    (Conv(384, 3, 2, "valid"),),
    (Conv(192, 1), Conv(224, 3), Conv(256, 3, 2, "valid")),
    (MaxPool(2, "valid"),),
)
MODULE_B = (
    (Conv(384, 1),),
    (Conv(192, 1), Conv(224, (1, 7)), Conv(256, (7, 1))),
    (Conv(192, 1), Conv(192, (7, 1)), Conv(224, (1, 7)), Conv(224, (7, 1)), Conv(256, (1, 7))),
    (AveragePool(), Conv(128, 1)),
)
REDUCTION_2 = (
    (Conv(192, 1), Conv(192, 3, 2, "valid")),
    (Conv(256, 1), Conv(256, (1, 7)), Conv(320, (7, 1)), Conv(320, 3, 2, "valid")),
    (MaxPool(2, "valid"),),
)
SPLIT = ((Conv(256, (1, 3)),), (Conv(256, (3, 1)),))
MODULE_C = (
    (Conv(256, 1),),
    (Conv(384, 1), SPLIT),
    (Conv(384, 1), Conv(448, (3, 1)), Conv(512, (1, 3)), SPLIT),
    (AveragePool(), Conv(256, 1)),
)
STAGES = (MODULE_A, MODULE_B, MODULE_C)
REDUCTIONS = (None, REDUCTION_1, REDUCTION_2)


def inception_v4(
    input_shape,
    classes,
    *,
    stem="large",
    modules=(4, 7, 3),
    width=1.0,
    activation="relu",
    dropout=0.2,
    classifier_activation="softmax",
    name="inception_v4",
):
    """Inception v4: a deeper and more uniform Inception v3, whose stem reduces by parallel branches, too.

    The last layers of modules are `stage1_block1_out` to `stage3_block3_out`; before stages 2 and 3 stand
    `reduction1_out` and `reduction2_out`.

    Reference:
        Szegedy, Ioffe, Vanhoucke, Alemi, 2017, Inception-v4, Inception-ResNet and the impact of residual connections on
        learning, https://arxiv.org/abs/1602.07261

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stem: `"large"` for images of about 299x299; `"small"` for about 32x32, where all steps of the stem are 1, those
            of the poolings that stand beside its convolutions, too.
        modules: Number of modules in the three stages.
        width: Factor on all numbers of channels.
        activation: As in `keras_nets.layers.activate`.
        dropout: Dropout rate of the pooled features.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 75, or 17 with the small stem.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `stem` is unknown, `width` is not positive, or a stage has no module.

    Example:

    >>> model = inception_v4((32, 32, 3), 10, stem="small", modules=(1, 1, 1), width=0.25)
    >>> [model.get_layer(f"stage{stage}_block1_out").output.shape[1:] for stage in (1, 2, 3)]
    [(22, 22, 96), (10, 10, 256), (4, 4, 384)]
    """
    check_modules(modules, 3, name)

    def convolve(x, filters, *arguments, **keywords):
        filters = scaled(filters, width)
        return convolution(x, filters, *arguments, activation=activation, epsilon=INCEPTION_EPSILON, **keywords)

    steps = stem_steps(strides=2 if is_large(stem) else 1)
    inputs = image_input(input_shape, least=LEAST_SIZE[stem], network=name)
    x = chain(inputs, steps, convolve=convolve, name="stem")
    for stage, (module, reduction, count) in enumerate(zip(STAGES, REDUCTIONS, modules, strict=True), 1):
        if reduction:
            x = parallel(x, reduction, convolve=convolve, name=f"reduction{stage - 1}")
        for block in range(1, count + 1):
            x = parallel(x, module, convolve=convolve, name=f"stage{stage}_block{block}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
