"""Splits as tf.data pipelines: batches are shuffled and distorted as a function of seed, epoch and step alone.

Nothing depends on how often an iterator was started, so a run that is resumed at epoch five sees the same batches as an
uninterrupted run.
"""

import math

from keras_nets._keras import random_states
from keras_nets.datasets.split import Split, each

import numpy as np
import tensorflow as tf

# Large enough that seeds of neighboring epochs never meet, whatever the number of batches.
_STEPS_PER_EPOCH_BOUND = 1 << 20
_PARALLEL_CALLS = _BATCHES_AHEAD = 2
# Small examples are gathered this many at a time, as long as they have no more numbers than this together: each visit
# to the pipeline takes as long as a training step of a small network with ten of them.
_EXAMPLES_AT_ONCE, _NUMBERS_AT_ONCE = 128, 1 << 20


def batches(dataset, split, batch_size, *, seed=None, epoch=None, augmentation=None):
    """Batches of a split in the form that `fit`, `evaluate` and `predict` take.

    Args:
        dataset: The `Dataset`, for its `transform` and `targets`.
        split: One of its splits.
        batch_size: Examples per batch; the last batch holds the rest.
        seed: Seed of the order; None does not shuffle.
        epoch: Integer tf.Variable, read whenever an iteration starts, so that every epoch has its own order.
        augmentation: A Keras layer (or Sequential) of random distortions, applied as the targets say: to inputs only,
            or to images and the labels of their pixels alike.

    Returns:
        A tf.data.Dataset of batches in the form that the targets give them: (inputs,), (inputs, targets) or (inputs,
        targets, weights).
    """
    examples, targets = len(split), dataset.targets
    epoch = tf.Variable(0, dtype=tf.int64, trainable=False) if epoch is None else epoch
    pick, shapes = split.picker(), dataset.whole_shape
    layers = [*([] if augmentation is None else [augmentation]), *targets.random_layers]
    states = [state for layer in layers for state in random_states(layer)]
    # Layers that draw at random do so batch by batch, and a view may pick more for an example than one row.
    are_rows = all(isinstance(array, np.ndarray) for array in tf.nest.flatten([split.x, split.y]) if array is not None)
    at_once = batch_size * _batches_at_once(batch_size, shapes) if are_rows and not layers else batch_size

    def shuffled(_):
        order = tf.range(examples, dtype=tf.int64)
        order = tf.random.experimental.stateless_shuffle(order, [tf.constant(seed, tf.int64), epoch])
        return tf.data.Dataset.from_tensor_slices(order).batch(at_once)

    def gather(indices):
        inputs, *labels = pick(indices)
        return (_with_shape(_transform(dataset, inputs), shapes), *labels)

    def draw(step, batch):
        position = tf.cast(epoch * _STEPS_PER_EPOCH_BOUND + step, tf.int64)
        for number, state in enumerate(states):
            drawn = tf.stack([tf.constant((seed or 0) * 1009 + number, tf.int64), position])
            state.assign(tf.cast(drawn, state.dtype))
        return batch if augmentation is None else targets.distort(augmentation, *batch)

    if seed is None:
        pipeline = tf.data.Dataset.range(examples).batch(at_once)
    else:
        pipeline = tf.data.Dataset.range(1).flat_map(shuffled)
    if layers:
        # Sequentially: the random state is set for a batch and then used by it.
        pipeline = pipeline.map(gather, num_parallel_calls=_PARALLEL_CALLS).enumerate()
        pipeline = pipeline.map(lambda step, batch: targets.batch(*draw(step, batch)))
    else:
        pipeline = pipeline.map(gather, num_parallel_calls=_PARALLEL_CALLS)
        if at_once != batch_size:
            pipeline = pipeline.rebatch(batch_size)
        pipeline = pipeline.map(targets.batch)
    pipeline = pipeline.prefetch(_BATCHES_AHEAD).with_options(_without_autotuning())
    # A flat_map hides the length, which a progress bar and steps_per_execution need.
    return pipeline.apply(tf.data.experimental.assert_cardinality(-(-examples // batch_size)))


def transformed(dataset, split, batch_size=256):
    """The examples of a split as the network's inputs in memory, whole."""
    pick, examples, parts = Split(split.x).picker(), len(split), []
    # Without examples, the shape and type are still needed.
    for start in range(0, max(examples, 1), batch_size):
        (raw,) = pick(tf.range(start, min(start + batch_size, examples), dtype=tf.int64))
        parts.append(each(np.asarray, _transform(dataset, raw)))
    if isinstance(parts[0], dict):
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return np.concatenate(parts)


def _batches_at_once(batch_size, shapes):
    shapes = list(shapes.values()) if isinstance(shapes, dict) else [shapes]
    if any(None in shape for shape in shapes):
        return 1
    numbers = max(1, sum(map(math.prod, shapes)))
    return max(1, min(_EXAMPLES_AT_ONCE, _NUMBERS_AT_ONCE // numbers) // batch_size)


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
    # The tuning thread sleeps longer and longer, and an epoch sometimes cannot end before it wakes up, which takes up
    # to twice the time of the epoch itself.
    options = tf.data.Options()
    options.autotune.enabled = False
    return options
