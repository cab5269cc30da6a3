import dataclasses

from keras_nets.datasets.division import contiguous, divide
from keras_nets.datasets.source import Source

import numpy as np
import pytest


def source(counts=(60, 30, 10), test_examples=0):
    """Examples in the order of their classes, as many of each as `counts` says."""
    y = np.repeat(np.arange(len(counts)), counts).astype("int32")
    names = tuple("abcdefghij"[: len(counts)])
    return Source("made", np.arange(len(y)), y, names, "", test_examples)


def regression(examples):
    return Source("made", np.arange(examples), np.linspace(0, 1, examples), (), "")


def parts_of(parts):
    return [part for part in (parts.train, parts.validation, parts.test) if part is not None]


@pytest.mark.parametrize(
    "split, sizes", [("70/30", (70, 30)), ("60/20/20", (60, 20, 20)), ("50/25/25", (50, 25, 25)), (None, (60, 20, 20))]
)
def test_hold_out_divides_all_examples_into_disjoint_parts(split, sizes):
    for whole in (source(), regression(100)):
        parts = parts_of(divide(whole, split))
        assert tuple(map(len, parts)) == sizes
        assert sorted(np.concatenate(parts)) == list(range(100))


@pytest.mark.parametrize("counts", [(60, 30, 10), (37, 41, 5, 111), (17, 17, 16)])
@pytest.mark.parametrize("split", ["70/30", "60/20/20", "80/10/10"])
def test_hold_out_is_stratified_to_rounding(counts, split):
    whole = source(counts)
    parts = parts_of(divide(whole, split))
    for part, percent in zip(parts, split.split("/"), strict=True):
        expected = np.array(counts) * len(part) / sum(counts)
        assert np.abs(np.bincount(whole.y[part], minlength=len(counts)) - expected).max() < 1 + float(percent) / 100


@pytest.mark.parametrize("split", ["60/20/20", "kfold:5", "bootstrap"])
def test_split_is_a_function_of_its_seed(split):
    first, again, other = (parts_of(divide(source(), split, seed=seed)) for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("split, folds", [("kfold", 10), ("kfold:4", 4)])
@pytest.mark.parametrize("whole", [source((40, 30, 10)), regression(80)], ids=["classes", "regression"])
def test_folds_partition_the_data(split, folds, whole):
    parts = [divide(whole, split, fold=fold) for fold in range(folds)]
    assert sorted(np.concatenate([part.test for part in parts])) == list(range(80))
    for part in parts:
        assert part.validation is None
        assert sorted([*part.train, *part.test]) == list(range(80))
        if whole.class_names:
            share = np.bincount(whole.y[part.test], minlength=3) - np.array([40, 30, 10]) / folds
            assert np.abs(share).max() < 1


def test_parts_are_not_in_the_order_of_the_classes():
    whole = source()
    for split in ("60/20/20", "kfold", "bootstrap"):
        assert len(set(whole.y[divide(whole, split).train[:30]])) > 1


@pytest.mark.parametrize("examples", [10, 100, 1000])
def test_out_of_bag_share_is_near_its_expectation(examples):
    shares = []
    for seed in range(60):
        parts = divide(regression(examples), "bootstrap", seed=seed)
        assert len(parts.train) == examples
        assert set(parts.train).isdisjoint(parts.test)
        assert set(parts.train) | set(parts.test) == set(range(examples))
        shares.append(len(parts.test) / examples)
    expected = (1 - 1 / examples) ** examples
    # Variance of the number of empty boxes when m balls fall into m boxes.
    variance = (expected + (examples - 1) * (1 - 2 / examples) ** examples - examples * expected**2) / examples
    assert abs(np.mean(shares) - expected) < 4 * np.sqrt(variance / 60)
    assert f"(expected {expected:.2%})" in parts.messages[0]


def test_official_test_part_is_kept_and_a_twelfth_of_training_validates():
    parts = divide(source((60, 60, 30), test_examples=30))
    assert parts.split == "official"
    assert parts.test.tolist() == list(range(120, 150))
    assert sorted([*parts.train, *parts.validation]) == list(range(120))
    assert np.bincount(np.repeat([0, 1], 60)[parts.validation]).tolist() == [5, 5]


def test_full_trains_on_the_official_training_part_in_its_order():
    parts = divide(source((60, 60, 30), test_examples=30), "full")
    assert parts.train.tolist() == list(range(120))
    assert parts.validation is None
    assert parts.test.tolist() == list(range(120, 150))


@pytest.mark.parametrize("split", ["70/30", "kfold:5", "bootstrap"])
def test_other_splits_leave_the_official_test_part_aside(split):
    parts = divide(source((60, 60, 30), test_examples=30), split)
    assert set(np.concatenate(parts_of(parts))) == set(range(120))
    assert parts.messages[0].startswith(f"the official test part (30 examples) is set aside; {split} divides")


def test_rare_classes_of_k_fold_are_said():
    assert divide(source((30, 5)), "kfold").messages == ("1 class too rare for every fold to have one: b",)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"split": "kfld"}, "unknown split 'kfld', did you mean 'kfold'.*A/B or A/B/C in percent.*bootstrap, official"),
        ({"split": "70/20"}, "split '70/20' sums to 90; use parts above 0 that sum to 100"),
        ({"split": "100/0"}, "split '100/0' sums to 100; use parts above 0"),
        ({"split": "kfold:1"}, "split 'kfold:1' has 1 fold; use at least kfold:2"),
        ({"split": "kfold:5", "fold": 5}, "there is no fold 5; split 'kfold:5' has folds 0 to 4"),
        ({"split": "kfold:5", "fold": -1}, "there is no fold -1; split 'kfold:5' has folds 0 to 4"),
        ({"split": "70/30", "fold": 1}, "fold 1 was asked for with split '70/30'; only --split kfold has folds"),
        ({"split": "official"}, "made has no official test part, which split 'official' needs; use --split 60/20/20"),
        ({"split": "full"}, "made has no official test part, which split 'full' needs"),
        ({"split": "98/1/1"}, "too few examples for split '98/1/1': 100 in all, a part of 1 example for 3 classes"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError, match=message):
        divide(source(), **options)


@pytest.mark.parametrize(
    "whole, split, message",
    [
        (source((20, 2)), "60/20/20", "22 in all, 2 examples of class 'b'; add examples, merge classes"),
        (source((20, 1)), "kfold", "21 in all, 1 example of class 'b'"),
        (source((3, 3)), "kfold:5", "6 in all, no class has 5"),
        (regression(4), "kfold:5", "4 in all, fewer than 5 folds"),
        (regression(2), "60/20/20", "2 in all, a part would be empty"),
        (regression(1), "bootstrap", "1 in all, none is left out of the bag"),
        (source((20, 1, 4), test_examples=4), None, "21 in all, 1 example of class 'b'"),
    ],
)
def test_too_few_examples_are_refused_with_the_class_that_lacks(whole, split, message):
    with pytest.raises(ValueError, match=f"made has too few examples for split .*{message}"):
        divide(whole, split)


@pytest.mark.parametrize(
    "split, length, bounds",
    [
        ("90/10", 1_115_394, [(0, 1_003_854), (1_003_854, 1_115_394)]),
        ("80/10/10", 15, [(0, 12), (12, 13), (13, 15)]),
        ("33.3/33.3/33.4", 1000, [(0, 333), (333, 666), (666, 1000)]),
    ],
)
def test_contiguous_parts_lie_side_by_side(split, length, bounds):
    assert contiguous("it", split, length, "80/20") == bounds


def test_contiguous_parts_are_percentages():
    with pytest.raises(
        ValueError, match="it is divided into contiguous parts and not by split 'kfold'; use 80/20 in per"
    ):
        contiguous("it", "kfold", 100, "80/20")


def test_an_official_validation_part_is_kept():
    parts = divide(dataclasses.replace(source((20, 20), test_examples=6), validation_examples=4), seed=1)
    assert [sorted(part) for part in parts_of(parts)] == [[*range(30)], [*range(30, 34)], [*range(34, 40)]]
    assert parts.split == "official"
