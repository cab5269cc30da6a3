from keras_nets.tasks.pixels import predict_mirrored, predict_tiles, predict_whole

import keras
import numpy as np
import pytest


@pytest.fixture(scope="module")
def model():
    """Tells of every pixel how it compares with the one on its right; nothing lies beyond a border."""
    inputs = keras.Input((None, None, 1))
    outputs = keras.layers.Conv2D(2, (1, 3), padding="same", activation="softmax")(inputs)
    return keras.Model(inputs, outputs)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).normal(size=(3, 11, 17, 1)).astype("float32")


def by_hand(model, images, size, stride):
    """The mean over tiles, tile by tile and pixel by pixel."""
    height, width = images.shape[1:3]
    tops = [*range(0, height - size, stride), height - size]
    lefts = [*range(0, width - size, stride), width - size]
    found = [[[[] for _ in range(width)] for _ in range(height)] for _ in images]
    for number, top, left in np.ndindex(len(images), len(tops), len(lefts)):
        y, x = tops[top], lefts[left]
        tile = np.asarray(model(images[number : number + 1, y : y + size, x : x + size]))[0]
        for row, column in np.ndindex(size, size):
            found[number][y + row][x + column].append(tile[row, column])
    return np.array([[[np.mean(pixel, axis=0) for pixel in row] for row in image] for image in found])


@pytest.mark.parametrize("size, stride", [(5, 5), (5, 2), (11, 3), (4, 1)])
@pytest.mark.parametrize("batch_size", [None, 7])
def test_tiles_are_averaged_where_they_overlap(model, images, size, stride, batch_size):
    expected = by_hand(model, images, size, stride)
    found = predict_tiles(model, images, size, stride, batch_size)
    assert found.shape == (3, 11, 17, 2)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_pixels_that_tiles_cut_off_from_their_neighbors_are_predicted_otherwise(model, images):
    whole = predict_whole(model, images)
    np.testing.assert_allclose(whole, np.asarray(model(images)), atol=1e-6)
    difference = np.abs(predict_tiles(model, images, 5, 5) - whole).max(axis=(0, 1, 3))
    # Tiles begin at 0, 5, 10 and 12.
    assert set(np.flatnonzero(difference < 1e-6)) == {0, 1, 2, 3, 6, 7, 8, 11, 13, 15, 16}


def test_mirror_images_are_turned_back(model, images):
    pointwise = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Identity()])
    np.testing.assert_allclose(predict_mirrored(pointwise, images), images, atol=1e-6)
    mean = predict_mirrored(model, images)
    np.testing.assert_allclose(predict_mirrored(model, images[:, :, ::-1]), mean[:, :, ::-1], atol=1e-6)
    sideways = predict_mirrored(model, images.swapaxes(1, 2))
    np.testing.assert_allclose(sideways, mean.swapaxes(1, 2), atol=1e-6)
    assert np.abs(mean - predict_whole(model, images)).max() > 0.01


@pytest.mark.parametrize(
    "size, stride, complaint",
    [
        (12, 3, "tiles of 12x12 do not fit into images of 11x17; use a smaller size"),
        (0, 3, "tiles of 0x0 do not fit"),
        (4, 5, "a stride of 5 leaves pixels between tiles of 4; use one from 1 to 4"),
        (4, 0, "a stride of 0 leaves pixels"),
    ],
)
def test_tiles_that_cannot_cover_an_image_are_refused(model, images, size, stride, complaint):
    with pytest.raises(ValueError, match=complaint):
        predict_tiles(model, images, size, stride)


def test_a_network_for_one_size_takes_no_other(images):
    inputs = keras.Input((11, 17, 1))
    fixed = keras.Model(inputs, keras.layers.Conv2D(1, 1)(inputs), name="fixed")
    predict_whole(fixed, images)
    with pytest.raises(
        ValueError, match=r"fixed was built for images of 11x17, not of 5x5; build it with input_shape="
    ):
        predict_tiles(fixed, images, 5)
    with pytest.raises(ValueError, match="not of 17x11"):
        predict_mirrored(fixed, images)
