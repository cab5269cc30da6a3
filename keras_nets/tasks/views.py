"""Tests of a classifier on many views of each image: ten crops, several scales, and several networks."""

from keras_nets._keras import first_call
from keras_nets.tasks.probabilities import mean_prediction

import keras
import numpy as np

# Layers with weights that mean the same for vectors and at every position of feature maps.
_AT_EVERY_POSITION = (keras.layers.Dense, keras.layers.BatchNormalization, keras.layers.LayerNormalization)


def ten_crops(images, size):
    """Crops of the four corners and the center of each image, and their mirror images.

    Reference:
        Krizhevsky, Sutskever, Hinton, 2012, ImageNet classification with deep convolutional neural networks

    Args:
        images: `(images, height, width, channels)`.
        size: `(height, width)` of a crop.

    Returns:
        A list of ten arrays `(images, *size, channels)`.

    Raises:
        ValueError: If a crop is larger than the images.
    """
    (height, width), (tall, wide) = size, images.shape[1:3]
    if tall < height or wide < width:
        raise ValueError(f"crops of {height}x{width} do not fit into images of {tall}x{wide}; enlarge the images")
    corners = [(top, left) for top in (0, tall - height) for left in (0, wide - width)]
    places = [*corners, ((tall - height) // 2, (wide - width) // 2)]
    crops = [images[:, top : top + height, left : left + width] for top, left in places]
    return [*crops, *(crop[:, :, ::-1] for crop in crops)]


def resized(images, size):
    """Images resized to `(height, width)` by bilinear interpolation."""
    if tuple(images.shape[1:3]) == tuple(size):
        return images
    return keras.ops.convert_to_numpy(keras.ops.image.resize(images, size, antialias=True))


def predict_ten_crops(model, images, enlarged, batch_size=256):
    """Mean probabilities over ten crops of images enlarged to `enlarged` pixels per side."""
    crops = ten_crops(resized(images, (enlarged, enlarged)), model.input_shape[1:3])
    return mean_prediction([model.predict(crop, batch_size, verbose=0) for crop in crops])


def predict_densely(model, images, scales, batch_size=256):
    """Mean probabilities over all positions of the network in the images, over scales and mirror images.

    Reference:
        Simonyan, Zisserman, 2014, Very deep convolutional networks for large-scale image recognition,
        https://arxiv.org/abs/1409.1556, section 3.2

    Args:
        model: An image classifier with global pooling or flattening before the dense layers.
        images: `(images, height, width, channels)`.
        scales: Sides in pixels that the images are resized to, at least those of the network.
        batch_size: Images at a time.
    """
    predictions = []
    for scale in scales:
        dense = dense_network(model, (scale, scale))
        views = resized(images, (scale, scale))
        predictions += [dense.predict(view, batch_size, verbose=0) for view in (views, views[:, :, ::-1])]
    return mean_prediction(predictions)


def dense_network(model, size):
    """The same network for larger images: applied at every position, with averaged probabilities.

    A flattening becomes the equivalent convolution, whose kernel is as large as the flattened feature maps; the dense
    layers after it become convolutions of 1x1.

    Args:
        model: A functional classifier of images.
        size: `(height, width)`, at least that of the model's input.

    Raises:
        ValueError: If the images are smaller than the network's own, or a layer after a flattening is neither dense nor
            works on each feature alone.
    """
    height, width, channels = model.input_shape[1:]
    if size[0] < height or size[1] < width:
        raise ValueError(
            f"{model.name} sees {height}x{width} pixels and cannot slide over {size[0]}x{size[1]}; enlarge the images"
        )
    flattened = next((layer for layer in model.layers if isinstance(layer, keras.layers.Flatten)), None)
    if flattened is None:
        dense = keras.models.clone_model(model, keras.Input((*size, channels), name=model.layers[0].name))
        dense.set_weights(model.get_weights())
        return dense
    maps = first_call(flattened).input_tensors[0].shape[1:]

    after = model.layers[model.layers.index(flattened) :]
    fixed = next((layer for layer in after if layer.weights and not isinstance(layer, _AT_EVERY_POSITION)), None)
    if fixed is not None:
        raise ValueError(
            f"{fixed.name} of {model.name}, of type {type(fixed).__name__}, cannot slide over images; use ten crops"
        )

    def convolved(layer):
        if layer is flattened:
            return keras.layers.Identity(name=layer.name)
        if not isinstance(layer, keras.layers.Dense):
            return type(layer).from_config(layer.get_config())
        kernel = maps[:2] if layer.kernel.shape[0] == np.prod(maps) else (1, 1)
        arguments = {"use_bias": layer.use_bias, "activation": layer.activation, "name": layer.name}
        return keras.layers.Conv2D(layer.units, kernel, **arguments)

    inputs = keras.Input((*size, channels), name=model.layers[0].name)
    scores = keras.models.clone_model(model, inputs, clone_function=convolved).output
    dense = keras.Model(inputs, keras.layers.GlobalAveragePooling2D(name="positions")(scores), name=model.name)
    for weight, own in zip(dense.weights, model.weights, strict=True):
        weight.assign(keras.ops.reshape(own, weight.shape))
    return dense
