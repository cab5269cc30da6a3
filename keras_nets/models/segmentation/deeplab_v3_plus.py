"""DeepLabv3+: DeepLabv3 and a decoder that sees the edges in early features."""

from keras_nets.layers import (
    ResizeLike,
    atrous_spatial_pyramid_pooling,
    convolution,
    segmentation_head,
    separable_convolution,
)
from keras_nets.models.segmentation._atrous import atrous_backbone
from keras_nets.models.segmentation.deeplab_v3 import pyramid_rates

import keras

# Stride of the features that the decoder sees.
LOW_LEVEL_STRIDE = 4


def deeplab_v3_plus(
    backbone,
    classes,
    *,
    output_stride=16,
    filters=256,
    rates=None,
    multi_grid=None,
    low_level=None,
    low_level_filters=48,
    decoder_filters=(256, 256),
    separable=True,
    activation="relu",
    input_shape=None,
    classifier_activation="softmax",
    name="deeplab_v3_plus",
):
    """DeepLabv3 as the encoder, then a decoder: upsampling, early features beside, and convolutions of 3x3.

    The early features have a quarter of the image's size and pass `low_level`, a convolution of 1x1 to few channels.
    The decoder's convolutions are `decoder1`, `decoder2`; `scores` are resized to the image's size before the softmax.

    Reference:
        Chen, Zhu, Papandreou, Schroff, Adam, 2018, Encoder-decoder with atrous separable convolution for semantic image
        segmentation, https://arxiv.org/abs/1802.02611

    Differs: the multi-grid is used where it is asked for only; an Xception given as backbone keeps its poolings, where
    the paper's has strided separable convolutions in their place.

    Args:
        backbone: Classifier such as `models.xception((299, 299, 3), 1000)`, as in `deeplab_v3`.
        classes: Number of classes.
        output_stride: Product of the backbone's strides that are kept, 16 or 8 in the paper.
        filters: Number of channels of each branch of the pyramid and of its output.
        rates: Its dilation rates; None is as in `deeplab_v3`.
        multi_grid: Factors on the rates of the blocks of the last stage, as in `deeplab_v3`; or None.
        low_level: Name of the backbone's layer with the early features. None takes the last with a product of strides
            of 4, or of the largest below that of the features where they have not more than 4; where layers of that
            product have names that end in `_out`, as the last of stages' blocks do, the last of these.
        low_level_filters: Number of channels that they are brought to.
        decoder_filters: Numbers of channels of the decoder's convolutions of 3x3.
        separable: Whether the convolutions of 3x3 in pyramid and decoder are depthwise separable.
        activation: As in `layers.activate`, after the convolutions that are not the backbone's.
        input_shape: `(height, width, channels)` of an image; None is any height and width and the backbone's channels.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, height, width, classes)`.

    Raises:
        ValueError: If the backbone is no functional network of images or cannot be dilated, has no such layer
            `low_level`, `multi_grid` does not fit it, a rate or stride is below 1, there is no class, or no such
            activation.

    Example:

    >>> from keras_nets import models
    >>> backbone = models.cifar_resnet((32, 32, 3), 10, depth=8, width=0.25)
    >>> model = deeplab_v3_plus(backbone, 5, filters=8, rates=(2, 4), decoder_filters=(8,))
    >>> model.get_layer("low_level").input is model.get_layer("stage2_block1_out").output
    True
    >>> model(keras.ops.ones((1, 37, 51, 3))).shape
    TensorShape([1, 37, 51, 5])
    """
    body, strides = atrous_backbone(
        backbone, output_stride, network=name, multi_grid=multi_grid, input_shape=input_shape
    )
    rates = pyramid_rates(output_stride) if rates is None else rates
    early = _low_level_features(body, strides, low_level, name)
    x = atrous_spatial_pyramid_pooling(body.output, filters, rates, separable=separable, activation=activation)
    early = convolution(early, low_level_filters, 1, name="low_level", activation=activation)
    x = ResizeLike(name="decoder_upsampling")([x, early])
    x = keras.layers.Concatenate(name="decoder_concat")([x, early])
    convolve = separable_convolution if separable else convolution
    for number, maps in enumerate(decoder_filters, start=1):
        x = convolve(x, maps, 3, name=f"decoder{number}", activation=activation)
    outputs = segmentation_head(x, classes, classifier_activation, like=body.input)
    return keras.Model(body.input, outputs, name=name)


def _low_level_features(body, strides, layer, network):
    """Output of the layer of that name, or of the last with the right product of strides."""
    # Padding before a window belongs to what comes after.
    names = [
        layer.name
        for layer in body.layers
        if strides[layer.name] is not None
        and not isinstance(layer, (keras.layers.InputLayer, keras.layers.ZeroPadding2D))
    ]
    if layer is not None:
        if layer not in names:
            raise ValueError(
                f"{network} found no layer low_level={layer!r} with pixels in its backbone; there are "
                f"{', '.join(names[:3])}, ..., {names[-1]}; None chooses one"
            )
        return body.get_layer(layer).output
    last = strides[names[-1]]
    wanted = max((strides[name] for name in names if strides[name] < last), default=None)
    wanted = LOW_LEVEL_STRIDE if LOW_LEVEL_STRIDE in strides.values() and last > LOW_LEVEL_STRIDE else wanted
    if wanted is None:
        raise ValueError(
            f"{network} needs a backbone with features larger than its last ones, which are as large as the image; use "
            "a larger output_stride, another backbone, or name a layer: low_level='...'"
        )
    candidates = [name for name in names if strides[name] == wanted]
    ends = [name for name in candidates if name.endswith("_out")]
    return body.get_layer((ends or candidates)[-1]).output
