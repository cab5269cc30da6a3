import dataclasses

from keras_nets.datasets import Dataset, Split, targets
from keras_nets.datasets.forms import PairForm, TextForm
from keras_nets.datasets.sequences.windows import Windows

import numpy as np
import pytest


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
        "options": {"split": "70/30"},
    }
    return Dataset(**(fields | changes))


@pytest.fixture
def sequences():
    split = Split(np.arange(40, dtype="float32").reshape(5, 4, 2), np.arange(5))
    return make(train=split, test=split, input_shape=(4, 2))


def test_classes_is_one_for_a_regression():
    assert make().classes == 2
    assert make(class_names=()).classes == 1


def test_missing_validation_is_said_with_the_split_that_has_one():
    with pytest.raises(ValueError, match="ten was split without a validation part; use --split 60/20/20"):
        make().split("validation")
    with pytest.raises(ValueError, match="unknown split 'valid'; there are train, validation, test"):
        make().split("valid")


def test_task_follows_the_targets():
    dataset = make()
    assert dataset.with_targets(targets.Inputs()).task == "reconstruction"
    assert dataset.with_targets(targets.Nothing()).task == "density estimation"
    assert dataset.with_targets(targets.Nothing("clustering")).task == "clustering"
    assert dataset.with_targets(targets.Labels()).task == "classification"


def test_next_step_is_one_step_less(sequences):
    dataset = sequences.with_targets(targets.NextToken())
    assert (dataset.input_shape, dataset.whole_shape, dataset.task) == ((3, 2), (4, 2), "language modeling")
    np.testing.assert_array_equal(dataset.inputs("train"), sequences.inputs("train")[:, :-1])
    assert dataset.with_targets(targets.NextToken()).input_shape == (3, 2)
    assert dataset.with_targets(targets.Labels()).input_shape == (4, 2)
    with pytest.raises(
        ValueError, match=r"ten has examples of shape \(1,\), but predicting the next step needs an array of at least"
    ):
        make(input_shape=(1,)).with_targets(targets.NextToken())
    with pytest.raises(ValueError, match="predicting the next step needs an array of at least 2 steps"):
        make(input_shape={"source": (4,), "target": (4,)}).with_targets(targets.NextToken())


def test_inputs_may_be_several_arrays():
    x = {"source": np.arange(12).reshape(6, 2), "target": np.arange(18).reshape(6, 3)}
    split = Split(x, np.arange(6))
    dataset = make(train=split, test=split, input_shape={"source": (2,), "target": (3,)})
    assert len(dataset.head(2).train) == 2
    inputs = dataset.inputs("train", limit=2)
    assert {name: (array.dtype.name, array.tolist()) for name, array in inputs.items()} == {
        "source": ("float32", [[0, 1], [2, 3]]),
        "target": ("float32", [[0, 1, 2], [3, 4, 5]]),
    }
    assert dataset.describe()["input_shape"] == {"source": [2], "target": [3]}


def test_inputs_may_be_windows_of_a_series():
    split = Split(Windows(np.arange(20), np.arange(10), 4), np.arange(10))
    dataset = make(train=split, test=split, input_shape=(4,))
    assert dataset.inputs("train", limit=2).tolist() == [[0, 1, 2, 3], [1, 2, 3, 4]]
    assert len(dataset.head(3).train) == 3


def test_vocabulary_is_asked_for_by_its_side():
    plain = {"unit": "characters", "tokens": "ab"}
    single = make(form=TextForm(vocabulary=plain))
    assert single.vocabulary().tokens == ("a", "b") and single.vocabulary_size == 6
    both = make(form=PairForm(source_vocabulary=plain, target_vocabulary={"unit": "words", "tokens": "so be"}))
    assert both.vocabulary("target").tokens == ("so", "be")
    with pytest.raises(ValueError, match="ten has no single vocabulary; it has those of source and target"):
        both.vocabulary()
    with pytest.raises(ValueError, match="ten has no vocabulary of side 'source'; it has one"):
        single.vocabulary("source")
    with pytest.raises(ValueError, match="ten has no vocabulary; use sentences or texts"):
        make().vocabulary()
    assert both.vocabulary_size is None and make().vocabulary_size is None


def test_head_is_spread_evenly_over_each_split():
    small = make().head(4)
    assert small.train.y.tolist() == [0, 3, 6, 9]
    assert len(small.test) == 2


def test_inputs_are_float32_and_limited():
    inputs = make().inputs("train", limit=3)
    assert inputs.dtype == "float32"
    np.testing.assert_array_equal(inputs, make().train.x[:3])


def test_describe_holds_sizes_and_options():
    record = make().describe()
    assert record["split_sizes"] == {"train": 10, "test": 2}
    assert record["split"] == "70/30"
    assert record["input_shape"] == [2]


def test_large_images_with_labels_for_their_pixels_are_taken_one_by_one():
    def whole(examples, side):
        return Split(np.zeros((examples, side, side, 1), "uint8"), np.zeros((examples, side, side), "uint8"))

    parts = whole(90, 96), whole(9, 512), whole(5, 1024)
    large = Dataset("large", "segmentation", (None, None, 1), *parts, targets=targets.PixelLabels())
    small = large.head(64)
    # An image counts once for every 32 x 32 pixels.
    assert (len(small.train), len(small.validation), len(small.test)) == (7, 1, 1)
    assert len(large.head(2).validation) == 1 and len(large.head(10_000).test) == 5
    sizes = [large.evaluation_batch_size(split, 256) for split in ("train", "validation", "test")]
    assert sizes == [113, 4, 1] and large.evaluation_batch_size("train", 8) == 8
    others = dataclasses.replace(large, targets=targets.Labels())
    assert others.evaluation_batch_size("test", 256) == 256 and len(others.head(4).test) == 4


def test_steps_are_the_batches_of_a_split():
    assert [make().steps(size) for size in (3, 5, 10, 11)] == [4, 2, 1, 1]
    assert make().steps(2, "test") == 1 == len(make().batches("test", 2))


def test_splits_are_mapped_and_those_that_are_not_there_stay_away():
    assert make().map_splits(len) == {"train": 10, "validation": None, "test": 2}
