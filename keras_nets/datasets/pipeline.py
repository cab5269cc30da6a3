"""Splits as tf.data: batches that are shuffled and distorted as a function of seed, epoch and step alone.

Because nothing depends on how often an iterator was started, a run that is resumed at epoch five sees the batches
that an uninterrupted run would have seen there.
"""

import numpy as np
import tensorflow as tf

# Large enough that seeds of neighboring epochs never meet, whatever the number of batches.
_STEPS_PER_EPOCH_BOUND = 1 << 20


def batches(dataset, split, batch_size, *, seed=None, epoch=None, augmentation=None):
    """Batches of a split in the form that `fit`, `evaluate` and `predict` take.

    Args:
        dataset: the `Dataset`, for its `transform` and `target`.
        split: one of its splits.
        batch_size: examples a batch; the last batch holds what is left.
        seed: an integer shuffles; None keeps the order.
        epoch: an integer tf.Variable that is read whenever an iteration starts, so that every epoch has its own order.
        augmentation: a Keras layer (or Sequential) of random distortions, applied to inputs only.

    Returns:
        A tf.data.Dataset of (inputs, targets), or of (inputs,) where the data set's target is `"none"`.
    """
    examples = len(split)
    epoch = tf.Variable(0, dtype=tf.int64, trainable=False) if epoch is None else epoch
    x = tf.constant(split.x)
    y = None if split.y is None else tf.constant(split.y)
    generators = _seed_generators(augmentation)

    def order(_):
        indices = tf.range(examples, dtype=tf.int64)
        if seed is not None:
            indices = tf.random.experimental.stateless_shuffle(indices, [tf.constant(seed, tf.int64), epoch])
        return tf.data.Dataset.from_tensor_slices(indices).batch(batch_size)

    def gather(indices):
        inputs = _transform(dataset, tf.gather(x, indices))
        inputs.set_shape([None, *dataset.input_shape])
        return inputs if y is None else (inputs, tf.gather(y, indices))

    def distort(step, batch):
        inputs, *rest = batch if isinstance(batch, tuple) else (batch,)
        position = tf.cast(epoch * _STEPS_PER_EPOCH_BOUND + step, tf.int64)
        for number, generator in enumerate(generators):
            state = tf.stack([tf.constant((seed or 0) * 1009 + number, tf.int64), position])
            generator.state.assign(tf.cast(state, generator.state.dtype))
        return (augmentation(inputs, training=True), *rest)

    def targets(inputs, labels=None):
        if dataset.target == "inputs":
            return inputs, inputs
        if dataset.target == "none" or labels is None:
            return (inputs,)
        return inputs, labels

    pipeline = tf.data.Dataset.range(1).flat_map(order)
    pipeline = pipeline.map(gather, num_parallel_calls=tf.data.AUTOTUNE)
    if augmentation is not None:
        # One after another: the random state is set for a batch and then used by it.
        pipeline = pipeline.enumerate().map(distort)
    pipeline = pipeline.map(targets).prefetch(tf.data.AUTOTUNE)
    # A flat_map hides the length that a progress bar and steps_per_execution want.
    return pipeline.apply(tf.data.experimental.assert_cardinality(-(-examples // batch_size)))


def transformed(dataset, raw, batch_size=256):
    """Raw examples as the network's float32 inputs, in memory."""
    parts = [_transform(dataset, tf.constant(raw[i : i + batch_size])) for i in range(0, len(raw), batch_size)]
    return np.concatenate([np.asarray(part) for part in parts]).astype("float32")


def _transform(dataset, raw):
    return tf.cast(raw, tf.float32) if dataset.transform is None else dataset.transform(raw)


def _seed_generators(augmentation):
    """Random states of a layer and of all layers inside it, found as Keras tracks them."""
    if augmentation is None:
        return []
    layers = augmentation._flatten_layers()
    return [generator for layer in layers for generator in layer._seed_generators]
