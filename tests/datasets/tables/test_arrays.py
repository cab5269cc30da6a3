from keras_nets.datasets import load

import numpy as np
import pytest


@pytest.fixture
def save(tmp_path):
    def write(**arrays):
        np.savez(tmp_path / "data.npz", **arrays)
        return str(tmp_path / "data.npz")

    return write


IMAGES = np.arange(20 * 6 * 6, dtype=np.uint32).astype(np.uint8).reshape(20, 6, 6)
LABELS = np.tile([3, 7], 10)


def test_bytes_are_images_and_integers_are_classes(save):
    dataset = load(save(x=IMAGES, y=LABELS))
    assert dataset.input_shape == (6, 6, 1)
    assert dataset.class_names == ("3", "7")
    assert set(dataset.train.y) == {0, 1}
    assert dataset.inputs().max() <= 1


def test_class_names_of_the_file_are_used(save):
    names = ["zero", "one", "two"]
    dataset = load(save(x=IMAGES, y=np.tile([0, 2], 10), class_names=names), split="70/30")
    assert dataset.class_names == tuple(names)
    assert set(dataset.train.y) == {0, 2}


def test_floats_are_vectors_and_a_regression(save):
    x = np.linspace(0, 1, 120).reshape(20, 3, 2)
    dataset = load(save(x=x, y=np.linspace(5, 6, 20)), flatten=True)
    assert (dataset.task, dataset.input_shape, dataset.classes) == ("regression", (6,), 1)
    assert dataset.image_shape is None


def test_texts_are_classes(save):
    assert load(save(x=np.ones((20, 2)), y=np.tile(["no", "yes"], 10))).class_names == ("no", "yes")
    assert load(save(x=np.ones((20, 2)), y=np.tile([b"no", b"yes"], 10))).class_names == ("no", "yes")


def test_official_parts_are_kept(save):
    path = save(x_train=np.tile(IMAGES, (2, 1, 1)), y_train=np.tile(LABELS, 2)[:, None], x_test=IMAGES, y_test=LABELS)
    dataset = load(path)
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [37, 3, 20]
    np.testing.assert_array_equal(dataset.test.x[..., 0], IMAGES)


def test_checksum_follows_the_content(save):
    first = load(save(x=IMAGES, y=LABELS)).checksum
    assert load(save(x=IMAGES, y=LABELS)).checksum == first
    assert load(save(x=IMAGES[::-1], y=LABELS)).checksum != first


@pytest.mark.parametrize(
    "arrays, message",
    [
        ({"x": IMAGES, "y": LABELS[:-1]}, r"x has shape \(20, 6, 6\) and y \(19,\); the first axis.*equally long"),
        (
            {"images": IMAGES, "y": LABELS},
            "has the arrays images, y; it needs x, y or x_train, y_train, x_test, y_test",
        ),
        ({"x": IMAGES, "y": np.ones((20, 3))}, r"y has shape \(20, 3\); one target per example is needed"),
        ({"x": IMAGES[:0], "y": LABELS[:0]}, "x and y are empty; at least one example is needed"),
        ({"x": LABELS, "y": LABELS}, r"x has shape \(20,\) and type int64; examples x features of numbers are needed"),
        ({"x": np.full((20, 2), np.nan), "y": LABELS}, "x has 40 values that are not finite; fill or remove them"),
        ({"x": IMAGES, "y": np.zeros(20, int)}, "every example is of class 0; at least 2 classes are needed"),
        ({"x": IMAGES, "y": LABELS, "class_names": ["a"]}, "labels run from 3 to 7, and there are 1 class names"),
        ({"x": np.array([[{}]] * 20), "y": LABELS}, "holds Python objects, which are not read; save plain arrays"),
        ({"x": np.ones((20, 2)), "y": np.ones(20, complex)}, "y has type complex128; integers or texts"),
        (
            {"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES[:, :5], "y_test": LABELS},
            r"an example of x_train has shape \(6, 6\), one of x_test \(5, 6\)",
        ),
        (
            {"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES, "y_test": LABELS[:3]},
            r"x_test has shape \(20, 6, 6\) and y_test \(3,\)",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused(save, arrays, message):
    with pytest.raises(ValueError, match=message) as caught:
        load(save(**arrays))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_truncated_file_is_refused(save, keep):
    path = save(x=IMAGES, y=LABELS)
    with open(path, "rb") as file:
        content = file.read()
    with open(path, "wb") as file:
        file.write(content[: int(keep if keep > 1 else keep * len(content))])
    with pytest.raises(ValueError, match=r"data.npz is truncated or no .npz file; copy or make it again"):
        load(path)


def test_lone_array_and_pickle_are_refused(tmp_path):
    path = tmp_path / "data.npz"
    with open(path, "wb") as file:
        np.save(file, IMAGES)
    with pytest.raises(ValueError, match=r"truncated or no .npz file"):
        load(path)
    path.write_bytes(b"\x80\x04]\x94.")
    with pytest.raises(ValueError, match="holds Python objects, which are not read"):
        load(path)
