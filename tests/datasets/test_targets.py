"""Targets in a pipeline are tested in test_pipeline.py; here is what each makes of one batch."""

import dataclasses

from keras_nets.datasets import Dataset, Split
from keras_nets.datasets.targets import Inputs, Labels, MaskedLabels, NextToken, Nothing, PixelLabels

import keras
import numpy as np
import pytest
import tensorflow as tf

X, Y = tf.reshape(tf.range(12.0), [2, 6]), tf.constant([3, 255])


def values(batch):
    return [part.numpy().tolist() for part in batch]


@pytest.mark.parametrize(
    "targets, expected",
    [
        (Labels(), [X, Y]),
        (MaskedLabels(), [X, Y]),
        (MaskedLabels(255), [X, [3, 0], [1, 0]]),
        (PixelLabels(3), [X, [0, 255], [0, 1]]),
        (Inputs(), [X, X]),
        (Nothing(), [X]),
        (NextToken(), [X[:, :-1], X[:, 1:]]),
    ],
)
def test_what_a_batch_asks_for(targets, expected):
    expected = [np.asarray(part).tolist() for part in expected]
    assert values(targets.batch(X, Y)) == expected
    # Without labels what does not ask for them is the same.
    needs_labels = isinstance(targets, Labels) and type(targets) in (Labels, MaskedLabels, PixelLabels)
    assert values(targets.batch(X)) == (expected[:1] if needs_labels else expected)


@pytest.mark.parametrize("targets", [Labels(), MaskedLabels(0), PixelLabels(), Inputs(), Nothing()])
def test_the_network_reads_whole_examples(targets):
    assert targets.input_shape("it", (8, 2)) == targets.whole_shape((8, 2)) == (8, 2)
    assert targets.inputs(X) is X


def test_the_next_token_is_predicted_from_all_but_the_last():
    assert NextToken().input_shape("it", (8, 2)) == (7, 2) and NextToken().whole_shape((7, 2)) == (8, 2)
    np.testing.assert_array_equal(NextToken().inputs(X), X[:, :-1])


def test_labels_of_pixels_are_distorted_with_their_images_and_no_others():
    flip = keras.layers.RandomFlip("horizontal", seed=0)
    images = tf.reshape(tf.range(64.0), [8, 2, 4, 1])
    marks = tf.cast(images[..., 0], tf.uint8)
    distorted, moved = PixelLabels().distort(flip, images, marks)
    np.testing.assert_array_equal(distorted[..., 0], moved)
    assert not np.array_equal(moved, marks)
    distorted, same = Labels().distort(flip, images, marks)
    np.testing.assert_array_equal(same, marks)
    assert not np.array_equal(distorted[..., 0], marks)
    for targets in (Labels(), PixelLabels()):
        assert len(targets.distort(flip, images)) == 1


def test_only_images_with_labels_for_their_pixels_cost_more_than_others():
    split = Split(np.zeros((3, 64, 80, 1), "uint8"), np.zeros((3, 64, 80), "uint8"))
    # 64 x 80 pixels are five times 32 x 32.
    assert PixelLabels(255).cost(split) == 5
    assert Labels().cost(split) is MaskedLabels(0).cost(split) is Inputs().cost(split) is None


@dataclasses.dataclass(frozen=True)
class NoisyInputs(Labels):
    """Two noisy views of each example, as a new kind of training would draw them."""

    task = "reconstruction"
    noise: keras.layers.Layer = dataclasses.field(default_factory=lambda: keras.layers.GaussianNoise(1.0, seed=3))

    @property
    def random_layers(self):
        return (self.noise,)

    def batch(self, inputs, labels=None):
        return self.noise(inputs, training=True), self.noise(inputs, training=True)


def test_what_new_targets_draw_is_a_function_of_seed_epoch_and_step():
    split = Split(np.zeros((8, 4), "float32"), np.arange(8))
    plain = Dataset("zeros", "classification", (4,), split, None, split, ("a", "b"))
    dataset = plain.with_targets(NoisyInputs())
    assert dataset.task == "reconstruction"

    def drawn(seed, epoch):
        batches = dataset.batches("train", 4, seed=seed, epoch=tf.Variable(epoch, dtype=tf.int64))
        return np.stack([np.concatenate([one, other]) for one, other in batches])

    np.testing.assert_array_equal(drawn(1, 5), drawn(1, 5))
    assert len({drawn(seed, epoch).tobytes() for seed in (1, 2) for epoch in (0, 1)}) == 4
    first, second = drawn(1, 0)
    assert not np.array_equal(first, second) and not np.array_equal(first[:4], first[4:])
