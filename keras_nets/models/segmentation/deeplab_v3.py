"""DeepLabv3: a classifier dilated instead of shrunk, and windows of several sizes over its features."""

from keras_nets.layers import atrous_spatial_pyramid_pooling, segmentation_head
from keras_nets.models.segmentation._atrous import atrous_backbone

import keras

# Rates of the pyramid at output stride 16.
RATES = (6, 12, 18)


def deeplab_v3(
    backbone,
    classes,
    *,
    output_stride=16,
    filters=256,
    rates=None,
    multi_grid=None,
    activation="relu",
    input_shape=None,
    classifier_activation="softmax",
    name="deeplab_v3",
):
    """Features of a backbone at `1 / output_stride` of the image's size, a pyramid of dilated convolutions, scores.

    The backbone is any functional classifier of images; its layers keep their names. The copy of it that becomes part
    of the network has all its weights, but strides beyond `output_stride` are replaced by dilation, so that features
    learned on whole images are computed for more pixels. The pyramid is `aspp_...`; `scores` are resized to the image's
    size before the softmax.

    Reference:
        Chen, Papandreou, Schroff, Adam, 2017, Rethinking atrous convolution for semantic image segmentation,
        https://arxiv.org/abs/1706.05587

    Differs: the multi-grid of the paper's residual networks, (1, 2, 4), is used where it is asked for only, because
    other backbones do not have three blocks in their last stage.

    Args:
        backbone: Classifier such as `models.resnet101((224, 224, 3), 1000)`, trained or not; it stays as it is. One
            without a head, `keras.Model(inputs, feature_maps)`, may also be given.
        classes: Number of classes.
        output_stride: Product of the backbone's strides that are kept, 16 or 8 in the paper.
        filters: Number of channels of each branch of the pyramid and of its output.
        rates: Its dilation rates; None is 6, 12 and 18 at output stride 16, and in proportion at others: 12, 24 and 36
            at 8.
        multi_grid: Factors on the rates of the blocks of the last stage, in layers `stage<i>_block<n>_...`; or None.
        activation: As in `layers.activate`, after the convolutions that are not the backbone's.
        input_shape: `(height, width, channels)` of an image; None is any height and width and the backbone's channels.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, height, width, classes)`.

    Raises:
        ValueError: If the backbone is no functional network of images or cannot be dilated, `multi_grid` does not fit
            it, a rate or stride is below 1, there is no class, or no such activation.

    Example:

    >>> from keras_nets import models
    >>> backbone = models.cifar_resnet((32, 32, 3), 10, depth=8, width=0.25)
    >>> model = deeplab_v3(backbone, 5, output_stride=2, filters=8, rates=(2, 4))
    >>> model.get_layer("stage3_block1_conv2").dilation_rate, model(keras.ops.ones((1, 37, 51, 3))).shape
    ((2, 2), TensorShape([1, 37, 51, 5]))
    """
    body, _ = atrous_backbone(backbone, output_stride, network=name, multi_grid=multi_grid, input_shape=input_shape)
    rates = pyramid_rates(output_stride) if rates is None else rates
    x = atrous_spatial_pyramid_pooling(body.output, filters, rates, activation=activation)
    outputs = segmentation_head(x, classes, classifier_activation, like=body.input)
    return keras.Model(body.input, outputs, name=name)


def pyramid_rates(output_stride):
    """The paper's rates, which reach equally far in the image at any output stride.

    >>> pyramid_rates(16), pyramid_rates(8)
    ((6, 12, 18), (12, 24, 36))
    """
    return tuple(max(1, rate * 16 // output_stride) for rate in RATES)
