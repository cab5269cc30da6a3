"""Receptive fields: the pixels that an output is computed from, by the gradient of a copy without signs."""

from keras_nets._drawing import show_image
from keras_nets._fonts import Figure

import keras
import numpy as np
import tensorflow as tf

# Layers whose outputs depend on no other pixel.
_POINTWISE = (
    keras.layers.Activation,
    keras.layers.BatchNormalization,
    keras.layers.Dropout,
    keras.layers.ELU,
    keras.layers.GaussianNoise,
    keras.layers.LeakyReLU,
    keras.layers.PReLU,
    keras.layers.ReLU,
    keras.layers.SpatialDropout2D,
)


def contributions(model, size, layer=None):
    """The contribution of every pixel of an image to the middle output of a layer, as a fraction.

    In a copy of the network all weights of a kernel are equal and positive, biases are 0, activations are linear, and
    maxima are replaced by means. Its gradient of an output with respect to a pixel counts the paths between them, so no
    path is hidden by an inactive unit or by signs that cancel. The contributions sum to 1; a pixel whose contribution
    is 0 has no influence, whatever the weights.

    Args:
        model: A functional model of images, whose height and width may be open.
        size: `(height, width)` of the image.
        layer: Name of a layer whose output has a height and a width; None is the last.

    Returns:
        An array `(height, width)`, float64.

    Raises:
        ValueError: If the layer's output is not a feature map, or no influence of a pixel is found.

    Example:

    >>> inputs = keras.Input((None, None, 1))
    >>> x = keras.layers.Conv2D(1, 3, dilation_rate=2)(inputs)
    >>> int((contributions(keras.Model(inputs, x), (5, 5)) > 0).sum())
    9
    """
    end = model.layers[-1] if layer is None else model.get_layer(layer)
    tensor = end.output
    if isinstance(tensor, list) or len(tensor.shape) != 4:
        raise ValueError(
            f"layer {end.name} of {model.name} has outputs of shape {getattr(tensor, 'shape', None)}; name one whose "
            "outputs have a height and a width"
        )
    paths = keras.models.clone_model(keras.Model(model.inputs, tensor), clone_function=_without_signs)
    for weight in paths.weights:
        places = np.prod(weight.shape[:-1]) if weight.name.endswith("kernel") else 0
        weight.assign(np.full(weight.shape, 1 / places if places else 0.0))
    image = tf.zeros((1, *size, model.inputs[0].shape[-1]))
    with tf.GradientTape() as tape:
        tape.watch(image)
        features = paths(image, training=False)
        middle = tf.reduce_sum(features[0, features.shape[1] // 2, features.shape[2] // 2])
    shares = tf.reduce_sum(tape.gradient(middle, image)[0], axis=-1).numpy().astype("float64")
    if not shares.any():
        raise ValueError(f"no path in {model.name} leads from the pixels to {end.name}; name a layer after a kernel")
    return shares / shares.sum()


def receptive_field(shares):
    """The bounding box of all pixels that contribute: first row, first column, height and width.

    Args:
        shares: The result of `contributions`.

    Example:

    >>> shares = np.zeros((9, 9))
    >>> shares[2, 3] = shares[6, 4] = 0.5
    >>> receptive_field(shares)
    (2, 3, 5, 2)
    """
    rows, columns = np.nonzero(shares)
    return tuple(int(number) for number in (rows.min(), columns.min(), np.ptp(rows) + 1, np.ptp(columns) + 1))


def contribution_grid(shares):
    """Receptive fields side by side, darker for pixels that contribute more and white for those that do not.

    Args:
        shares: `{name: contributions(...)}`.

    Example:

    >>> contribution_grid({"rates 2, 2": np.eye(5) / 5}).axes[0].get_title()
    'rates 2, 2\\n5 of 25 pixels'
    """
    figure = Figure(figsize=(2.6 * len(shares), 3.0), layout="constrained")
    for axes, (name, values) in zip(figure.subplots(1, len(shares), squeeze=False)[0], shares.items(), strict=True):
        top, left, height, width = receptive_field(values)
        inside = values[top : top + height, left : left + width]
        # The smallest contribution stays visible beside the largest.
        darkness = np.where(inside > 0, 0.25 + 0.75 * np.sqrt(inside / inside.max()), 0)
        show_image(axes, 1 - darkness[..., None])
        axes.set_title(f"{name}\n{np.count_nonzero(inside)} of {inside.size} pixels", fontsize=9)
        axes.set(xticks=[], yticks=[])
    return figure


def _without_signs(layer):
    """A layer that reads the same pixels, but weights all of them equally."""
    if isinstance(layer, keras.layers.InputLayer):
        return layer.__class__.from_config(layer.get_config())
    if isinstance(layer, _POINTWISE):
        return _Unchanged(name=layer.name)
    config = layer.get_config()
    if isinstance(layer, keras.layers.MaxPooling2D):
        return keras.layers.AveragePooling2D.from_config(config)
    # Pooling over pixels that are not adjacent.
    if config.get("kind") == "max":
        config["kind"] = "average"
    if "activation" in config:
        config["activation"] = "linear"
    return layer.__class__.from_config(config)


class _Unchanged(keras.layers.Layer):
    """Returns its input, whatever other arguments the replaced layer takes."""

    def call(self, inputs, **_):
        return inputs
