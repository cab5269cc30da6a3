"""Vision Transformer (Dosovitskiy et al., 2020): an image as a sequence of patches."""

from keras_nets.layers import ClassToken, SequencePooling, classifier_head, image_input
from keras_nets.models._counts import check_counts
from keras_nets.models.transformer._stack import Stack

import keras

# Side of a patch, blocks, width, heads and feed-forward units: the paper's table 1.
BASE = dict(depth=12, width=768, heads=12, feed_forward_units=3072)
LARGE = dict(depth=24, width=1024, heads=16, feed_forward_units=4096)
MEMBERS = {
    "vit_b16": dict(patch_size=16, **BASE),
    "vit_b32": dict(patch_size=32, **BASE),
    "vit_l16": dict(patch_size=16, **LARGE),
}


def vision_transformer(
    input_shape,
    classes,
    *,
    patch_size=16,
    depth=12,
    width=768,
    heads=12,
    feed_forward_units=3072,
    dropout=0.1,
    attention_dropout=0.0,
    pooling="class_token",
    activation="gelu",
    classifier_activation="softmax",
    name="vision_transformer",
):
    """Patches of an image, projected and with learned positions, go through an encoder with pre-normalization.

    A class token before them gathers what the classifier sees. `pool` is the vector of the image. `block<n>` are the
    blocks, whose weights of attention are seen as in `transformer_encoder`. The defaults are those of ViT-B/16.
    Differs: the classifier starts from random weights, the authors' from 0.

    Reference:
        Dosovitskiy, Beyer, Kolesnikov, Weissenborn, Zhai, Unterthiner, Dehghani, Minderer, Heigold, Gelly, Uszkoreit,
        Houlsby, 2020, An image is worth 16x16 words: Transformers for image recognition at scale,
        https://arxiv.org/abs/2010.11929

    Args:
        input_shape: `(height, width, channels)` of an image.
        classes: Number of classes.
        patch_size: Side of a patch, a divisor of height and width.
        depth: Number of blocks.
        width: Length of the vectors between layers.
        heads: Number of heads of each attention, a divisor of the width.
        feed_forward_units: Number of hidden units of each feed-forward network.
        dropout: Dropout rate after each dense layer but those of queries, keys and values, and of the sums of
            patches and positions.
        attention_dropout: Dropout rate of the attention weights.
        pooling: `"class_token"`, or `"mean"` over the patches (the paper's appendix D.3).
        activation: Activation of the feed-forward networks.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If patches do not fill the image, a number is out of range, or there is no such pooling.

    Example:

    >>> model = vision_transformer((32, 32, 3), 10, patch_size=8, depth=2, width=16, heads=2, feed_forward_units=32)
    >>> model.get_layer("block2").output.shape
    (None, 17, 16)
    """
    check_counts(
        name, patch_size=patch_size, depth=depth, width=width, heads=heads, feed_forward_units=feed_forward_units
    )
    if pooling not in ("mean", "class_token"):
        raise ValueError(f"pooling must be 'mean' or 'class_token', got {pooling!r}")
    inputs = image_input(input_shape, least=patch_size, network=name)
    rows, columns, _ = input_shape
    if rows % patch_size or columns % patch_size:
        raise ValueError(
            f"{name} needs a height and a width that are divisible by patch_size={patch_size}, got {rows}x{columns}; "
            "resize the images or choose another patch_size"
        )
    patches = rows // patch_size * (columns // patch_size)
    front = [
        keras.layers.Conv2D(width, patch_size, patch_size, name="patches"),
        keras.layers.Reshape((patches, width), name="sequence"),
    ]
    with_token = pooling == "class_token"
    if with_token:
        front.append(ClassToken(name="class_token"))
    stack = Stack.new(
        front,
        depth=depth,
        heads=heads,
        feed_forward_units=feed_forward_units,
        dropout=dropout,
        attention_dropout=attention_dropout,
        activation_dropout=dropout,
        positions="learned",
        max_length=patches + with_token,
        pre_normalization=True,
        attention_bias=True,
        activation=activation,
    )
    x = SequencePooling("first" if with_token else "mean", name="pool")(stack(inputs))
    return keras.Model(inputs, classifier_head(x, classes, classifier_activation), name=name)


def vit_b16(input_shape, classes, *, name="vit_b16", **arguments):
    """ViT-B/16: 12 blocks of width 768 over patches of 16x16 pixels.

    As in `vision_transformer`.

    >>> vit_b16((224, 224, 3), 1000).count_params()
    86567656
    """
    return vision_transformer(input_shape, classes, name=name, **MEMBERS["vit_b16"] | arguments)


def vit_b32(input_shape, classes, *, name="vit_b32", **arguments):
    """ViT-B/32: 12 blocks of width 768 over patches of 32x32 pixels.

    As in `vision_transformer`.

    >>> vit_b32((224, 224, 3), 1000).count_params()
    88224232
    """
    return vision_transformer(input_shape, classes, name=name, **MEMBERS["vit_b32"] | arguments)


def vit_l16(input_shape, classes, *, name="vit_l16", **arguments):
    """ViT-L/16: 24 blocks of width 1024 over patches of 16x16 pixels.

    As in `vision_transformer`.

    >>> vit_l16((224, 224, 3), 1000).count_params()
    304326632
    """
    return vision_transformer(input_shape, classes, name=name, **MEMBERS["vit_l16"] | arguments)
