"""A network line by line: each convolution with kernel, stride, padding and feature map size, and the joins."""

import dataclasses
import math
import re

from keras_nets._cost import layer_multiply_adds
from keras_nets._keras import node_of

import keras

# Layers that change no size and are described in the line of the layer before them.
_FOLDED = (keras.layers.BatchNormalization, keras.layers.Activation, keras.layers.ReLU, keras.layers.LeakyReLU)
_FOLDED += (keras.layers.PReLU, keras.layers.ELU)
_CONVOLUTIONS = {
    keras.layers.SeparableConv2D: "separable convolution",
    keras.layers.DepthwiseConv2D: "depthwise convolution",
    keras.layers.Conv2D: "convolution",
}
_POOLINGS = {keras.layers.MaxPooling2D: "max pooling", keras.layers.AveragePooling2D: "mean pooling"}
_JOINS = {
    keras.layers.Add: "add",
    keras.layers.Concatenate: "concatenate",
    keras.layers.Multiply: "multiply",
    keras.layers.Average: "mean",
}


@dataclasses.dataclass
class Step:
    """One line of a trace.

    Args:
        name: Name of the layer.
        operation: Description of the operation.
        inputs: Numbers, from 0, of the steps whose outputs it takes.
        output_shape: Output shape of one example.
        parameters: Number of weights of the layer and of those described with it.
        multiply_adds: Multiply-adds of one example's forward pass.
        join: `"add"`, `"concatenate"`, ... if it joins branches, else None.
    """

    name: str
    operation: str
    inputs: tuple[int, ...]
    output_shape: tuple
    parameters: int = 0
    multiply_adds: int = 0
    join: str | None = None

    @property
    def size(self):
        """The output's shape as `112x112x64`."""
        return "x".join("?" if size is None else str(size) for size in self.output_shape)


def trace(model):
    """The steps of a functional or a built sequential model from its inputs to its outputs, branch by branch.

    Padding layers are described as the padding of the layer that follows, normalizations and activations in the line of
    the layer before them.

    Raises:
        ValueError: If `model` has no graph of layers.
    """
    if isinstance(model, keras.Sequential) and model.built:
        model = keras.Model(model.inputs, model.outputs, name=model.name)
    if not hasattr(model, "_nodes_by_depth"):
        raise ValueError(
            f"{getattr(model, 'name', model)} has no graph to trace; use a functional model, or build a Sequential one "
            "first"
        )
    nodes = _in_order(model)
    consumers = _consumers(nodes)
    steps, step_of, padding_of = [], {}, {}
    for node in nodes:
        layer, sources = node.operation, [id(parent) for parent in node.parent_nodes]
        if isinstance(layer, keras.layers.ZeroPadding2D):
            step_of[id(node)] = step_of[sources[0]]
            padding_of[id(node)] = layer.padding
        elif isinstance(layer, _FOLDED) and consumers[sources[0]] == 1 and sources[0] not in padding_of:
            step = steps[step_of[sources[0]]]
            step.operation += f", {_activation(layer)}"
            step.parameters += layer.count_params()
            step_of[id(node)] = step_of[sources[0]]
        else:
            padding = padding_of.get(sources[0]) if sources else None
            steps.append(_step(layer, node, tuple(step_of[source] for source in sources), padding))
            step_of[id(node)] = len(steps) - 1
    return steps


def joins_by_size(steps, join="add"):
    """Number of consecutive joins of a kind at each size: `[("56x56x64", 3), ("28x28x128", 4), ...]`."""
    groups = []
    for step in steps:
        if step.join == join:
            if groups and groups[-1][0] == step.size:
                groups[-1] = (step.size, groups[-1][1] + 1)
            else:
                groups.append((step.size, 1))
    return groups


def _in_order(model):
    """The nodes of the graph, each after all its inputs, branch by branch."""
    order, done = [], set()
    waiting = [node for output in reversed(model.outputs) for node in [node_of(output)]]
    while waiting:
        node = waiting[-1]
        missing = [parent for parent in node.parent_nodes if id(parent) not in done]
        if missing:
            waiting.extend(reversed(missing))
            continue
        waiting.pop()
        if id(node) not in done:
            done.add(id(node))
            order.append(node)
    return order


def _consumers(nodes):
    """Number of nodes that take the output of each node."""
    counts = {id(node): 0 for node in nodes}
    for node in nodes:
        for parent in node.parent_nodes:
            counts[id(parent)] += 1
    return counts


def _step(layer, node, inputs, padding):
    shape = tuple(node.output_tensors[0].shape[1:])
    join = next((word for kind, word in _JOINS.items() if isinstance(layer, kind)), None)
    return Step(
        name=layer.name,
        operation=_describe(layer, node, padding),
        inputs=inputs,
        output_shape=shape,
        parameters=layer.count_params() if isinstance(layer, keras.layers.Layer) else 0,
        multiply_adds=layer_multiply_adds(layer) if isinstance(layer, keras.layers.Layer) else 0,
        join=join,
    )


def _describe(layer, node, padding):
    """Description of a layer's operation."""
    for kind, word in _CONVOLUTIONS.items():
        if isinstance(layer, kind):
            maps = f"{node.input_tensors[0].shape[-1]} -> {node.output_tensors[0].shape[-1]}"
            window = _window(layer.kernel_size, layer.strides, padding, layer, node)
            groups = f", groups={layer.groups}" if word == "convolution" and layer.groups > 1 else ""
            dilation = f", d={layer.dilation_rate[0]}" if max(layer.dilation_rate) > 1 else ""
            return f"{word} {window}, {maps}{groups}{dilation}{_own_activation(layer)}"
    for kind, word in _POOLINGS.items():
        if isinstance(layer, kind):
            return f"{word} {_window(layer.pool_size, layer.strides, padding, layer, node)}"
    if isinstance(layer, keras.layers.Dense):
        return f"fully connected {node.input_tensors[0].shape[-1]} -> {layer.units}{_own_activation(layer)}"
    if isinstance(layer, _FOLDED):
        return _activation(layer)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"\dD$", "", type(layer).__name__)).lower()
    return "input" if words == "input layer" else words


def _window(size, strides, padding, layer, node):
    """A window with stride and padding: `7x7, s=2, p=3`.

    Different paddings of the axes are `p=0x3`, of top and bottom `p=2+3`.
    """
    reach = [(n - 1) * d + 1 for n, d in zip(size, getattr(layer, "dilation_rate", (1, 1)), strict=True)]
    if padding is None:
        axes = zip(node.input_tensors[0].shape[1:-1], reach, strides, strict=True)
        padding = [_same(*axis) if layer.padding == "same" else (0, 0) for axis in axes]
    told = [f"{before}" if before == after else f"{before}+{after}" for before, after in padding]
    return f"{size[0]}x{size[1]}, s={strides[0]}, p={told[0] if told[0] == told[1] else 'x'.join(told)}"


def _same(length, reach, stride):
    """The padding before and after for Keras's `"same"`."""
    total = max(0, (math.ceil(length / stride) - 1) * stride + reach - length) if length else reach - 1
    return total // 2, total - total // 2


def _own_activation(layer):
    name = keras.activations.serialize(layer.activation)
    # A custom activation is serialized with the package that it is registered under.
    name = name if isinstance(name, str) else str(name.get("config")).split(">")[-1].replace("_", " ")
    return "" if name == "linear" else f", {name}"


def _activation(layer):
    if isinstance(layer, keras.layers.BatchNormalization):
        return "batch norm"
    if isinstance(layer, keras.layers.Activation):
        return _own_activation(layer).removeprefix(", ") or "linear"
    return {"ReLU": "relu", "LeakyReLU": "leaky relu", "PReLU": "prelu", "ELU": "elu"}[type(layer).__name__]
