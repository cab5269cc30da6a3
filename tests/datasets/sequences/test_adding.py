from keras_nets.datasets import load
from keras_nets.datasets.sequences.adding import CONSTANT_ERROR

import numpy as np
import pytest


def test_target_is_the_sum_of_the_two_marked_numbers():
    dataset = load("adding", length=11, examples=500, split="80/20")
    numbers, marks = np.moveaxis(dataset.train.x, -1, 0)
    assert dataset.input_shape == (11, 2) and len(dataset.train) == 400
    assert set(np.unique(marks)) == {0, 1}
    assert (marks[:, :5].sum(axis=1) == 1).all() and (marks[:, 5:].sum(axis=1) == 1).all()
    first, second = (part.argmax(axis=1) for part in (marks[:, :5], marks[:, 5:]))
    assert set(first) == set(range(5)) and set(second) == set(range(6))
    rows = np.arange(400)
    np.testing.assert_allclose(dataset.train.y, numbers[rows, first] + numbers[rows, 5 + second], rtol=1e-6)
    assert 0 <= numbers.min() < 0.01 and 0.99 < numbers.max() < 1


def test_answering_one_has_an_error_of_a_sixth():
    dataset = load("adding", length=4, examples=20_000)
    assert round(CONSTANT_ERROR, 4) == 0.1667
    assert ((dataset.train.y - 1) ** 2).mean() == pytest.approx(CONSTANT_ERROR, rel=0.03)
    assert dataset.train.y.mean() == pytest.approx(1, abs=0.02)


def test_default_is_the_problem_of_two_hundred_steps():
    dataset = load("adding", examples=100)
    assert (dataset.input_shape, dataset.task, dataset.classes) == ((200, 2), "regression", 1)
    (x, y), *_ = dataset.batches("train", 8)
    assert (x.dtype, x.shape, y.dtype, y.shape) == ("float32", (8, 200, 2), "float32", (8,))


def test_examples_are_a_function_of_the_seed():
    first, again, other = (load("adding", length=5, examples=20, split_seed=seed) for seed in (1, 1, 2))
    assert first.checksum == again.checksum != other.checksum
    np.testing.assert_array_equal(first.test.x, again.test.x)


@pytest.mark.parametrize("option, least", [("length", 2), ("examples", 1)])
def test_refusals(option, least):
    with pytest.raises(ValueError, match=f"{option} 0 is not accepted; use an integer from {least}"):
        load("adding", **{option: 0})
