from keras_nets.datasets import load

import numpy as np
import pytest

CLASSES = np.array([b"badminton", b"running", b"standing", b"walking"])


def save(folder, steps=100):
    random = np.random.default_rng(0)
    x, y = random.normal(size=(2, 40, steps, 6)).astype("float32"), np.repeat(np.arange(4, dtype="uint8"), 10)
    np.savez(folder / "basic_motions.npz", x_train=x[0], y_train=y, x_test=x[1], y_test=y, classes=CLASSES)
    return x


def test_official_parts(tmp_path):
    x = save(tmp_path)
    dataset = load("basic_motions", data_dir=tmp_path, split="full")
    assert (dataset.input_shape, dataset.class_names) == ((100, 6), ("badminton", "running", "standing", "walking"))
    np.testing.assert_array_equal(dataset.train.x, x[0])
    np.testing.assert_array_equal(dataset.test.x, x[1])
    assert dataset.form.feature_names == ("x", "y", "z", "roll", "pitch", "yaw")


def test_a_validation_part_has_an_example_of_each_class(tmp_path):
    save(tmp_path)
    dataset = load("basic_motions", data_dir=tmp_path)
    assert [len(dataset.split(split)) for split in ("train", "validation", "test")] == [36, 4, 40]
    assert sorted(dataset.validation.y) == [0, 1, 2, 3]


def test_refusals(tmp_path):
    with pytest.raises(
        FileNotFoundError, match="basic_motions: there is no basic_motions.npz in .*; get it from https"
    ):
        load("basic_motions", data_dir=tmp_path)
    save(tmp_path, steps=99)
    with pytest.raises(
        ValueError, match=r"is not basic_motions: it has examples of shape \(99, 6\), not of \(100, 6\)"
    ):
        load("basic_motions", data_dir=tmp_path)


def test_real_basic_motions(real_folder):
    dataset = load("basic_motions", data_dir=real_folder("basic_motions.npz"), split="full")
    assert dataset.train.x.shape == dataset.test.x.shape == (40, 100, 6)
    assert np.bincount(dataset.train.y).tolist() == np.bincount(dataset.test.y).tolist() == [10] * 4
