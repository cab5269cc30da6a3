"""An image classifier turned into a network of features that keep more of the image's size, with the same weights."""

import re

from keras_nets.layers import DilatedPooling2D, ParameterFreeShortcut, image_input

import keras

CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D)
POOLINGS = {keras.layers.MaxPooling2D: "max", keras.layers.AveragePooling2D: "average"}
MEANS = (keras.layers.GlobalAveragePooling2D, keras.layers.GlobalMaxPooling2D)
BLOCK = re.compile(r"stage(\d+)_block(\d+)_")


def atrous_backbone(backbone, output_stride, *, network, multi_grid=None, input_shape=None):
    """A copy of a classifier without its head, whose strides beyond `output_stride` are replaced by dilation.

    A layer of stride s that would bring the product of strides beyond `output_stride` gets stride 1, and windows of
    layers after it get a rate s times as large. At every s-th pixel the features are then those of the classifier,
    wherever padding falls on the same pixels: with symmetric padding always, with TensorFlow's at sizes of
    `n * total stride + 1`.

    Args:
        backbone: Functional model of images, with or without a head. It stays as it is.
        output_stride: Largest allowed product of strides.
        network: Name of the network that is built, for messages.
        multi_grid: Factors on the rates of the blocks of the last stage, or None.
        input_shape: `(height, width, channels)` of the copy; None leaves height and width open.

    Returns:
        The copy, and for every layer of it the product of strides up to its output, None where it has no pixels.

    Raises:
        ValueError: If the backbone is no such model, or one of its layers cannot be dilated.
    """
    features = _features(backbone, network)
    if output_stride < 1:
        raise ValueError(f"{network} needs an output_stride of at least 1, such as 16 or 8, got {output_stride}")
    body = keras.Model(backbone.inputs[0], features)
    channels = backbone.inputs[0].shape[-1]
    input_shape = (None, None, channels) if input_shape is None else tuple(input_shape)
    if input_shape[-1] != channels:
        raise ValueError(
            f"{network} has a backbone for images of {channels} channels, got input_shape={input_shape}; give it "
            "images of as many channels, or another backbone"
        )
    inputs = image_input(input_shape, least=1, network=network, open_size=True)
    before, after = _stride_products(body, output_stride, network)
    factors = _block_factors(body, before, multi_grid, network)

    def convert(layer):
        (was, kept), (_, now) = before[layer.name], after[layer.name]
        if was is None or (was == kept and now == kept * _stride(layer, network) and layer.name not in factors):
            return layer.__class__.from_config(layer.get_config())
        is_stepless = now == kept
        return _dilated(layer, is_stepless, was // kept, factors.get(layer.name, 1), network)

    copy = keras.models.clone_model(body, input_tensors=inputs, clone_function=convert)
    for layer in body.layers:
        if layer.weights:
            copy.get_layer(layer.name).set_weights(layer.get_weights())
    return copy, {name: now for name, (_, now) in after.items()}


def _features(backbone, network):
    """The last tensor that has pixels, before a straight line of layers to the classes."""
    needed = f"{network} needs a functional image classifier as its backbone, such as models.resnet18((64, 64, 3), 10)"
    inputs, outputs = getattr(backbone, "inputs", None) or (), getattr(backbone, "outputs", None) or ()
    if not hasattr(backbone, "operations") or len(inputs) != 1 or len(outputs) != 1 or len(inputs[0].shape) != 4:
        kind = type(backbone).__name__
        shapes = [tuple(tensor.shape) for tensor in inputs]
        raise ValueError(f"{needed}; got a {kind} with inputs of shapes {shapes} and {len(outputs)} outputs")
    producers = {id(tensor): layer for layer in backbone.operations for tensor in keras.tree.flatten(layer.output)}
    tensor = outputs[0]
    features = tensor if len(tensor.shape) == 4 else None
    while not isinstance(producer := producers[id(tensor)], keras.layers.InputLayer):
        incoming = keras.tree.flatten(producer.input)
        if len(incoming) != 1:
            break
        if len(incoming[0].shape) == 4 and (features is None or isinstance(producer, MEANS)):
            features = incoming[0]
        tensor = incoming[0]
    if features is None or isinstance(producers[id(features)], keras.layers.InputLayer):
        raise ValueError(f"{needed}; {backbone.name} has no feature maps that a straight line of layers leads from")
    return features


def _stride_products(body, output_stride, network):
    """For each layer, products of strides `(as it was, as it will be)` before it and after it; None without pixels."""
    tensors, before, after = {}, {}, {}
    for layer in body.operations:
        if isinstance(layer, keras.layers.InputLayer):
            products = {(1, 1)}
        else:
            products = {tensors[id(tensor)] for tensor in keras.tree.flatten(layer.input)} - {(None, None)}
        if len(products) > 1:
            raise ValueError(
                f"{network} cannot follow {body.name}: layer {layer.name} joins features of unequal strides"
            )
        (was, kept) = before[layer.name] = products.pop() if products else (None, None)
        if was is None or len(keras.tree.flatten(layer.output)[0].shape) != 4 or isinstance(layer, MEANS):
            now = (None, None)
        else:
            stride = _stride(layer, network)
            # After a stride that was left out all others are.
            is_kept = was == kept and kept * stride <= output_stride
            now = (was * stride, kept * stride if is_kept else kept)
        after[layer.name] = now
        tensors |= {id(tensor): now for tensor in keras.tree.flatten(layer.output)}
    return before, after


def _stride(layer, network):
    strides = getattr(layer, "strides", None) or getattr(layer, "pool_size", 1)
    alike = {strides} if isinstance(strides, int) else set(strides)
    if len(alike) > 1:
        raise ValueError(f"{network} cannot dilate layer {layer.name}: its strides {tuple(strides)} are not alike")
    return alike.pop()


def _block_factors(body, before, multi_grid, network):
    """Factors on rates, by the names of the layers of the last stage's blocks."""
    if multi_grid is None:
        return {}
    places = {
        layer.name: tuple(map(int, match.groups())) for layer in body.layers if (match := BLOCK.match(layer.name))
    }
    last = max((stage for stage, _ in places.values()), default=None)
    blocks = {name: block for name, (stage, block) in places.items() if stage == last}
    count = len(set(blocks.values()))
    if count != len(multi_grid):
        raise ValueError(
            f"{network} needs a multi_grid of a factor for each of the {count} blocks in the backbone's last stage, "
            f"got {tuple(multi_grid)}; None is no multi-grid"
        )
    if not any(was != kept for was, kept in (before[name] for name in blocks)):
        raise ValueError(
            f"{network} dilates nothing in the last stage, which multi_grid={tuple(multi_grid)} is for; use a smaller "
            "output_stride, or None"
        )
    return {name: multi_grid[block - 1] for name, block in blocks.items()}


def _dilated(layer, is_stepless, rate, factor, network):
    """A layer without its stride, where this is left out, that looks at pixels `rate` times as far apart."""
    config = layer.get_config()
    is_odd = all(size % 2 for size in getattr(layer, "kernel_size", (1,)))
    if isinstance(layer, CONVOLUTIONS) and (is_odd or layer.padding == "valid"):
        if max(layer.kernel_size) > 1:
            config["dilation_rate"] = tuple(own * rate * factor for own in layer.dilation_rate)
        if is_stepless:
            config["strides"] = (1, 1)
    elif isinstance(layer, tuple(POOLINGS)):
        # At every pixel, windows of 2x2 from there on reach beyond the border, and no feature is lost by letting them.
        padding = "same" if layer.strides == layer.pool_size == (2, 2) else layer.padding
        (kind,) = (kind for pooling, kind in POOLINGS.items() if isinstance(layer, pooling))
        return DilatedPooling2D(layer.pool_size, rate, padding, kind, name=layer.name, dtype=config["dtype"])
    elif isinstance(layer, keras.layers.ZeroPadding2D):
        config["padding"] = tuple(tuple(side * rate * factor for side in sides) for sides in layer.padding)
    elif isinstance(layer, ParameterFreeShortcut):
        config["strides"] = 1
    elif hasattr(layer, "kernel_size") or hasattr(layer, "pool_size") or _stride(layer, network) > 1:
        windows = "with a kernel of even size and padding" if isinstance(layer, CONVOLUTIONS) else "with windows"
        raise ValueError(
            f"{network} cannot dilate layer {layer.name}, a {type(layer).__name__} {windows}; use a larger "
            "output_stride or another backbone"
        )
    return layer.__class__.from_config(config)
