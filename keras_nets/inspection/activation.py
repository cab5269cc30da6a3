"""Activation maximization: the input that excites an output unit most."""

import math

from keras_nets.inspection.logits import class_score, linear_model

import keras
import numpy as np
import tensorflow as tf
from tf_keras_vis.activation_maximization import ActivationMaximization
from tf_keras_vis.activation_maximization.input_modifiers import Jitter, Rotate2D
from tf_keras_vis.activation_maximization.regularizers import Norm, TotalVariation2D


def activation_maximization(
    model,
    classes,
    *,
    image_shape=None,
    input_range=(0.0, 1.0),
    steps=150,
    learning_rate=0.05,
    smoothness=10.0,
    sparsity=5.0,
    seed=0,
):
    """Inputs in a range that gradient ascent makes as typical as possible for each class.

    `x* = argmax_x S_c(x) - R(x)`, where `S_c` is the logit of class c. For images R is the total variation plus the
    mean absolute value, and each step shifts and rotates them slightly, so that shapes appear instead of noise.

    Reference:
        Simonyan, Vedaldi, Zisserman, 2014, Deep inside convolutional networks, https://arxiv.org/abs/1312.6034

    Args:
        model: A functional or sequential classifier with one input, which stays unchanged.
        classes: Classes to show, one picture each.
        image_shape: `(height, width, channels)` if the model takes flattened images, or reads images row by row.
        input_range: The smallest and the largest value of an input, such as `(0, 255)` or `(-1, 1)`. What follows is in
            units of this range.
        steps: Number of steps of gradient ascent.
        learning_rate: Learning rate of Adam.
        smoothness: Weight of the total variation of images.
        sparsity: Weight of the mean absolute value of images.
        seed: Seed of the initial faint noise and of the movements.

    Returns:
        An array `(classes, ...)` of inputs, in the shape of images if they are images.

    Raises:
        ValueError: If the model lacks a class, has no graph or several inputs, or the range is empty or infinite.

    Example:

    >>> model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(3, activation="softmax")])
    >>> activation_maximization(model, [0, 2], image_shape=(4, 4, 1), steps=2).shape
    (2, 4, 4, 1)
    """
    functional = linear_model(model)
    if len(functional.inputs) != 1:
        raise ValueError(
            f"activation maximization needs a model with one input, got {model.name} with {len(functional.inputs)}"
        )
    if image_shape is not None and len(functional.inputs[0].shape) < 4:
        functional = with_image_input(functional, tuple(image_shape))
    shape = functional.inputs[0].shape[1:]
    if None in shape:
        raise ValueError(f"activation maximization needs inputs of a fixed shape, got {shape} in {model.name}")
    functional, (low, high) = _with_unit_input(functional, input_range), input_range
    if any(keras.backend.is_int_dtype(tensor.dtype) for tensor in functional.inputs):
        raise ValueError(f"activation maximization needs inputs of numbers, and {model.name} reads tokens")
    classes = np.atleast_1d(classes)
    if not classes.size:
        raise ValueError("activation maximization needs at least one class")
    score = class_score(classes, len(classes), functional.outputs[0].shape[-1])
    random = np.random.default_rng(seed)
    movements, penalties = [], []
    if len(shape) == 3:
        movements = _movements(shape, random)
        penalties = [TotalVariation2D(weight=smoothness), Norm(weight=sparsity, p=1)]
    start = random.uniform(0.4, 0.6, (len(classes), *shape)).astype("float32")
    found = ActivationMaximization(functional, clone=False)(
        score,
        seed_input=start,
        input_range=(0.0, 1.0),
        # Every step starts inside the range, so that clipping the result does not change what was optimized.
        input_modifiers=[*movements, lambda inputs: tf.clip_by_value(inputs, 0.0, 1.0)],
        regularizers=penalties,
        steps=steps,
        optimizer=keras.optimizers.Adam(learning_rate),
    )
    return low + (high - low) * np.asarray(found, "float32")


def with_image_input(model, image_shape):
    """A model that takes images for one that takes them flattened or row by row.

    Args:
        model: A functional model with one input.
        image_shape: `(height, width, channels)`.

    Raises:
        ValueError: If images have another number of values than the input.

    Example:

    >>> rows = keras.Sequential([keras.Input((4, 4)), keras.layers.GRU(2)])
    >>> with_image_input(rows, (4, 4, 1)).input_shape
    (None, 4, 4, 1)
    """
    own = model.inputs[0].shape[1:]
    if None in own or math.prod(image_shape) != math.prod(own):
        size = own[0] if len(own) == 1 else own
        raise ValueError(f"image_shape {image_shape} has {math.prod(image_shape)} values, but the model takes {size}")
    image = keras.Input(image_shape)
    return keras.Model([image], model(keras.layers.Reshape(own)(image)), name=model.name)


def _with_unit_input(model, input_range):
    """A model that takes inputs from 0 to 1 for one that takes them in another range."""
    low, high = input_range if np.shape(input_range) == (2,) else (0, 0)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(
            f"input_range {input_range} is no range; use the smallest and the largest value, like (0, 255)"
        )
    if (low, high) == (0, 1):
        return model
    unit = keras.Input(model.inputs[0].shape[1:])
    return keras.Model([unit], model(keras.layers.Rescaling(high - low, low)(unit)), name=model.name)


def _movements(shape, random):
    """Shifts by a pixel or two and rotations by two degrees, with their own random numbers."""
    jitter, rotation = Jitter(max(1, min(shape[:2]) // 16)), Rotate2D(2.0)
    rotation.random_generator = random

    def shift(inputs):
        steps = random.integers(-jitter.jitter, jitter.jitter + 1, 2)
        return tf.roll(inputs, steps, (1, 2))

    return [shift, rotation]
