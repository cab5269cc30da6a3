"""GoogLeNet, the first Inception network."""

from keras_nets.layers import (
    LocalResponseNormalization,
    classifier_head,
    convolution,
    fully_connected,
    image_input,
    is_large,
    scaled,
)
from keras_nets.layers.heads import full_precision
from keras_nets.layers.inception import Conv, MaxPool, check_modules, parallel, stretched

import keras
from keras import layers

# Maps of a module's branches: 1x1; 1x1 and 3x3; 1x1 and 5x5; 1x1 after pooling. Stages 3, 4 and 5 of the paper.
STAGES = (
    (
        (64, 96, 128, 16, 32, 32),
        (128, 128, 192, 32, 96, 64),
    ),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    (
        (256, 160, 320, 32, 128, 128),
        (384, 192, 384, 48, 128, 128),
    ),
)
LEAST_SIZE = {"large": 32, "small": 4}
# The auxiliary heads' windows of 5x5 need stage 4 to be that large.
LEAST_SIZE_WITH_HEADS = {"large": 65, "small": 9}
AUXILIARY_DROPOUT = 0.7


def module(maps):
    """Branches of an Inception module."""
    ones, three_reduce, three, five_reduce, five, pool = maps
    return (
        (Conv(ones, 1),),
        (Conv(three_reduce, 1), Conv(three, 3)),
        (Conv(five_reduce, 1), Conv(five, 5)),
        (MaxPool(), Conv(pool, 1)),
    )


def googlenet(
    input_shape,
    classes,
    *,
    stem="large",
    modules=(2, 5, 2),
    width=1.0,
    auxiliary_heads=False,
    activation="relu",
    dropout=0.4,
    classifier_activation="softmax",
    name="googlenet",
):
    """GoogLeNet (Inception v1): modules of 1x1, 3x3 and 5x5 convolutions and pooling side by side, 22 layers deep.

    1x1 convolutions reduce the channels before the larger kernels. With `auxiliary_heads` there are three outputs,
    `predictions`, `auxiliary1` and `auxiliary2`, whose losses the paper adds with weights 1, 0.3 and 0.3:
    `compile(loss=[loss] * 3, loss_weights=[1, 0.3, 0.3])` and `fit(x, [y, y, y])`. The heads only help training;
    afterwards `keras.Model(model.input, model.get_layer("predictions").output)` is the network.

    The last layers of modules are `stage3_block1_out`, `stage3_block2_out` (3a and 3b in the paper) to
    `stage5_block2_out`.

    Reference:
        Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich, 2015, Going deeper with convolutions,
        https://arxiv.org/abs/1409.4842

    Differs: the constants of local response normalization, which the paper does not give, are AlexNet's, and the
    weights, of whose start it says nothing, are drawn as He, Zhang, Ren and Sun have it for rectifiers.

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stem: `"large"` for images of about 224x224; `"small"` for about 32x32, where the first convolution has stride 1
            and the stem's two poolings are left out, so that stage 3 sees the image's own resolution.
        modules: Number of modules in stages 3, 4 and 5; the paper's table is stretched, its last rows stay.
        width: Factor on all numbers of channels.
        auxiliary_heads: Whether classifiers stand on the first and the last but one module of stage 4, too.
        activation: As in `keras_nets.layers.activate`.
        dropout: Dropout rate of the pooled features; 0.7 in auxiliary heads.
        classifier_activation: Activation of the outputs.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 32, or 4 with the small stem; 65 or 9 with
        auxiliary heads.

    Output shape:
        `(batch, classes)`, or a list of three of them.

    Raises:
        ValueError: If the images are too small, `stem` is unknown, `width` is not positive, a stage has no module, or
            there are less than 3 in stage 4, or less than 2 classes, with auxiliary heads.

    Example:

    >>> googlenet((224, 224, 3), 1000).count_params()
    6998552
    """
    check_modules(modules, 3, name)
    if auxiliary_heads and modules[1] < 3:
        raise ValueError(f"{name} with auxiliary heads needs at least 3 modules in stage 4, got modules={modules}")
    if auxiliary_heads and classes < 2:
        raise ValueError(f"{name} with auxiliary heads needs at least 2 classes, got {classes}")

    style = {"activation": activation, "normalization": False, "kernel_initializer": "he_normal"}

    def convolve(x, filters, kernel_size, strides=1, **arguments):
        filters = scaled(filters, width)
        return convolution(x, filters, kernel_size, strides, **style, **arguments)

    large = is_large(stem)
    least = (LEAST_SIZE_WITH_HEADS if auxiliary_heads else LEAST_SIZE)[stem]
    inputs = image_input(input_shape, least=least, network=name)
    x = convolve(inputs, 64, 7, 2 if large else 1, name="stem_conv1")
    x = layers.MaxPooling2D(3, 2, "same", name="stem_pool1")(x) if large else x
    x = LocalResponseNormalization(name="stem_lrn1")(x)
    x = convolve(x, 64, 1, name="stem_conv2")
    x = convolve(x, 192, 3, name="stem_conv3")
    x = LocalResponseNormalization(name="stem_lrn2")(x)
    x = layers.MaxPooling2D(3, 2, "same", name="stem_pool2")(x) if large else x

    outputs = {}
    for stage, (table, count) in enumerate(zip(STAGES, modules, strict=True), 3):
        if stage > 3:
            x = layers.MaxPooling2D(3, 2, "same", name=f"stage{stage}_pool")(x)
        for block, maps in enumerate(stretched(table, count), 1):
            x = parallel(x, module(maps), convolve=convolve, name=f"stage{stage}_block{block}")
            outputs[stage, block] = x

    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    predictions = classifier_head(x, classes, classifier_activation)
    if not auxiliary_heads:
        return keras.Model(inputs, predictions, name=name)

    def auxiliary_head(x, name):
        x = layers.AveragePooling2D(5, 3, name=f"{name}_pool")(x)
        x = convolve(x, 128, 1, name=f"{name}_conv")
        x = layers.Flatten(name=f"{name}_flatten")(x)
        units = scaled(1024, width)
        x = fully_connected(x, units, activation=activation, dropout=AUXILIARY_DROPOUT, name=f"{name}_dense")
        return layers.Dense(classes, activation=classifier_activation, dtype=full_precision(), name=name)(x)

    auxiliary1 = auxiliary_head(outputs[4, 1], "auxiliary1")
    auxiliary2 = auxiliary_head(outputs[4, modules[1] - 1], "auxiliary2")
    return keras.Model(inputs, [predictions, auxiliary1, auxiliary2], name=name)
