import json

from keras_nets.datasets import (
    Dataset,
    Split,
    binarized,
    in_unit_interval,
    load,
    seen_through,
    targets,
    with_label_as_input,
)
from keras_nets.datasets.forms import Form, ImageForm, form_of

import numpy as np
import pytest
import tensorflow as tf


def make(split=None, input_shape=(2,), **changes):
    """Ten vectors of the numbers from 0 to 19, of two classes in turn."""
    if split is None:
        split = Split(np.arange(20, dtype="float32").reshape(10, 2), np.arange(10) % 2)
    fields = {"class_names": ("a", "b"), "options": {"split": "70/30"}} | changes
    return Dataset("ten", "classification", input_shape, split, None, split, **fields)


def test_what_was_seen_keeps_its_next_steps():
    split = Split(np.arange(40, dtype="float32").reshape(5, 4, 2), np.arange(5))
    sequences = make(split, input_shape=(4, 2))
    seen = seen_through(sequences.with_targets(targets.NextToken()), lambda inputs: inputs * 2)
    assert (seen.targets, seen.input_shape, seen.train.x.shape) == (targets.NextToken(), (3, 2), (5, 4, 2))
    np.testing.assert_array_equal(seen.inputs("train"), 2 * sequences.inputs("train")[:, :-1])


def test_what_was_seen_are_vectors_and_no_images():
    digits = load("digits", image_size=(16, 16), flatten=True)
    seen = seen_through(digits, lambda inputs: inputs[:, :3] - 1)
    np.testing.assert_array_equal(seen.inputs("test"), digits.inputs("test")[:, :3] - 1)
    np.testing.assert_array_equal(seen.validation.y, digits.validation.y)
    assert (seen.input_shape, seen.image_shape, seen.form) == ((3,), None, Form())
    assert form_of(json.loads(json.dumps(seen.describe()))) == Form()


def test_a_label_stands_behind_the_input():
    labeled = with_label_as_input(make())
    assert labeled.input_shape == (4,) and labeled.validation is None
    assert labeled.train.x[:2].tolist() == [[0, 1, 1, 0], [2, 3, 0, 1]]
    assert labeled.train.y.tolist() == make().train.y.tolist()


def to_unit_interval(raw):
    return tf.cast(raw, tf.float32) / 255


def test_binarized_inputs_are_drawn_once_with_the_probability_of_their_value():
    x = np.full((4000, 3), [0, 64, 255], "uint8")
    dataset = make(Split(x, None), input_shape=(3,), transform=to_unit_interval)
    binary = binarized(dataset, seed=1)
    assert set(np.unique(binary.train.x)) == {0, 1}
    np.testing.assert_allclose(binary.train.x.mean(axis=0), [0, 64 / 255, 1], atol=0.03)
    np.testing.assert_array_equal(binary.inputs("train"), binarized(dataset, seed=1).train.x)
    assert (binary.train.x != binarized(dataset, seed=2).train.x).any()
    assert (binary.train.x != binary.test.x).any()
    assert binary.validation is None
    assert binary.options == {"split": "70/30", "binarized": 1}


def test_inputs_that_are_no_probabilities_are_refused():
    inside = make(Split(np.array([[0.0, 1.0]])))
    assert in_unit_interval(inside) is inside
    images = make(form=ImageForm(image_size=(1, 2)))
    assert in_unit_interval(images) is images
    for dataset in (make(), make(form=ImageForm(image_size=(1, 2), value_range=(-1, 1)))):
        with pytest.raises(ValueError, match="ten has inputs from 0 to 19, and this network takes values from 0 to 1"):
            in_unit_interval(dataset)
        with pytest.raises(ValueError, match="use images, or scale the data"):
            binarized(dataset)
