from keras_nets.datasets import load
from keras_nets.datasets.balance import balance

import numpy as np
import pytest

LABELS = np.repeat([0, 1, 2], [10, 4, 7])
NAMES = ("a", "b", "c")
TRAIN = np.concatenate([np.arange(9), np.arange(10, 13), np.arange(14, 20)])


def test_oversampling_repeats_evenly_and_drops_nothing():
    indices, message = balance(TRAIN, LABELS, NAMES, "over", seed=1)
    assert np.bincount(LABELS[indices]).tolist() == [9, 9, 9]
    assert set(indices) == set(TRAIN)
    repeats = np.unique(indices, return_counts=True)[1]
    assert [set(repeats[LABELS[np.unique(indices)] == label]) for label in range(3)] == [{1}, {3}, {1, 2}]
    assert message == "balance over: every class has 9 training examples (had 3 to 9), 27 in all (had 18)"


def test_undersampling_keeps_a_subset():
    indices, message = balance(TRAIN, LABELS, NAMES, "under", seed=1)
    assert np.bincount(LABELS[indices]).tolist() == [3, 3, 3]
    assert len(set(indices)) == 9
    assert set(indices) <= set(TRAIN)
    assert message == "balance under: every class has 3 training examples (had 3 to 9), 9 in all (had 18)"


def test_a_number_gives_every_class_so_many_examples():
    indices, message = balance(TRAIN, LABELS, NAMES, "5", seed=1)
    assert np.bincount(LABELS[indices]).tolist() == [5, 5, 5]
    assert [len(set(indices[LABELS[indices] == label])) for label in range(3)] == [5, 3, 5]
    assert message == "balance 5: every class has 5 training examples (had 3 to 9), 15 in all (had 18)"


def test_balance_is_a_function_of_its_seed():
    first, again, other = (balance(TRAIN, LABELS, NAMES, "under", seed)[0].tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_only_the_training_part_is_balanced():
    plain, balanced = load("breast_cancer"), load("breast_cancer", balance="over")
    assert np.bincount(plain.train.y).tolist() == [127, 214]
    assert np.bincount(balanced.train.y).tolist() == [214, 214]
    for name in ("validation", "test"):
        np.testing.assert_array_equal(balanced.split(name).x, plain.split(name).x)
    assert "428 in all (had 341)" in balanced.messages[0]


def test_refusals():
    with pytest.raises(ValueError, match=r"unknown balance '0'"):
        balance(TRAIN, LABELS, NAMES, "0")
    with pytest.raises(ValueError, match=r"unknown balance 'ovr', did you mean 'over'.*use over, under or a number"):
        balance(TRAIN, LABELS, NAMES, "ovr")
    with pytest.raises(ValueError, match="balance 'over' needs classes, and this is a regression; leave --balance out"):
        load("diabetes", balance="over")
