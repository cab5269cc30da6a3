from keras_nets.datasets import load

import numpy as np
import pytest

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


PARTS = {"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES[:6] + 1, "y_test": LABELS[:6]}


@pytest.mark.parametrize("names", [("x_val", "y_val"), ("x_valid", "y_valid"), ("X_Validation", "Y_validation")])
def test_a_validation_part_is_kept(save, names):
    path = save(**PARTS, **dict(zip(names, (IMAGES[:4] + 2, LABELS[:4]), strict=True)))
    dataset = load(path)
    for name, examples in (("train", IMAGES), ("validation", IMAGES[:4] + 2), ("test", IMAGES[:6] + 1)):
        found = sorted(dataset.split(name).x[..., 0].tolist())
        assert found == sorted(examples.tolist())
    assert dataset.messages == ()
    assert [len(load(path, split="full").train), len(load(path, split="full").test)] == [24, 6]
    assert load(path, split="full").messages == ("the official validation part (4 examples) is trained on, too",)
    halves = load(path, split="50/50")
    assert [len(halves.train), len(halves.test)] == [12, 12]
    assert halves.messages[0].endswith("is set aside; 50/50 divides the training and the validation part")


def test_arrays_that_are_not_used_are_named(save):
    told = "; data that are divided have x_train, y_train, x_test, y_test and x_val, y_val"
    assert load(save(**PARTS, x_val=IMAGES, weights=LABELS)).messages == (
        f"arrays that are not used: x_val, weights{told}",
    )
    whole = load(save(x=IMAGES, y=LABELS, x_test=IMAGES, y_test=LABELS, class_names=list("01234567")))
    assert whole.messages == (f"arrays that are not used: x_test, y_test{told}",)


def test_names_in_capital_letters_are_read(save):
    assert load(save(X=IMAGES, Y=LABELS)).class_names == ("3", "7")
    assert len(load(save(**{name.title(): array for name, array in PARTS.items()})).test) == 6


@pytest.mark.parametrize("kind", ["float32", "int64", "bool"])
def test_one_hot_targets_are_classes(save, kind):
    one_hot = np.eye(4)[np.tile([3, 1], 10)].astype(kind)
    dataset = load(save(x=IMAGES, y=one_hot), split="50/50")
    assert (dataset.task, dataset.class_names) == ("classification", ("0", "1", "2", "3"))
    assert set(dataset.train.y) == {1, 3}
    assert dataset.messages[0] == "y is one-hot, taken as 4 classes"
    named = load(save(x=IMAGES, y=one_hot, class_names=list("abcd")))
    assert named.class_names == ("a", "b", "c", "d")
    parts = {**PARTS, "y_train": one_hot, "y_test": one_hot[:6]}
    assert load(save(**parts)).test.y.tolist() == [3, 1] * 3
    with pytest.raises(ValueError, match=r"y_test has shape \(6, 3\); one target per example is needed"):
        load(save(**{**parts, "y_train": LABELS, "y_test": np.eye(3)[[0, 1, 2, 0, 1, 2]]}))


def test_whole_floats_are_a_regression_and_how_to_have_classes_is_said(save):
    told = "y has whole numbers of type float, taken as a regression; save y.astype(int) to make them classes"
    whole = load(save(x=IMAGES, y=LABELS.astype("float32")))
    assert (whole.task, whole.messages) == ("regression", (told,))
    assert load(save(x=IMAGES, y=LABELS + 0.5)).messages == ()


def test_floats_with_channels_are_images(save):
    images = np.stack([IMAGES] * 3, axis=1) / 255
    dataset = load(save(x=images, y=LABELS), split="50/50", image_size=(12, 12))
    assert dataset.image_shape == (12, 12, 3)
    assert [message.split(",")[0] for message in dataset.messages] == [
        "channels moved to the end",
        "x is taken as images of float64 pixels from 0 to 1",
    ]
    same = load(save(x=np.stack([IMAGES] * 3, axis=-1), y=LABELS), split="50/50", image_size=(12, 12))
    np.testing.assert_array_equal(dataset.inputs(), same.inputs())


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
        (
            {"x": LABELS, "y": LABELS},
            r"x has shape \(20,\) and type int64; examples x features of real numbers",
        ),
        ({"x": np.full((20, 2), np.nan), "y": LABELS}, "x has 40 values that are not finite; fill or remove them"),
        ({"x": IMAGES, "X": IMAGES, "y": LABELS}, "arrays x, X, y, of which two differ in capital letters alone"),
        ({"x": IMAGES[:0], "y": np.zeros((0, 2))}, "x and y are empty|one target per example"),
        (
            {"x": np.tile(IMAGES, (2, 1, 1)), "y": [f"person {n}" for n in range(40)]},
            "y has 40 different texts for 40 examples, which identify examples and are no classes",
        ),
        (
            {**PARTS, "x_val": IMAGES[:3, :5], "y_val": LABELS[:3]},
            r"an example of x_train has shape \(6, 6\), one of x_val \(5, 6\)",
        ),
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
