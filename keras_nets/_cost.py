"""What a forward pass costs, counted from the weights."""

import itertools
import math

from keras_nets._keras import first_call, layers_in, own_weights

import keras

# Weights of more than one dimension that are added, not multiplied: those of heads, of gates, and of positions.
_ADDED = ("bias", "recurrent_bias", "positions")


def multiply_adds(model, sizes=()):
    """Multiply-adds of one example's forward pass, as far as weights tell: attention's products are not counted.

    Args:
        model: The network.
        sizes: Sizes of an example in the dimensions that the network leaves open, such as `(100,)` steps.
    """
    return _all_in(model, 1, sizes)


def layer_multiply_adds(layer, sizes=()):
    """Multiply-adds of one layer: every entry of its kernels once for each place where they are applied.

    Exact for dense layers, recurrent ones and convolutions; scales, slopes and biases count nothing, nor do the layers
    inside of it.
    """
    return _entries(layer) * (_places(layer, sizes) or 1)


def _all_in(layer, places, sizes):
    """A layer and those inside of it, which without a place of their own have that of the layer around them."""
    places = _places(layer, sizes) or places
    inner = layers_in(layer, recursive=False)
    return _entries(layer) * places + sum(_all_in(each, places, sizes) for each in inner)


def _entries(layer):
    """Numbers in the kernels of a layer itself. A table that is looked up in multiplies nothing."""
    looked_up = isinstance(layer, keras.layers.Embedding) and not isinstance(layer, keras.layers.ReversibleEmbedding)
    if looked_up or isinstance(layer, keras.layers.PReLU):
        return 0
    kernels = (weight for weight in own_weights(layer) if len(weight.shape) > 1 and weight.name not in _ADDED)
    return sum(math.prod(weight.shape) for weight in kernels)


def _places(layer, sizes):
    """Number of positions that share the layer's kernels: 1 for a dense layer on vectors, 0 where nobody knows."""
    node = first_call(layer)
    if isinstance(layer, keras.Model) or node is None:
        return 0
    # A transposed convolution multiplies its kernel by every position of its input, a recurrent layer by every step.
    by_input = isinstance(layer, keras.layers.Conv2DTranspose | keras.layers.RNN | keras.layers.Bidirectional)
    tensor = node.input_tensors[0] if by_input else node.output_tensors[0]
    known = itertools.zip_longest(tensor.shape[1:-1], sizes[: len(tensor.shape) - 2])
    return math.prod(size or given or 1 for size, given in known)
