"""The feature maps of a convolutional network that Grad-CAM weighs."""

import math

from keras_nets._keras import nodes_of
from keras_nets._wording import did_you_mean, listed

import keras

_CONVOLUTIONS_1D = (keras.layers.Conv1D, keras.layers.DepthwiseConv1D, keras.layers.SeparableConv1D)


def last_feature_maps(model):
    """The symbolic tensor of the last convolution's feature maps, after its normalization, sum and activation.

    A convolution whose feature maps are single pixels, such as LeNet-5's C5, has no spatial information and is skipped.
    A model inside the model counts as one layer, with its output feature maps.

    Args:
        model: A functional model.

    Raises:
        ValueError: If there is no convolution.
    """
    # Nodes at depth 0 give the outputs of the model.
    nodes = nodes_of(model)
    convolution = next((node for node in nodes if _convolves(node)), None)
    if convolution is None:
        inner = [layer.name for layer in model.layers if isinstance(layer, keras.Model)]
        where = f" outside of the model {inner[-1]} in it, which outputs none" if inner else ""
        raise ValueError(
            f"Grad-CAM needs a convolution with feature maps of more than one pixel, and {model.name} has none{where}; "
            "vanilla saliency and SmoothGrad work for every network"
        )
    size = _size(convolution)
    return next(node.output_tensors[0] for node in nodes if _size(node) == size)


def feature_maps_of(model, layer):
    """The symbolic tensor of the feature maps of a layer, at its last call.

    Args:
        model: A functional model.
        layer: Name of the layer.

    Raises:
        ValueError: If the model has no such layer, or its output has no places.
    """
    named = {}
    for node in nodes_of(model):
        named.setdefault(node.operation.name, node)
    if layer not in named:
        with_maps = [name for name, node in named.items() if node.parent_nodes and _has_places(node)]
        raise ValueError(
            f"{model.name} has no layer {layer!r}{did_you_mean(layer, with_maps)}; feature maps have "
            f"{listed(list(reversed(with_maps)))}"
        )
    if not _has_places(named[layer]):
        shape = named[layer].output_tensors[0].shape
        raise ValueError(f"layer {layer} of {model.name} has no feature maps, its output has the shape {shape}")
    return named[layer].output_tensors[0]


def _has_places(node):
    size = _size(node)
    # An unknown size is that of images of any size.
    return bool(size) and (None in size or math.prod(size) > 1)


def _size(node):
    """Spatial size of a node's output, such as (height, width); empty for vectors."""
    return tuple(node.output_tensors[0].shape[1:-1])


def _convolves(node):
    if not _has_places(node):
        return False
    if len(_size(node)) == 1:
        return isinstance(node.operation, _CONVOLUTIONS_1D)
    # Convolution kernels have at least three axes; dense kernels and the scales of a normalization have fewer.
    return any(len(weight.shape) > 2 for weight in getattr(node.operation, "weights", ()))
