"""Distortions as values: what each does, in which order, and what is refused."""

from keras_nets.augmentations import FLIPS, distortions

import keras
import numpy as np
import pytest

IMAGES = np.random.default_rng(0).uniform(0.3, 0.7, (64, 8, 8, 1)).astype("float32")


def names(layer):
    layers = [] if layer is None else layer.layers if isinstance(layer, keras.Sequential) else [layer]
    return [each.name.rstrip("_0123456789") for each in layers]


def distorted(strength=1.0, **asked):
    return np.asarray(distortions()(strength, **asked)(IMAGES, training=True))


def test_distortions_come_in_the_order_in_which_they_are_named():
    augmentation = distortions(flip="both", brightness=0.1, shift=0.2)
    assert names(augmentation(0.5, rotation=0.1)) == [
        *("random_flip", "random_flip", "random_brightness", "random_translation", "random_rotation"),
    ]
    assert names(augmentation(0.5, flip="none", brightness=0.0)) == ["random_translation"]


def test_nothing_asked_for_is_nothing_done():
    assert distortions()(1.0) is None


@pytest.mark.parametrize(("strength", "mirrored"), [(0.9, False), (1.0, True)])
def test_strong_mirrors_from_a_strength_of_1_on(strength, mirrored):
    assert names(distortions(flip="strong")(strength)) == ["random_flip"] * mirrored


@pytest.mark.parametrize(("flip", "kinds"), [("horizontal", 2), ("vertical", 2), ("both", 4)])
def test_a_flip_shows_every_mirror_image_and_no_other(flip, kinds):
    views = {"none": IMAGES, "horizontal": IMAGES[:, :, ::-1], "vertical": IMAGES[:, ::-1]}
    views["both"] = IMAGES[:, ::-1, ::-1]
    seen = [
        [name for name, view in views.items() if np.array_equal(image, view[number])]
        for number, image in enumerate(distorted(0.1, flip=flip))
    ]
    assert len({name for (name,) in seen}) == kinds


def test_brightness_moves_all_pixels_of_an_image_alike_and_in_proportion():
    change = distorted(0.5, brightness=0.2) - IMAGES
    np.testing.assert_allclose(change.std(axis=(1, 2, 3)), 0, atol=1e-6)
    assert 0.05 < np.abs(change).max() <= 0.1 + 1e-6


def test_contrast_keeps_the_mean_of_an_image():
    seen = distorted(contrast=0.3)
    np.testing.assert_allclose(seen.mean(axis=(1, 2)), IMAGES.mean(axis=(1, 2)), atol=1e-3)
    ratio = seen.std(axis=(1, 2)) / IMAGES.std(axis=(1, 2))
    assert 0.7 - 1e-3 < ratio.min() < 0.9
    assert 1.1 < ratio.max() < 1.3 + 1e-3


def test_a_crop_enlarges_and_leaves_no_border():
    seen = distorted(crop=0.5)
    assert seen.min() >= IMAGES.min() - 1e-6
    assert not np.allclose(seen, IMAGES, atol=0.01)
    smaller = np.asarray(distortions(crop=(-0.5, -0.5))(1.0)(IMAGES, training=True))
    assert (smaller == 0).mean() > 0.5


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"rotation": -0.1}, "rotation is -0.1; it must be from 0 to 1"),
        ({"shift": float("nan")}, "shift is nan; it must be from 0 to 1"),
        ({"crop": (-2.0, 0.0)}, "it must be from 0 to 1"),
        ({"flip": "sideways"}, f"flip is 'sideways'; there are {', '.join(FLIPS)}"),
    ],
)
def test_what_is_out_of_range_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        distortions()(1.0, **asked)


def test_an_unknown_distortion_is_refused():
    with pytest.raises(TypeError, match="got blur; there are rotation, shift, zoom"):
        distortions(blur=1.0)
