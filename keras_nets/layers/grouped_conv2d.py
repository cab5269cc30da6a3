"""Convolution of groups of channels that see only their own part of the layer before."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class GroupedConv2D(keras.layers.Conv2D):
    """Convolution in groups, computed as one ordinary convolution for each of them.

    Part g of the output channels is a convolution of part g of the input channels, so that a layer has `1 / groups` of
    the weights and multiplications. Weights and outputs are those of `keras.layers.Conv2D` with `groups`, which
    TensorFlow computes several times more slowly on processors.

    Reference:
        Krizhevsky, Sutskever, Hinton, 2012, ImageNet classification with deep convolutional neural networks,
        https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks

    Args:
        *args, **kwargs: As of `keras.layers.Conv2D`.

    Input shape:
        `(batch, height, width, channels)`, `groups` a divisor of channels.

    Output shape:
        That of `keras.layers.Conv2D`.

    Example:

    >>> import keras
    >>> layer = GroupedConv2D(256, 5, padding="same", groups=2)
    >>> layer(keras.Input((27, 27, 96))).shape, layer.count_params()
    ((None, 27, 27, 256), 307456)
    """

    def convolution_op(self, inputs, kernel):
        if self.groups == 1:
            return super().convolution_op(inputs, kernel)
        parts = zip(ops.split(inputs, self.groups, axis=-1), ops.split(kernel, self.groups, axis=-1), strict=True)
        return ops.concatenate([super(GroupedConv2D, self).convolution_op(*part) for part in parts], axis=-1)
