from keras_nets.datasets import Dataset, Split, targets
from keras_nets.datasets.images.patches import Patches
from keras_nets.datasets.images.segmentation import as_shades
from keras_nets.datasets.sequences.windows import Windows

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


@pytest.mark.parametrize("seed", [None, 1])
def test_no_pipeline_tunes_itself_since_an_epoch_may_then_end_late(dataset, seed):
    assert dataset.batches("train", 4, seed=seed).options().autotune.enabled is False


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


@pytest.mark.parametrize(("numbers", "gathered"), [(4, 120), (20_000, 50), (200_000, 10)])
def test_small_examples_are_gathered_for_several_batches(numbers, gathered):
    lengths = []

    def transform(x):
        lengths.append(len(x))
        return np.repeat(x, numbers, axis=1).astype("float32")

    x = np.arange(205, dtype="float32")[:, None]
    split = Split(x, np.arange(205))
    data = Dataset(
        "many",
        "classification",
        (numbers,),
        split,
        split,
        split,
        class_names=("a", "b"),
        transform=lambda x: tf.numpy_function(transform, [x], tf.float32),
    )
    batches = list(data.batches("train", 10, seed=1))
    assert [len(y) for _, y in batches] == [10] * 20 + [5]
    assert sorted(labels(batches)) == list(range(205))
    assert all((x[:, -1].numpy() == y.numpy()).all() for x, y in batches)
    assert max(lengths) == gathered


def test_targets_follow_the_data_set(dataset):
    (x, target), *_ = dataset.with_targets(targets.Inputs()).batches("train", 4)
    np.testing.assert_array_equal(x, target)
    batch, *_ = dataset.with_targets(targets.Nothing()).batches("train", 4)
    assert len(batch) == 1


def test_next_steps_are_the_targets(dataset):
    for x, y in dataset.with_targets(targets.NextToken()).batches("train", 4, seed=1):
        np.testing.assert_array_equal(y, x + 1)
        assert x.shape[1:] == y.shape[1:] == (3,)


def test_windows_are_gathered_from_their_series():
    series = np.arange(60, dtype="float32").reshape(30, 2)
    split = Split(Windows(series, np.arange(3, 25), 5), np.arange(22))
    windows = Dataset("windows", "regression", (5, 2), split, None, split)
    for x, y in windows.batches("train", 8, seed=1):
        assert x.shape[1:] == (5, 2)
        for window, start in zip(x.numpy(), y.numpy() + 3, strict=True):
            np.testing.assert_array_equal(window, series[start : start + 5])


def test_several_inputs_stay_together(dataset):
    x = {"source": dataset.train.x, "target": dataset.train.x[:, :2] + 100}
    split = Split(x, np.arange(10))
    shape = {"source": (4,), "target": (2,)}
    several = Dataset("two", "translation", shape, split, None, split)
    batches = several.batches("train", 4, seed=1)
    assert {name: spec.shape.as_list() for name, spec in batches.element_spec[0].items()} == {
        "source": [None, 4],
        "target": [None, 2],
    }
    for inputs, y in batches:
        np.testing.assert_array_equal(inputs["source"][:, 0], 4 * y.numpy())
        np.testing.assert_array_equal(inputs["target"][:, 0], 4 * y.numpy() + 100)
    for inputs, same in several.with_targets(targets.Inputs()).batches("train", 4):
        np.testing.assert_array_equal(inputs["source"], same["source"])


def test_inputs_of_no_examples_keep_their_shape(dataset):
    assert dataset.inputs("train", limit=0).shape == (0, 4)


def test_augmentation_is_a_function_of_seed_and_epoch(dataset):
    def noisy(epoch):
        layer = keras.layers.GaussianNoise(1.0, seed=3)
        batches = dataset.batches("train", 4, seed=5, epoch=tf.Variable(epoch, dtype=tf.int64), augmentation=layer)
        return np.concatenate([x for x, _ in batches])

    np.testing.assert_array_equal(noisy(2), noisy(2))
    assert not np.array_equal(noisy(2), noisy(3))


@pytest.fixture
def photographs():
    """Three images that show their labels, of two classes and 255, in patches for training."""
    labels = np.random.default_rng(0).choice(np.array([0, 1, 255], np.uint8), (3, 20, 24))
    images = np.stack([labels, 255 - labels], axis=-1)
    places = [[0, 0, 0], [2, 12, 16], [1, 5, 3], [1, 6, 3], [0, 12, 0]]
    train = Split(Patches(images, places, 8), Patches(labels, places, 8))
    whole = Split(images, labels)
    return Dataset(
        *("photographs", "segmentation", (None, None, 2), train, whole, whole),
        class_names=("a", "b"),
        transform=as_shades,
        targets=targets.PixelLabels(255),
    )


def test_patches_are_gathered_from_their_images(photographs):
    batches = photographs.batches("train", 2, seed=1)
    assert [spec.shape.as_list() for spec in batches.element_spec] == [[None, 8, 8, 2], [None, 8, 8], [None, 8, 8]]
    expected = {np.asarray(patch).tobytes() for patch in photographs.train.x}
    seen = [np.rint(x * 255).astype("uint8").tobytes() for inputs, *_ in batches for x in inputs.numpy()]
    assert len(seen) == 5 and set(seen) == expected


def test_a_whole_split_may_have_another_size_than_patches(photographs):
    (x, y, _), *rest = photographs.batches("test", 2)
    assert x.shape == (2, 20, 24, 2) and y.shape == (2, 20, 24) and len(rest) == 1
    assert photographs.inputs("train").shape == (5, 8, 8, 2)


def test_labels_that_do_not_count_are_0_with_weight_0(photographs):
    for split in ("train", "test"):
        for x, y, weights in photographs.batches(split, 3, seed=2):
            shown = np.rint(x.numpy()[..., 0] * 255)
            np.testing.assert_array_equal(y, np.where(shown == 255, 0, shown))
            np.testing.assert_array_equal(weights, shown != 255)
            assert y.dtype == tf.uint8 and weights.dtype == tf.float32


def test_labels_are_distorted_with_their_images(photographs):
    def flipped(epoch):
        epoch = tf.Variable(epoch, dtype=tf.int64)
        layers = [keras.layers.RandomFlip(direction, seed=3) for direction in ("horizontal", "vertical")]
        augmentation = keras.Sequential(layers)
        return list(photographs.batches("train", 5, seed=1, epoch=epoch, augmentation=augmentation))

    ((x, y, weights),) = flipped(0)
    ((plain, *_),) = photographs.batches("train", 5, seed=1)
    assert x.shape == plain.shape == (5, 8, 8, 2) and not np.array_equal(x, plain)
    shown = np.rint(x.numpy()[..., 0] * 255)
    np.testing.assert_array_equal(y, np.where(shown == 255, 0, shown))
    np.testing.assert_array_equal(weights, shown != 255)
    np.testing.assert_array_equal(flipped(0)[0][0], x)
    np.testing.assert_array_equal(flipped(0)[0][1], y)
    assert not np.array_equal(flipped(1)[0][1], y)
