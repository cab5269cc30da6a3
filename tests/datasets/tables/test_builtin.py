from keras_nets.datasets import load

import numpy as np
import pytest


def whole(dataset):
    parts = [dataset.train, dataset.validation, dataset.test]
    return np.concatenate([part.x for part in parts]), np.concatenate([part.y for part in parts])


@pytest.mark.parametrize(
    "name, input_shape, class_counts",
    [
        ("digits", (8, 8, 1), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
        ("breast_cancer", (30,), [212, 357]),
        ("wine", (13,), [59, 71, 48]),
        ("iris", (4,), [50, 50, 50]),
        ("faces", (25, 25, 1), [100, 100]),
    ],
)
def test_classification_sets_have_their_published_counts(name, input_shape, class_counts):
    dataset = load(name)
    x, y = whole(dataset)
    assert dataset.input_shape == x.shape[1:] == input_shape
    assert np.bincount(y).tolist() == class_counts
    assert dataset.classes == len(dataset.class_names) == len(class_counts)
    assert dataset.task == "classification"
    assert y.dtype == "int32"


def test_digits_are_scaled_from_seventeen_shades_to_bytes():
    x, _ = whole(load("digits"))
    assert x.dtype == "uint8"
    assert np.unique(x).tolist() == np.rint(np.arange(17) * 255 / 16).tolist()
    inputs = load("digits").inputs("test")
    assert inputs.dtype == "float32"
    assert (inputs.min(), inputs.max()) == (0, 1)


def test_class_names():
    assert load("digits").class_names == tuple("0123456789")
    assert load("breast_cancer").class_names == ("malignant", "benign")
    assert load("faces").class_names == ("other", "face")


def test_diabetes_is_a_regression_on_measurements_that_nothing_was_fitted_to():
    dataset = load("diabetes", split="70/30")
    assert (dataset.task, dataset.classes, dataset.class_names) == ("regression", 1, ())
    assert len(dataset.train) + len(dataset.test) == 442
    assert (min(dataset.train.y.min(), dataset.test.y.min()), dataset.train.y.dtype) == (25, "float32")
    assert set(np.unique(dataset.train.x[:, dataset.form.feature_names.index("sex")])) == {1, 2}


def test_feature_names_are_kept():
    assert load("wine").form.feature_names[:2] == ("alcohol", "malic_acid")
