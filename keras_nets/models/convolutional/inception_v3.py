"""Inception v3: convolutions factorized into smaller and asymmetric ones."""

from keras_nets.layers import classifier_head, convolution, image_input, is_large, scaled
from keras_nets.layers.inception import (
    INCEPTION_EPSILON,
    AveragePool,
    Conv,
    MaxPool,
    chain,
    check_modules,
    parallel,
    stretched,
    unstrided,
)

import keras
from keras import layers

STEM = (
    Conv(32, 3, 2, "valid"),
    Conv(32, 3, 1, "valid"),
    Conv(64, 3),
    MaxPool(2, "valid"),
    Conv(80, 1),
    Conv(192, 3, 1, "valid"),
    MaxPool(2, "valid"),
)
LEAST_SIZE = {"large": 75, "small": 13}


def module_a(pool_maps):
    """Branches for the largest maps, 35x35: two 3x3 convolutions see as far as one of 5x5."""
    return (
        (Conv(64, 1),),
        (Conv(48, 1), Conv(64, 5)),
        (Conv(64, 1), Conv(96, 3), Conv(96, 3)),
        (AveragePool(), Conv(pool_maps, 1)),
    )


def module_b(maps):
    """Branches for maps of 17x17: 1x7 and 7x1 convolutions in turn."""
    return (
        (Conv(192, 1),),
        (Conv(maps, 1), Conv(maps, (1, 7)), Conv(192, (7, 1))),
        (Conv(maps, 1), Conv(maps, (7, 1)), Conv(maps, (1, 7)), Conv(maps, (7, 1)), Conv(192, (1, 7))),
        (AveragePool(), Conv(192, 1)),
    )


# Branches that split into 1x3 and 3x1 side by side, for the smallest maps, 8x8.
SPLIT = ((Conv(384, (1, 3)),), (Conv(384, (3, 1)),))
MODULE_C = (
    (Conv(320, 1),),
    (Conv(384, 1), SPLIT),
    (Conv(448, 1), Conv(384, 3), SPLIT),
    (AveragePool(), Conv(192, 1)),
)

# Reductions halve height and width by convolution and pooling side by side, so that no layer is a bottleneck.
REDUCTION_1 = (
    (Conv(384, 3, 2, "valid"),),
    (Conv(64, 1), Conv(96, 3), Conv(96, 3, 2, "valid")),
    (MaxPool(2, "valid"),),
)
REDUCTION_2 = (
    (Conv(192, 1), Conv(320, 3, 2, "valid")),
    (Conv(192, 1), Conv(192, (1, 7)), Conv(192, (7, 1)), Conv(192, 3, 2, "valid")),
    (MaxPool(2, "valid"),),
)
STAGES = (
    tuple(module_a(maps) for maps in (32, 64, 64)),
    tuple(module_b(maps) for maps in (128, 160, 160, 192)),
    (MODULE_C, MODULE_C),
)
REDUCTIONS = (None, REDUCTION_1, REDUCTION_2)


def inception_v3(
    input_shape,
    classes,
    *,
    stem="large",
    modules=(3, 4, 2),
    width=1.0,
    activation="relu",
    classifier_activation="softmax",
    name="inception_v3",
):
    """Inception v3: 1x7 after 7x1 convolutions stand for 7x7, at 28.6 % of the weights, and 1x3 beside 3x1 for 3x3.

    The last layers of modules are `stage1_block1_out` to `stage3_block2_out`; before stages 2 and 3 stand
    `reduction1_out` and `reduction2_out`.

    Reference:
        Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, 2016, Rethinking the Inception architecture for computer vision,
        https://arxiv.org/abs/1512.00567

    Differs: numbers of channels are those of the authors' published network, which keeps a 5x5 convolution in stage 1;
    there is no auxiliary classifier and no label smoothing.

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        stem: `"large"` for images of about 299x299; `"small"` for about 32x32, where the first convolution has stride 1
            and the stem's two poolings are left out.
        modules: Number of modules in the three stages; the paper's are stretched, the last ones stay.
        width: Factor on all numbers of channels.
        activation: As in `keras_nets.layers.activate`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least 75, or 13 with the small stem.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, `stem` is unknown, `width` is not positive, or a stage has no module.

    Example:

    >>> model = inception_v3((32, 32, 3), 10, stem="small", width=0.25)
    >>> [model.get_layer(name).output.shape[1:] for name in ("stage1_block3_out", "reduction1_out", "reduction2_out")]
    [(26, 26, 72), (12, 12, 192), (5, 5, 320)]
    """
    check_modules(modules, 3, name)

    def convolve(x, filters, *arguments, **keywords):
        after = {"activation": activation, "epsilon": INCEPTION_EPSILON, "scale": False}
        return convolution(x, scaled(filters, width), *arguments, **after, **keywords)

    steps = STEM if is_large(stem) else unstrided(STEM)
    inputs = image_input(input_shape, least=LEAST_SIZE[stem], network=name)
    x = chain(inputs, steps, convolve=convolve, name="stem")
    for stage, (table, reduction, count) in enumerate(zip(STAGES, REDUCTIONS, modules, strict=True), 1):
        if reduction:
            x = parallel(x, reduction, convolve=convolve, name=f"reduction{stage - 1}")
        for block, module in enumerate(stretched(table, count), 1):
            x = parallel(x, module, convolve=convolve, name=f"stage{stage}_block{block}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)
