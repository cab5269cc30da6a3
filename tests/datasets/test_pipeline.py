from keras_nets.datasets import Dataset, Split

import keras
import numpy as np
import pytest
import tensorflow as tf


@pytest.fixture
def dataset():
    x = np.arange(40, dtype="uint8").reshape(10, 4)
    split = Split(x, np.arange(10))
    return Dataset("ten", "classification", (4,), split, split, split, class_names=("a", "b"))


def labels(batches):
    return np.concatenate([y.numpy() for _, y in batches]).tolist()


def test_batches_keep_the_order_without_a_seed(dataset):
    batches = dataset.batches("train", 4)
    assert labels(batches) == list(range(10))
    assert [len(y) for _, y in batches] == [4, 4, 2]
    assert len(batches) == 3
    assert next(iter(batches))[0].dtype == tf.float32


def test_inputs_and_targets_stay_together_when_shuffled(dataset):
    for x, y in dataset.batches("train", 4, seed=1):
        np.testing.assert_array_equal(x[:, 0], 4 * y.numpy())


def test_order_is_a_function_of_seed_and_epoch(dataset):
    epoch = tf.Variable(0, dtype=tf.int64)
    batches = dataset.batches("train", 4, seed=1, epoch=epoch)
    first, again = labels(batches), labels(batches)
    epoch.assign(1)
    second = labels(batches)
    resumed = labels(dataset.batches("train", 4, seed=1, epoch=tf.Variable(1, dtype=tf.int64)))
    assert first == again
    assert sorted(first) == list(range(10)) != first
    assert first != second == resumed
    assert labels(dataset.batches("train", 4, seed=2)) != first


def test_targets_follow_the_data_set(dataset):
    (x, target), *_ = dataset.with_target("inputs").batches("train", 4)
    np.testing.assert_array_equal(x, target)
    batch, *_ = dataset.with_target("none").batches("train", 4)
    assert len(batch) == 1


def test_augmentation_is_a_function_of_seed_and_epoch(dataset):
    def noisy(epoch):
        layer = keras.layers.GaussianNoise(1.0, seed=3)
        batches = dataset.batches("train", 4, seed=5, epoch=tf.Variable(epoch, dtype=tf.int64), augmentation=layer)
        return np.concatenate([x for x, _ in batches])

    np.testing.assert_array_equal(noisy(2), noisy(2))
    assert not np.array_equal(noisy(2), noisy(3))
