"""BN-Inception (Inception v2), the network that batch normalization was made for."""

from keras_nets.layers import classifier_head, convolution, image_input, is_large, normalize_activate, pad, scaled
from keras_nets.layers.inception import AveragePool, Conv, MaxPool, check_modules, parallel, stretched

import keras
from keras import layers

LEAST_SIZE = {"large": 32, "small": 4}


def module(ones, three_reduce, three, double_reduce, double, pool, pooling=AveragePool):
    """Branches of a module: two 3x3 convolutions stand where GoogLeNet has one of 5x5."""
    return (
        (Conv(ones, 1),),
        (Conv(three_reduce, 1), Conv(three, 3)),
        (Conv(double_reduce, 1), Conv(double, 3), Conv(double, 3)),
        (pooling(), Conv(pool, 1)),
    )


def reduction(three_reduce, three, double_reduce, double):
    """Branches of a module that halves height and width and passes its pooled input through."""
    return (
        (Conv(three_reduce, 1), Conv(three, 3, 2)),
        (Conv(double_reduce, 1), Conv(double, 3), Conv(double, 3, 2)),
        (MaxPool(2),),
    )


# Stages 3, 4 and 5 of the paper; the first two end in a reduction, and the last module pools by the maximum.
STAGES = (
    (
        module(64, 64, 64, 64, 96, 32),
        module(64, 64, 96, 64, 96, 64),
        reduction(128, 160, 64, 96),
    ),
    (
        module(224, 64, 96, 96, 128, 128),
        module(192, 96, 128, 96, 128, 128),
        module(160, 128, 160, 128, 160, 96),
        module(96, 128, 192, 160, 192, 96),
        reduction(128, 192, 192, 256),
    ),
    (
        module(352, 192, 320, 160, 224, 128),
        module(352, 192, 320, 192, 224, 128, pooling=MaxPool),
    ),
)


def bn_inception(
    input_shape,
    classes,
    *,
    stem="large",
    stem_multiplier=8,
    modules=(3, 5, 2),
    width=1.0,
    activation="relu",
    classifier_activation="softmax",
    name="bn_inception",
):
    """BN-Inception (Inception v2): GoogLeNet with batch normalization, and two 3x3 convolutions for each 5x5.

    Without local response normalization and dropout, which batch normalization makes needless. The last layers of
    modules are `stage3_block1_out` (3a in the paper) to `stage5_block2_out`.

    Reference:
        Ioffe, Szegedy, 2015, Batch normalization: accelerating deep network training by reducing internal covariate
        shift, https://arxiv.org/abs/1502.03167

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stem: `"large"` for images of about 224x224; `"small"` for about 32x32, where the first convolution has stride 1
            and the stem's two poolings are left out.
        stem_multiplier: Maps that the separable first convolution makes of each channel before it mixes them; None for
            an ordinary convolution.
        modules: Number of modules in stages 3, 4 and 5; the paper's are stretched, the last ones stay, which in stages
            3 and 4 halve height and width.
        width: Factor on all numbers of channels.
        activation: As in `keras_nets.layers.activate`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 32, or 4 with the small stem.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `stem` is unknown, `width` is not positive, or a stage has no module.

    Example:

    >>> model = bn_inception((32, 32, 3), 10, stem="small", width=0.25)
    >>> [model.get_layer(name).output.shape[1:] for name in ("stage3_block3_out", "stage4_block5_out")]
    [(16, 16, 144), (8, 8, 256)]
    """
    check_modules(modules, 3, name)

    def convolve(x, filters, *arguments, **keywords):
        return convolution(x, scaled(filters, width), *arguments, activation=activation, **keywords)

    large = is_large(stem)
    inputs = image_input(input_shape, least=LEAST_SIZE[stem], network=name)
    first_strides = 2 if large else 1
    if stem_multiplier is None:
        x = convolve(inputs, 64, 7, first_strides, name="stem_conv1")
    else:
        x, padding = pad(inputs, 7, first_strides, name="stem_conv1_padding")
        x = layers.SeparableConv2D(
            scaled(64, width),
            7,
            first_strides,
            padding,
            depth_multiplier=stem_multiplier,
            use_bias=False,
            name="stem_conv1",
        )(x)
        x = normalize_activate(x, activation, name="stem_conv1")
    x = layers.MaxPooling2D(3, 2, "same", name="stem_pool1")(x) if large else x
    x = convolve(x, 64, 1, name="stem_conv2")
    x = convolve(x, 192, 3, name="stem_conv3")
    x = layers.MaxPooling2D(3, 2, "same", name="stem_pool2")(x) if large else x

    for stage, (table, count) in enumerate(zip(STAGES, modules, strict=True), 3):
        for block, branches in enumerate(stretched(table, count), 1):
            x = parallel(x, branches, convolve=convolve, name=f"stage{stage}_block{block}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
