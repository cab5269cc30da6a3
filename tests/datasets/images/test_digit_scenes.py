from keras_nets.datasets import load
from keras_nets.datasets.images.digit_scenes import INK, MOST_HIDDEN, _stamp, read_scenes

import numpy as np
import pytest
from sklearn.datasets import load_digits


@pytest.fixture(scope="module")
def scenes():
    return read_scenes(examples=100)


def test_every_instance_is_of_the_class_of_its_digit(scenes):
    labels = load_digits().target
    for part in scenes.values():
        for classes, instances, digits in zip(part.classes, part.instances, part.digits, strict=True):
            there = digits[digits >= 0]
            assert np.unique(instances).tolist() == list(range(len(there) + 1)) and 1 <= len(there) <= 5
            assert set(classes[instances == 0]) == {0}
            for number, digit in enumerate(there, start=1):
                assert set(classes[instances == number]) == {1 + labels[digit]}


def test_parts_share_no_digit(scenes):
    digits = {name: set(part.digits[part.digits >= 0].tolist()) for name, part in scenes.items()}
    assert list(digits) == ["train", "validation", "test"] and [len(p.images) for p in scenes.values()] == [60, 20, 20]
    assert not digits["train"] & digits["validation"]
    assert not digits["train"] & digits["test"]
    assert not digits["validation"] & digits["test"]


def test_ink_is_brighter_than_its_background(scenes):
    part = scenes["train"]
    images = part.images[..., 0].astype(float)
    assert part.images.dtype == np.uint8 and part.images.shape == (60, 64, 64, 1)
    for image, classes in zip(images, part.classes, strict=True):
        assert image[classes > 0].mean() > image[classes == 0].mean() + 40
    shares = np.bincount(part.classes.ravel(), minlength=11) / part.classes.size
    assert len(shares) == 11 and shares.min() > 0 and 0.7 < shares[0] < 0.95


def test_digits_may_overlap_and_stay_visible(scenes):
    part = scenes["train"]
    touching = 0
    for instances in part.instances:
        right, left = instances[:, 1:], instances[:, :-1]
        touching += bool(((right != left) & (right > 0) & (left > 0)).any())
        # The smallest digit, a one enlarged twice, has some thirty pixels.
        assert np.bincount(instances.ravel()).min() > 30 * (1 - MOST_HIDDEN)
    assert touching > 5


def test_digits_are_enlarged_and_turned_as_said():
    digit = np.zeros((8, 8))
    digit[0:8, 2:4] = 1
    np.testing.assert_allclose(_stamp(digit, 1.0, 0.0), np.ones((8, 2)))
    lying = _stamp(digit, 1.0, 90.0)
    assert (lying > 0.5).sum() == 16 and lying.shape[0] < lying.shape[1]
    assert (_stamp(digit, 3.0, 0.0) >= INK).sum() == pytest.approx(9 * 16, rel=0.15)


def test_scenes_are_a_function_of_the_seed(scenes):
    again, other = read_scenes(examples=100)["test"], read_scenes(examples=100, seed=1)["test"]
    np.testing.assert_array_equal(again.images, scenes["test"].images)
    np.testing.assert_array_equal(again.instances, scenes["test"].instances)
    assert not np.array_equal(other.classes, again.classes)


def test_data_set_has_classes_as_labels(scenes):
    dataset = load("digit_scenes", examples=100)
    assert (dataset.task, dataset.classes, dataset.input_shape) == ("segmentation", 11, (64, 64, 1))
    assert dataset.image_shape == (64, 64, 1) and dataset.targets.ignored_label is None
    np.testing.assert_array_equal(dataset.test.y, scenes["test"].classes)
    np.testing.assert_allclose(dataset.inputs("test"), scenes["test"].images / 255, rtol=1e-6)
    assert len(dataset.head(16).train) == 4
    x, y = next(iter(dataset.batches("validation", 8)))
    assert x.shape == (8, 64, 64, 1) and y.shape == (8, 64, 64)
    assert load("digit_scenes", examples=100, split_seed=1).checksum != dataset.checksum


def test_size_and_parts_can_be_chosen():
    dataset = load("digit_scenes", examples=10, split="80/20", image_size=(128, 160))
    assert dataset.image_shape == (128, 160, 1) and dataset.validation is None
    assert (len(dataset.train), len(dataset.test)) == (8, 2)
    # Digits grow with the scene: four and six times 8 pixels instead of two and three times.
    tall = [np.ptp(np.nonzero(scene == label)[0]) + 1 for scene in dataset.train.y for label in set(scene[scene > 0])]
    assert 24 < np.median(tall) <= 48


@pytest.mark.parametrize(
    "options, message",
    [
        ({"examples": 0}, "examples 0 is not accepted; use an integer from 1"),
        ({"examples": 2}, "split '60/20/20' of 2 scenes leaves a part with too few scenes or digits; use more"),
        (
            {"examples": 500, "split": "99.8/0.2"},
            "split '99.8/0.2' of 500 scenes leaves a part with too few .* or larger parts",
        ),
        ({"image_size": (16, 64)}, "image_size 16 is not accepted; use an integer from 32"),
        ({"split": "kfold"}, "digit_scenes is divided into contiguous parts and not by split 'kfold'; use 60/20/20"),
        ({"channels": 3}, "digit_scenes has images of 64 x 64 with labels .* and channels=3 asks for others"),
        (
            {"patch_size": 8},
            r"digit_scenes takes no patch_size \(8 was given\), which is for drive, .*, folders of images/ and labels/",
        ),
        ({"balance": "over"}, "digit_scenes takes no --balance"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError, match=message):
        load("digit_scenes", **{"examples": 10} | options)
