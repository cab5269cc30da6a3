"""FractalNet: columns of different depth instead of residuals."""

import re

from keras_nets.layers import ColumnDraw, FreezeDropPath, classifier_head, fractal_block, image_input, scaled

import keras

FIRST_MAPS, MOST_MAPS = 64, 512


def fractalnet(
    input_shape,
    classes,
    *,
    blocks=5,
    columns=3,
    width=1.0,
    dropout=0.4,
    drop_path=0.15,
    global_drop_path=0.5,
    freeze_drop_path=False,
    activation="relu",
    classifier_activation="softmax",
    name="fractalnet",
):
    """B fractal blocks of C columns, each pooled to half the size; the longest path has `B 2^(C - 1)` convolutions.

    The paper's networks for images of 32 pixels have 5 blocks and 3 columns, 20 layers, or 4 columns, 40 layers. The
    blocks have 64, 128, 256, 512 and 512 channels. Convolution i of column c in block b is
    `block<b>_column<c>_conv<i>`, and the last layer of block b is `block<b>_out`.

    Reference:
        Larsson, Maire, Shakhnarovich, 2017, FractalNet: ultra-deep neural networks without residuals,
        https://arxiv.org/abs/1605.07648

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        blocks: Number B of blocks.
        columns: Number C of columns.
        width: Factor on all numbers of channels.
        dropout: Dropout rate of the last block's values after each convolution. It grows evenly from 0 in
            the first block: 0, 10, 20, 30, 40 % in the paper's.
        drop_path: Probability of local drop-path.
        global_drop_path: Fraction of the batches that train a single column, the same in all blocks; the others have
            local drop-path.
        freeze_drop_path: Whether the last join is Smith and Topin's: it sums the columns, and a batch trains one of
            them, while shallower ones are frozen and deeper ones dropped.
        activation: As in `activate`.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, height and width at least `2^B`.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If the images are too small, there is no block, column or class, `width` is not positive, or a rate
            is no probability.

    Example:

    >>> model = fractalnet((8, 8, 3), 10, blocks=2, columns=2, width=0.1)
    >>> [layer.name for layer in model.layers if isinstance(layer, keras.layers.Conv2D)][:3]
    ['block1_column2_conv1', 'block1_column1_conv1', 'block1_column2_conv2']
    """
    if blocks < 1 or columns < 1:
        raise ValueError(f"{name} needs at least 1 block and 1 column, got blocks={blocks}, columns={columns}")
    inputs = x = image_input(input_shape, least=2**blocks, network=name)
    # A network that never trains a single column needs no draw.
    column = ColumnDraw(columns, global_drop_path, name="column_draw")(inputs) if global_drop_path else None
    for block in range(1, blocks + 1):
        label = f"block{block}"
        is_last = block == blocks
        x = fractal_block(
            x,
            scaled(min(FIRST_MAPS * 2 ** (block - 1), MOST_MAPS), width),
            columns,
            name=label,
            column=column,
            join=FreezeDropPath(name=f"{label}_out") if freeze_drop_path and is_last else None,
            drop_path=drop_path,
            dropout=dropout * (block - 1) / max(1, blocks - 1),
            activation=activation,
        )
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = classifier_head(x, classes, classifier_activation)
    return keras.Model(inputs, outputs, name=name)


def freeze_columns(model, columns):
    """Freeze-path: fix the weights of whole columns of a fractal network, and let all others learn.

    A frozen column still computes, and its batch normalization keeps its means; what it contributes no longer changes,
    so that deeper columns learn to correct it. Compile the model afterwards, as Keras needs it.

    Reference:
        Smith, Topin, 2016, Deep convolutional neural network design patterns, https://arxiv.org/abs/1611.00847

    Args:
        model: Network of `fractalnet`.
        columns: Numbers of the columns to freeze, 1 for the shallowest; none lets all learn.

    Raises:
        ValueError: If the model has no such columns.

    Example:

    >>> model = fractalnet((8, 8, 3), 10, blocks=2, columns=2, width=0.1)
    >>> freeze_columns(model, [1])
    >>> sorted({layer.name for layer in model.layers if not layer.trainable and layer.weights})
    ['block1_column1_conv1', 'block1_column1_conv1_bn', 'block2_column1_conv1', 'block2_column1_conv1_bn']
    """
    columns, members = set(columns), {}
    for layer in model.layers:
        if match := re.fullmatch(r"block\d+_column(\d+)_conv\d+(_.+)?", layer.name):
            members.setdefault(int(match[1]), []).append(layer)
    if not columns <= set(members):
        there_are = f"there are columns {', '.join(map(str, sorted(members)))}" if members else "it has no columns"
        raise ValueError(f"model {model.name!r} has no columns {sorted(columns - set(members))}; {there_are}")
    for number, layers in members.items():
        for layer in layers:
            layer.trainable = number not in columns
