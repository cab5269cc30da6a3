from keras_nets.datasets import Dataset, Split, keep_labels, load

import numpy as np
import pytest


def three_classes(examples=60):
    """A data set whose inputs are the numbers of its examples."""
    x, y = np.arange(examples)[:, None], (np.arange(examples) % 3).astype("int32")
    return Dataset("numbers", "classification", (1,), Split(x, y), Split(x, y), Split(x, y), ("a", "b", "c"))


def test_a_few_examples_keep_their_label_the_same_number_in_each_class():
    few = keep_labels(three_classes(), 6, seed=1)
    known = few.train.take(few.train.y >= 0)
    assert len(np.unique(known.x)) == 6
    assert np.bincount(np.unique(known.x) % 3).tolist() == [2, 2, 2]
    np.testing.assert_array_equal(known.y, known.x[:, 0] % 3)
    assert few.options["labels"] == 6
    assert "6 of 60 training examples keep their label, repeated to 15" in few.messages[0]


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_every_example_comes_once_without_label_and_the_labeled_ones_have_their_share(share):
    few = keep_labels(three_classes(), 4, share)
    assert sorted(few.train.x[few.train.y == -1].ravel()) == list(range(60))
    assert (few.train.y >= 0).mean() == pytest.approx(share, abs=0.01)
    repeats = np.bincount(few.train.y[few.train.y >= 0])
    # 4 labels of 3 classes: the first class has two examples, repeated as often as those of the others.
    assert repeats[0] == pytest.approx(2 * repeats[1], abs=2)
    assert abs(repeats[1] - repeats[2]) <= 1


def test_labels_are_spread_over_the_epoch_and_a_smaller_data_set_has_some():
    few = keep_labels(three_classes(600), 30)
    assert 5 < (few.head(64).train.y >= 0).sum() < 25


def test_other_parts_keep_their_labels():
    few = keep_labels(three_classes(), 3)
    for name in ("validation", "test"):
        np.testing.assert_array_equal(few.split(name).y, three_classes().split(name).y)


def test_the_choice_is_a_function_of_the_seed():
    first, again, other = (keep_labels(three_classes(), 3, seed=seed).train for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert (first.x != other.x).any()


def test_refusals():
    with pytest.raises(ValueError, match="2 labels cannot cover the 3 classes of numbers; keep at least 3"):
        keep_labels(three_classes(), 2)
    with pytest.raises(ValueError, match="20 training examples of class 'a', and 21 are to keep their label"):
        keep_labels(three_classes(), 61)
    with pytest.raises(ValueError, match="must be above 0 and below 1"):
        keep_labels(three_classes(), 3, share=1.0)
    with pytest.raises(ValueError, match="diabetes has no classes"):
        keep_labels(load("diabetes"), 3)
