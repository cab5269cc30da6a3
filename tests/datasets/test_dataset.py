import dataclasses

from keras_nets.datasets import Dataset, Split, load
from keras_nets.datasets.windows import Windows

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


@pytest.fixture
def sequences():
    split = Split(np.arange(40, dtype="float32").reshape(5, 4, 2), np.arange(5))
    return make(train=split, test=split, input_shape=(4, 2))


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


def test_with_target_accepts_four_words():
    assert make().with_target("inputs").target == "inputs"
    with pytest.raises(ValueError, match="unknown target 'y'; there are labels, inputs, next, none"):
        make().with_target("y")


def test_next_step_is_one_step_less(sequences):
    dataset = sequences.with_target("next")
    assert (dataset.input_shape, dataset.example_shape) == ((3, 2), (4, 2))
    np.testing.assert_array_equal(dataset.inputs("train"), sequences.inputs("train")[:, :-1])
    assert dataset.with_target("next").input_shape == (3, 2)
    assert dataset.with_target("labels").input_shape == (4, 2)
    with pytest.raises(
        ValueError, match=r"ten has examples of shape \(1,\), and target 'next' needs an array of at least"
    ):
        make(input_shape=(1,)).with_target("next")
    with pytest.raises(ValueError, match="target 'next' needs an array of at least 2 steps"):
        make(input_shape={"source": (4,), "target": (4,)}).with_target("next")


def test_what_was_seen_keeps_its_next_steps(sequences):
    seen = sequences.with_target("next").seen_through(lambda inputs: inputs * 2)
    assert (seen.target, seen.input_shape, seen.train.x.shape) == ("next", (3, 2), (5, 4, 2))
    np.testing.assert_array_equal(seen.inputs("train"), 2 * sequences.inputs("train")[:, :-1])


def test_inputs_may_be_several_arrays():
    x = {"source": np.arange(12).reshape(6, 2), "target": np.arange(18).reshape(6, 3)}
    split = Split(x, np.arange(6))
    dataset = make(train=split, test=split, input_shape={"source": (2,), "target": (3,)})
    assert len(split) == 6 and len(dataset.head(2).train) == 2
    part = split.take([4, 1])
    assert part.y.tolist() == [4, 1]
    assert part.x["source"].tolist() == [[8, 9], [2, 3]] and part.x["target"].tolist() == [[12, 13, 14], [3, 4, 5]]
    inputs = dataset.inputs("train", limit=2)
    assert {name: (array.dtype.name, array.tolist()) for name, array in inputs.items()} == {
        "source": ("float32", [[0, 1], [2, 3]]),
        "target": ("float32", [[0, 1, 2], [3, 4, 5]]),
    }
    assert dataset.describe()["input_shape"] == {"source": [2], "target": [3]}
    message = "inputs of one split must be equally long; there are source 6 examples, target 1 example"
    with pytest.raises(ValueError, match=message):
        Split({**x, "target": x["target"][:1]})


def test_windows_of_a_series_are_taken_without_copying_it():
    series = np.arange(20)
    split = Split(Windows(series, np.arange(10), 4), np.arange(10), np.arange(10) + 100)
    part = split.take([7, 2])
    assert part.x.series is series and (part.y.tolist(), part.times.tolist()) == ([7, 2], [107, 102])
    dataset = make(train=split, test=split, input_shape=(4,))
    assert dataset.inputs("train", limit=2).tolist() == [[0, 1, 2, 3], [1, 2, 3, 4]]
    assert len(dataset.head(3).train) == 3


def test_images_are_read_by_rows():
    digits = load("digits")
    rows = digits.by_rows()
    assert rows.input_shape == (8, 8)
    np.testing.assert_array_equal(rows.inputs("test"), digits.inputs("test")[..., 0])
    color = load("digits", channels=3, image_size=(4, 6)).by_rows()
    assert color.input_shape == (4, 18) and color.image_shape == (4, 6, 3)
    (x, _), *_ = color.batches("test", 5)
    assert x.shape == (5, 4, 18)
    with pytest.raises(ValueError, match="iris has no images to be read row by row; use data such as digits"):
        load("iris").by_rows()


def test_vocabulary_is_asked_for_by_its_side():
    plain = {"unit": "characters", "tokens": "ab"}
    assert make(details={"vocabulary": plain}).vocabulary().tokens == ("a", "b")
    both = make(details={"source_vocabulary": plain, "target_vocabulary": {"unit": "words", "tokens": "so be"}})
    assert both.vocabulary("target").tokens == ("so", "be")
    with pytest.raises(ValueError, match="ten has no single vocabulary; it has those of source and target"):
        both.vocabulary()
    with pytest.raises(ValueError, match="ten has no vocabulary of side 'source'; it has one"):
        make(details={"vocabulary": plain}).vocabulary("source")
    with pytest.raises(ValueError, match="ten has no vocabulary; take sentences or texts"):
        make().vocabulary()


@pytest.mark.parametrize("lengths", [(0, 2), (2, 2), (3, 2), (4,), (2, 9)])
def test_lengths_of_buckets_that_do_not_increase_are_refused(lengths):
    tokens = Split(np.ones((3, 4), np.int32), np.arange(3))
    with pytest.raises(ValueError, match="lengths of buckets are .*; they must increase, from 1 to less than 4"):
        make(train=tokens, input_shape=(4,)).bucketed(lengths)
    with pytest.raises(
        ValueError, match="ten has no padded sequences of tokens, which buckets are for; leave them out"
    ):
        make().bucketed((1,))


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


def test_large_images_with_labels_for_their_pixels_are_taken_one_by_one():
    def whole(examples, side):
        return Split(np.zeros((examples, side, side, 1), "uint8"), np.zeros((examples, side, side), "uint8"))

    large = Dataset("large", "segmentation", (None, None, 1), whole(90, 96), whole(9, 512), whole(5, 1024))
    small = large.head(64)
    # An image counts once for every 32 x 32 pixels.
    assert (len(small.train), len(small.validation), len(small.test)) == (7, 1, 1)
    assert len(large.head(2).validation) == 1 and len(large.head(10_000).test) == 5
    sizes = [large.evaluation_batch_size(split, 256) for split in ("train", "validation", "test")]
    assert sizes == [113, 4, 1] and large.evaluation_batch_size("train", 8) == 8
    others = dataclasses.replace(large, task="classification")
    assert others.evaluation_batch_size("test", 256) == 256 and len(others.head(4).test) == 4
