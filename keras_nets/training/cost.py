"""What a forward pass costs, counted from the weights."""

import math

import keras


def multiply_adds(model):
    """Multiply-adds of one example's forward pass, as far as weights tell: attention's products are not counted."""
    return sum(map(layer_multiply_adds, model._flatten_layers()))


def layer_multiply_adds(layer):
    """Multiply-adds of one layer: every entry of its kernels once for each place where they are applied.

    Exact for dense layers and convolutions; scales, slopes and biases count nothing.
    """
    if isinstance(layer, keras.layers.PReLU):
        return 0
    own = [weight for weight in layer._trainable_variables + layer._non_trainable_variables if len(weight.shape) > 1]
    return sum(math.prod(weight.shape) for weight in own) * _places(layer)


def _places(layer):
    """Number of positions that share the layer's kernels; 1 for a dense layer on vectors, and where nobody knows."""
    if not getattr(layer, "_inbound_nodes", None):
        return 1
    node = layer._inbound_nodes[0]
    # A transposed convolution multiplies its kernel by every position of its input.
    transposed = isinstance(layer, keras.layers.Conv2DTranspose)
    tensor = node.input_tensors[0] if transposed else node.output_tensors[0]
    return math.prod(size for size in tensor.shape[1:-1] if size)
