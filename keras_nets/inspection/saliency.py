"""The parts of an input that a network's output depends on: vanilla saliency, SmoothGrad and Grad-CAM."""

from keras_nets._keras import nodes_of
from keras_nets.inspection.feature_maps import feature_maps_of, last_feature_maps
from keras_nets.inspection.logits import class_score, linear_model, predicted_classes

import keras
import numpy as np
import tensorflow as tf
from scipy import ndimage
from tf_keras_vis.gradcam import Gradcam
from tf_keras_vis.saliency import Saliency


def vanilla_saliency(model, inputs, classes=None):
    """Absolute gradient of each input's class score, `|dS_c / dx|`, the largest over the channels.

    Reference:
        Simonyan, Vedaldi, Zisserman, 2014, Deep inside convolutional networks, https://arxiv.org/abs/1312.6034

    Args:
        model: A functional or sequential classifier or regressor, which stays unchanged.
        inputs: `(examples, ...)`, numbers or tokens; a list of such arrays for a model with several inputs.
        classes: Class to explain, one for all examples or one for each; None explains the predicted ones.

    Returns:
        An array `(examples, height, width)` for images, `(examples, steps)` for series, `(examples, features)` for
        vectors, and `(examples, tokens)` for tokens, where it is the gradient of their embedding; a list for several
        inputs.

    Raises:
        ValueError: If the number of classes is not that of the inputs, or the model cannot be explained.

    Example:

    >>> import keras, numpy as np
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    >>> vanilla_saliency(model, np.ones((3, 4)), classes=[0, 1, 1]).shape
    (3, 4)
    """
    functional, arrays, score = _prepare(model, inputs, classes)
    maps = _gradients(functional, arrays, score)
    return maps if isinstance(inputs, (list, tuple)) else maps[0]


def smoothgrad(model, inputs, classes=None, *, samples=32, noise=0.15, seed=0):
    """Mean vanilla saliency of `samples` noisy copies of each input.

    Reference:
        Smilkov, Thorat, Kim, Viegas, Wattenberg, 2017, SmoothGrad: removing noise by adding noise,
        https://arxiv.org/abs/1706.03825

    Args:
        model, inputs, classes: As in `vanilla_saliency`.
        samples: Number of noisy copies of an input.
        noise: Standard deviation of the noise as a fraction of an input's range.
        seed: Seed of the noise.

    Returns:
        As `vanilla_saliency`.

    Raises:
        ValueError: As `vanilla_saliency`, or if there is less than one sample, or the inputs are tokens.

    Example:

    >>> import keras, numpy as np
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    >>> smoothgrad(model, np.ones((3, 4)), samples=2).shape
    (3, 4)
    """
    if samples < 1:
        raise ValueError(f"SmoothGrad needs at least 1 sample, got samples={samples}")
    functional, arrays, score = _prepare(model, inputs, classes)
    _refuse_tokens("SmoothGrad", functional)
    random = np.random.RandomState(seed)
    copies = [_noisy_copies(array, samples, noise, random) for array in arrays]
    # The largest over the channels comes before the mean: noise moves it from channel to channel.
    maps = [_gradients(functional, list(noisy), score) for noisy in zip(*copies, strict=True)]
    means = [sum(of_one_input) / np.float32(samples) for of_one_input in zip(*maps, strict=True)]
    return means if isinstance(inputs, (list, tuple)) else means[0]


def grad_cam(model, inputs, classes=None, *, layer=None):
    """Class activation map: positive part of the sum of feature maps, weighted by mean class gradients.

    Reference:
        Selvaraju and others, 2017, Grad-CAM, https://arxiv.org/abs/1610.02391

    Args:
        model, inputs, classes: As in `vanilla_saliency`. Of several inputs the first spatial one is mapped.
        layer: Name of the layer with the feature maps; None takes the last ones, see `feature_maps`.

    Returns:
        An array `(examples, height, width)`, as large as the inputs.

    Raises:
        ValueError: As `vanilla_saliency`, or if the model has no convolution, or the layer no feature maps.

    Example:

    >>> import keras, numpy as np
    >>> inputs = keras.Input((8, 8, 1))
    >>> x = keras.layers.Flatten()(keras.layers.Conv2D(2, 3, activation="relu")(inputs))
    >>> model = keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(x))
    >>> grad_cam(model, np.ones((1, 8, 8, 1))).shape
    (1, 8, 8)
    """
    functional, arrays, score = _prepare(model, inputs, classes)
    _refuse_tokens("Grad-CAM", functional)
    maps = last_feature_maps(functional) if layer is None else feature_maps_of(functional, layer)
    cam = Gradcam(functional, clone=False)(
        score,
        arrays,
        penultimate_layer=_Tap(maps),
        seek_penultimate_conv_layer=False,
        expand_cam=False,
        normalize_cam=False,
    )
    cam = np.asarray(cam, "float32")
    image = next(array for array in arrays if array.ndim == cam.ndim + 1)
    factors = [large / small for large, small in zip(image.shape[1:-1], cam.shape[1:], strict=True)]
    return ndimage.zoom(cam, (1, *factors), order=1, mode="nearest", grid_mode=True)


class _Tap(keras.layers.Layer):
    """Wraps a tensor of the graph as a layer for tf-keras-vis, which would take the first output of a shared layer."""

    def __init__(self, tensor):
        super().__init__()
        self._tensor = tensor

    @property
    def output(self):
        return self._tensor


def _gradients(functional, arrays, score):
    """A map for each input: absolute gradients, the largest over the channels or the embedding."""
    if any(map(_is_of_tokens, functional.inputs)):
        return _embedding_gradients(functional, arrays, score)
    gradients = Saliency(functional, clone=False)(score, arrays, keepdims=True, normalize_map=False)
    # The last axis of a vector holds its features, not the channels of one place.
    return [np.asarray(g, "float32") if g.ndim == 2 else np.max(g, axis=-1).astype("float32") for g in gradients]


def _embedding_gradients(functional, arrays, score):
    """As `_gradients`, with respect to the vectors of tokens; 0 where a token is padding."""
    sources = [_embedded(functional, tensor) if _is_of_tokens(tensor) else tensor for tensor in functional.inputs]
    tapped = keras.Model(functional.inputs, [*sources, functional.outputs[0]])
    with tf.GradientTape() as tape:
        numbers = [tf.constant(array) for array in arrays]
        # What is frozen is not watched by itself.
        watched = [*numbers, *(variable.value for variable in functional.weights)]
        tape.watch([values for values in watched if values.dtype.is_floating])
        *vectors, outputs = tapped(numbers, training=False)
        total = tf.reduce_sum(tf.cast(score(outputs), tf.float32))
    gradients = tape.gradient(total, vectors, unconnected_gradients="zero")
    maps = [np.abs(np.asarray(gradient, "float32")) for gradient in gradients]
    maps = [values if values.ndim == 2 else values.max(axis=-1) for values in maps]
    return [
        np.where(array != 0, values, 0) if _is_of_tokens(tensor) else values
        for values, array, tensor in zip(maps, arrays, functional.inputs, strict=True)
    ]


def _is_of_tokens(tensor):
    return keras.backend.is_int_dtype(tensor.dtype)


def _embedded(functional, tokens):
    """The vectors that a network makes of an input of tokens."""
    readers = [node for node in nodes_of(functional) if any(each is tokens for each in node.input_tensors)]
    for node in readers:
        if len(node.output_tensors[0].shape) == 1 + len(tokens.shape):
            return node.output_tensors[0]
    raise ValueError(f"{functional.name} does not embed its tokens, whose gradient is that of their embedding")


def _refuse_tokens(method, functional):
    if any(map(_is_of_tokens, functional.inputs)):
        raise ValueError(f"{method} needs numbers, and {functional.name} reads tokens; use vanilla saliency")


def _noisy_copies(array, samples, noise, random):
    """`(samples, examples, ...)`, with noise in proportion to each example's range."""
    ranges = np.ptp(array, axis=tuple(range(1, array.ndim)), keepdims=True)
    return array + random.normal(0.0, np.float32(noise) * ranges, (samples, *array.shape)).astype("float32")


def _prepare(model, inputs, classes):
    """The model of logits, its inputs as a list of float arrays, and the score of every example."""
    functional = linear_model(model)
    arrays = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    if len(arrays) != len(functional.inputs):
        raise ValueError(f"{model.name} takes {len(functional.inputs)} input arrays, got {len(arrays)}")
    kinds = ["int32" if _is_of_tokens(tensor) else "float32" for tensor in functional.inputs]
    arrays = [np.asarray(array, kind) for array, kind in zip(arrays, kinds, strict=True)]
    for array, tensor in zip(arrays, functional.inputs, strict=True):
        if array.ndim != len(tensor.shape):
            raise ValueError(f"{model.name} takes inputs of shape {tensor.shape}, got {array.shape}")
        if not len(array) or not np.isfinite(array).all():
            found = "no example" if not len(array) else "values that are not finite"
            raise ValueError(f"the inputs of {model.name} have {found}; nothing can be explained")
    if classes is None:
        classes = predicted_classes(model, arrays if len(arrays) > 1 else arrays[0])
    elif np.ndim(classes) == 0:
        classes = np.full(len(arrays[0]), classes)
    return functional, arrays, class_score(classes, len(arrays[0]), functional.outputs[0].shape[-1])
