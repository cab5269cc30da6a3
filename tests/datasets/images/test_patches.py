from keras_nets.datasets.images.patches import Patches, draw

import numpy as np
import pytest


@pytest.fixture
def patches():
    images = np.arange(2 * 6 * 5 * 3).reshape(2, 6, 5, 3)
    return Patches(images, places=[[0, 0, 0], [1, 3, 2], [1, 2, 1]], size=3)


def test_patches_are_what_lies_at_each_place(patches):
    assert patches.shape == (3, 3, 3, 3) and patches.ndim == 4 and len(patches) == 3
    np.testing.assert_array_equal(patches[1], patches.images[1, 3:6, 2:5])
    copied = np.asarray(patches)
    assert copied.dtype == patches.dtype
    np.testing.assert_array_equal(copied, [patches[0], patches[1], patches[2]])


def test_some_patches_are_patches_of_the_same_images(patches):
    for index in (slice(1, 3), [2, 0], np.array([True, False, True])):
        some = patches[index]
        assert isinstance(some, Patches) and some.images is patches.images
        np.testing.assert_array_equal(some, np.asarray(patches)[index])
    assert np.asarray(patches[:0]).shape == (0, 3, 3, 3)


def test_labels_have_no_channels():
    patches = Patches(np.arange(20).reshape(1, 4, 5), [[0, 1, 2]], 2)
    assert patches.shape == (1, 2, 2)
    np.testing.assert_array_equal(patches, [[[7, 8], [12, 13]]])


@pytest.mark.parametrize("place", [[0, 4, 0], [0, 0, 3], [2, 0, 0], [-1, 0, 0], [0, -1, 0]])
def test_patches_outside_an_image_are_refused(place):
    row, column = place[1:]
    with pytest.raises(ValueError, match=f"3 x 3 pixels at row {row}, column {column} of image {place[0]} does not"):
        Patches(np.zeros((2, 6, 5)), [[0, 0, 0], place], 3)


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_every_place_inside_is_drawn_equally_often(size):
    inside = np.ones((2, 6, 7), bool)
    places = draw(inside, size, 20_000, seed=1)
    possible = 2 * (7 - size) * (8 - size)
    distinct, counts = np.unique(places, axis=0, return_counts=True)
    assert len(distinct) == possible
    assert distinct.max(axis=0).tolist() == [1, 6 - size, 7 - size] and distinct.min() == 0
    expected = 20_000 / possible
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_centers_lie_in_the_mask(size):
    inside = np.random.default_rng(0).random((3, 9, 8)) < 0.2
    image, top, left = draw(inside, size, 500, seed=2).T
    assert inside[image, top + size // 2, left + size // 2].all()


def test_places_are_a_function_of_the_seed():
    inside = np.ones((2, 30, 30), bool)
    np.testing.assert_array_equal(draw(inside, 4, 50, seed=3), draw(inside, 4, 50, seed=3))
    assert not np.array_equal(draw(inside, 4, 50, seed=3), draw(inside, 4, 50, seed=4))


def test_patches_without_a_place_are_refused():
    with pytest.raises(ValueError, match="patches of 7 x 7 pixels do not fit into images of 6 x 9; use a smaller"):
        draw(np.ones((1, 6, 9), bool), 7, 1)
    inside = np.zeros((1, 9, 9), bool)
    inside[0, 0, 0] = True
    with pytest.raises(ValueError, match="no patch of 3 x 3 pixels has its center where pixels count"):
        draw(inside, 3, 1)
