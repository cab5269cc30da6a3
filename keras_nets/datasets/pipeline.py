"""Splits as tf.data: batches that are shuffled and distorted as a function of seed, epoch and step alone.

Because nothing depends on how often an iterator was started, a run that is resumed at epoch five sees the batches
that an uninterrupted run would have seen there.
"""

import math

from keras_nets.datasets import tokens
from keras_nets.datasets.dataset import each
from keras_nets.datasets.distortion import distorted
from keras_nets.datasets.patches import Patches
from keras_nets.datasets.windows import Windows

import numpy as np
import tensorflow as tf

# Large enough that seeds of neighboring epochs never meet, whatever the number of batches.
_STEPS_PER_EPOCH_BOUND = 1 << 20
_PARALLEL_CALLS = _BATCHES_AHEAD = 2


def batches(dataset, split, batch_size, *, seed=None, epoch=None, augmentation=None):
    """Batches of a split in the form that `fit`, `evaluate` and `predict` take.

    Args:
        dataset: the `Dataset`, for its `transform` and `target`.
        split: one of its splits.
        batch_size: examples a batch; the last batch holds what is left.
        seed: an integer shuffles; None keeps the order.
        epoch: an integer tf.Variable that is read whenever an iteration starts, so that every epoch has its own order.
        augmentation: a Keras layer (or Sequential) of random distortions, applied to inputs only; of a segmentation
            to images and labels alike.

    Returns:
        A tf.data.Dataset of (inputs, targets), or of (inputs,) where the data set's target is `"none"`, or of
        (inputs, targets, weights) where it has an `ignored_label`.
    """
    examples = len(split)
    epoch = tf.Variable(0, dtype=tf.int64, trainable=False) if epoch is None else epoch
    pick_inputs = _picker(split.x)
    pick_labels = None if split.y is None else _picker(split.y)
    generators = _seed_generators(augmentation)
    shapes = dataset.example_shape
    fitting = tf.constant(tokens.fitting(split.x, dataset.buckets)) if dataset.buckets else None

    def order(_):
        indices = tf.range(examples, dtype=tf.int64)
        if seed is None:
            return tf.data.Dataset.from_tensor_slices(indices).batch(batch_size)
        numbers = [tf.constant(seed, tf.int64), epoch]
        indices = tf.random.experimental.stateless_shuffle(indices, numbers)
        if fitting is None:
            return tf.data.Dataset.from_tensor_slices(indices).batch(batch_size)
        indices = tf.gather(indices, tf.argsort(tf.gather(fitting, indices), stable=True))
        starts = tf.random.experimental.stateless_shuffle(tf.range(0, examples, batch_size), numbers)
        return tf.data.Dataset.from_tensor_slices(starts).map(lambda start: indices[start : start + batch_size])

    def gather(indices):
        inputs = _transform(dataset, pick_inputs(indices))
        if fitting is not None:
            inputs = inputs[:, : tf.reduce_max(tf.gather(fitting, indices))]
        inputs = _with_shape(inputs, shapes)
        return (inputs,) if pick_labels is None else (inputs, pick_labels(indices))

    def distort(step, batch):
        inputs, *rest = batch
        position = tf.cast(epoch * _STEPS_PER_EPOCH_BOUND + step, tf.int64)
        for number, generator in enumerate(generators):
            state = tf.stack([tf.constant((seed or 0) * 1009 + number, tf.int64), position])
            generator.state.assign(tf.cast(state, generator.state.dtype))
        if dataset.task == "segmentation" and rest:
            return distorted(augmentation, inputs, *rest, dataset.ignored_label)
        return (augmentation(inputs, training=True), *rest)

    def targets(inputs, labels=None):
        if dataset.target == "inputs":
            return inputs, inputs
        if dataset.target == "next":
            return inputs[:, :-1], inputs[:, 1:]
        if dataset.target == "none" or labels is None:
            return (inputs,)
        if dataset.ignored_label is not None:
            counted = labels != dataset.ignored_label
            return inputs, tf.where(counted, labels, tf.zeros_like(labels)), tf.cast(counted, tf.float32)
        return inputs, labels

    pipeline = tf.data.Dataset.range(1).flat_map(order)
    if augmentation is None:
        pipeline = pipeline.map(lambda indices: targets(*gather(indices)), num_parallel_calls=_PARALLEL_CALLS)
    else:
        # One after another: the random state is set for a batch and then used by it.
        pipeline = pipeline.map(gather, num_parallel_calls=_PARALLEL_CALLS).enumerate()
        pipeline = pipeline.map(lambda step, batch: targets(*distort(step, batch)))
    pipeline = pipeline.prefetch(_BATCHES_AHEAD).with_options(_without_autotuning())
    # A flat_map hides the length that a progress bar and steps_per_execution want.
    return pipeline.apply(tf.data.experimental.assert_cardinality(-(-examples // batch_size)))


def transformed(dataset, raw, batch_size=256):
    """Raw examples, or a dictionary of such, as the network's inputs in memory."""
    examples = len(next(iter(raw.values())) if isinstance(raw, dict) else raw)
    parts = []
    # Of no examples at all the shape and type are still wanted.
    for start in range(0, max(examples, 1), batch_size):
        batch = each(lambda array, start=start: tf.constant(np.asarray(array[start : start + batch_size])), raw)
        parts.append(each(np.asarray, _transform(dataset, batch)))
    if isinstance(raw, dict):
        return {name: np.concatenate([part[name] for part in parts]) for name in raw}
    return np.concatenate(parts)


def _picker(array):
    """A function that gathers examples by their indices; of windows and patches only what they are of is held."""
    if isinstance(array, dict):
        pickers = each(_picker, array)
        return lambda indices: {name: pick(indices) for name, pick in pickers.items()}
    if isinstance(array, Windows):
        series, starts, steps = tf.constant(array.series), tf.constant(array.starts), tf.range(array.length)
        steps = tf.cast(steps, tf.int64)
        return lambda indices: tf.gather(series, tf.gather(starts, indices)[:, None] + steps)
    if isinstance(array, Patches):
        return _patch_picker(array)
    array = tf.constant(array)
    return lambda indices: tf.gather(array, indices)


def _patch_picker(patches):
    # Pixels one after the other, since gathering by one number is several times as fast as by three.
    _, height, width, *channels = patches.images.shape
    pixels = tf.constant(patches.images.reshape(-1, math.prod(channels)))
    image, top, left = patches.places.T
    starts = tf.constant((image * height + top) * width + left)
    side = np.arange(patches.size)
    offsets = tf.constant(side[:, None] * width + side)

    def pick(indices):
        gathered = tf.gather(pixels, tf.gather(starts, indices)[:, None, None] + offsets)
        return gathered if channels else gathered[..., 0]

    return pick


def _transform(dataset, raw):
    if dataset.transform is not None:
        return dataset.transform(raw)
    return each(lambda array: tf.cast(array, tf.float32), raw)


def _with_shape(inputs, shape):
    if isinstance(shape, dict):
        return {name: _with_shape(inputs[name], shape[name]) for name in shape}
    inputs.set_shape([None, *shape])
    return inputs


def _without_autotuning():
    # The thread that tunes sleeps longer and longer, and at times an epoch does not end before it wakes up: up to twice
    # the time of the epoch itself.
    options = tf.data.Options()
    options.autotune.enabled = False
    return options


def _seed_generators(augmentation):
    """Random states of a layer and of all layers inside it, found as Keras tracks them."""
    if augmentation is None:
        return []
    layers = augmentation._flatten_layers()
    return [generator for layer in layers for generator in layer._seed_generators]
