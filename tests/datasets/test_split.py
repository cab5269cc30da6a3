from keras_nets.datasets import Split
from keras_nets.datasets.sequences.windows import Windows
from keras_nets.datasets.split import each, part_names

import numpy as np
import pytest


def test_take_keeps_examples_and_targets_together():
    part = Split(np.arange(20).reshape(10, 2), np.arange(10)).take([3, 1])
    assert part.y.tolist() == [3, 1]
    assert part.x.tolist() == [[6, 7], [2, 3]]


def test_inputs_may_be_several_arrays_side_by_side():
    x = {"source": np.arange(12).reshape(6, 2), "target": np.arange(18).reshape(6, 3)}
    split = Split(x, np.arange(6))
    assert len(split) == 6
    part = split.take([4, 1])
    assert part.y.tolist() == [4, 1]
    assert part.x["source"].tolist() == [[8, 9], [2, 3]] and part.x["target"].tolist() == [[12, 13, 14], [3, 4, 5]]
    message = "inputs of one split must be equally long; there are source 6 examples, target 1 example"
    with pytest.raises(ValueError, match=message):
        Split({**x, "target": x["target"][:1]})


def test_windows_of_a_series_are_taken_without_copying_it():
    series = np.arange(20)
    split = Split(Windows(series, np.arange(10), 4), np.arange(10), np.arange(10) + 100)
    part = split.take([7, 2])
    assert part.x.series is series and (part.y.tolist(), part.times.tolist()) == ([7, 2], [107, 102])


def test_a_picker_gathers_inputs_and_targets_that_belong_together():
    windows = Windows(np.arange(20), np.arange(10), 4)
    both = Split({"source": windows, "target": np.arange(10) * 7}, np.arange(10) + 50).picker()
    x, y = both([3, 1])
    assert x["source"].numpy().tolist() == [[3, 4, 5, 6], [1, 2, 3, 4]]
    assert (x["target"].numpy().tolist(), y.numpy().tolist()) == ([21, 7], [53, 51])
    (alone,) = Split(windows).picker()([9])
    assert alone.numpy().tolist() == [[9, 10, 11, 12]]


class Squares:
    """Examples that are made when they are asked for."""

    def __len__(self):
        return 5

    def __getitem__(self, index):
        return np.square(index)

    def picker(self):
        return lambda indices: np.square(indices)


def test_examples_may_bring_a_picker_of_their_own():
    split = Split(Squares(), np.arange(5))
    x, y = split.picker()([4, 2])
    assert (x.tolist(), y.numpy().tolist()) == ([16, 4], [4, 2])


def test_each_is_of_an_array_or_of_all_in_a_dictionary():
    assert each(len, [1, 2]) == 2
    assert each(len, {"a": [1], "b": []}) == {"a": 1, "b": 0}


def test_two_parts_have_no_validation():
    assert part_names(2) == ("train", "test") and part_names(3) == ("train", "validation", "test")
