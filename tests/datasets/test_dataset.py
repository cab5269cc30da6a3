from keras_nets.datasets import Dataset, Split

import numpy as np
import pytest
import tensorflow as tf


def make(**changes):
    x = np.arange(20, dtype="float32").reshape(10, 2)
    split = Split(x, np.arange(10))
    fields = {
        "name": "ten",
        "task": "classification",
        "input_shape": (2,),
        "train": split,
        "validation": None,
        "test": split.take([1, 0]),
        "class_names": ("a", "b"),
        "details": {"split": "70/30"},
    }
    return Dataset(**(fields | changes))


def test_take_keeps_examples_and_targets_together():
    part = make().train.take([3, 1])
    assert part.y.tolist() == [3, 1]
    assert part.x.tolist() == [[6, 7], [2, 3]]


def test_classes_is_one_for_a_regression():
    assert make().classes == 2
    assert make(class_names=()).classes == 1


def test_missing_validation_is_said_with_the_split_that_has_one():
    with pytest.raises(ValueError, match="ten was split without a validation part; use --split 60/20/20"):
        make().split("validation")
    with pytest.raises(ValueError, match="unknown split 'valid'; there are train, validation, test"):
        make().split("valid")


def test_with_target_accepts_three_words():
    assert make().with_target("inputs").target == "inputs"
    with pytest.raises(ValueError, match="unknown target 'y'; there are labels, inputs, none"):
        make().with_target("y")


def test_head_is_spread_evenly_over_each_split():
    small = make().head(4)
    assert small.train.y.tolist() == [0, 3, 6, 9]
    assert len(small.test) == 2


def test_inputs_are_float32_and_limited():
    inputs = make().inputs("train", limit=3)
    assert inputs.dtype == "float32"
    np.testing.assert_array_equal(inputs, make().train.x[:3])


def test_describe_holds_sizes_and_details():
    record = make().describe()
    assert record["split_sizes"] == {"train": 10, "test": 2}
    assert record["split"] == "70/30"
    assert record["input_shape"] == [2]


def to_unit_interval(raw):
    return tf.cast(raw, tf.float32) / 255


def test_binarized_inputs_are_drawn_once_with_the_probability_of_their_value():
    x = np.full((4000, 3), [0, 64, 255], "uint8")
    dataset = make(train=Split(x, None), test=Split(x, None), input_shape=(3,), transform=to_unit_interval)
    binary = dataset.binarized(seed=1)
    assert set(np.unique(binary.train.x)) == {0, 1}
    np.testing.assert_allclose(binary.train.x.mean(axis=0), [0, 64 / 255, 1], atol=0.03)
    np.testing.assert_array_equal(binary.inputs("train"), dataset.binarized(seed=1).train.x)
    assert (binary.train.x != dataset.binarized(seed=2).train.x).any()
    assert (binary.train.x != binary.test.x).any()
    assert binary.validation is None
    assert binary.details == {"split": "70/30", "binarized": 1}


def test_inputs_that_are_no_probabilities_are_refused():
    inside = make(train=Split(np.array([[0.0, 1.0]])))
    assert inside.in_unit_interval() is inside
    images = make(details={"image_size": [1, 2], "channels": 1, "value_range": [0, 1]})
    assert images.in_unit_interval() is images
    for dataset in (make(), make(details={**images.details, "value_range": [-1, 1]})):
        with pytest.raises(ValueError, match="ten has inputs from 0 to 19, and this network takes values from 0 to 1"):
            dataset.in_unit_interval()
        with pytest.raises(ValueError, match="use images, or scale the data"):
            dataset.binarized()
