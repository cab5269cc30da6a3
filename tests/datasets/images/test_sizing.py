from keras_nets.datasets import load, read_images
from keras_nets.datasets.forms import ImageForm
from keras_nets.datasets.images.sizing import convert_channels, prepare_images, resize
from keras_nets.datasets.request import Request
from keras_nets.datasets.source import Source

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

RANDOM = np.random.default_rng(0)


def prepare(images, **options):
    """Images in memory, prepared as a request with these options asks."""
    return prepare_images(Source("made", images, np.arange(len(images)), (), ""), None, Request("made", **options))


def weights(found, wanted):
    """Linear interpolation from `found` to `wanted` pixels, a triangle as wide as a pixel of the coarser side."""
    step = found / wanted
    centers = (np.arange(wanted) + 0.5) * step - 0.5
    triangle = np.maximum(0, 1 - np.abs(np.arange(found) - centers[:, None]) / max(step, 1))
    return triangle / triangle.sum(axis=1, keepdims=True)


def reference(image, inner):
    """Bilinear, antialiased resizing, written as two matrix products."""
    rows, columns = weights(image.shape[0], inner[0]), weights(image.shape[1], inner[1])
    return np.einsum("ih,jw,hwc->ijc", rows, columns, image.astype(float), optimize=True)


@pytest.mark.parametrize(
    "found, frame, inner, before",
    [
        ((28, 28), (32, 32), (28, 28), (2, 2)),
        ((8, 8), (32, 32), (32, 32), (0, 0)),
        ((8, 8), (28, 28), (24, 24), (2, 2)),
        ((8, 8), (11, 12), (8, 8), (1, 2)),
        ((5, 10), (32, 32), (15, 30), (8, 1)),
        ((40, 20), (10, 10), (10, 5), (0, 2)),
        ((375, 500), (64, 64), (48, 64), (8, 0)),
        ((7, 300), (3, 30), (1, 30), (1, 0)),
        ((40, 6), (32, 32), (32, 5), (0, 13)),
    ],
)
def test_resize_keeps_proportions_and_centers_the_image_in_zeros(found, frame, inner, before):
    image = RANDOM.integers(0, 256, (*found, 3), dtype=np.uint8)
    expected = np.zeros((*frame, 3))
    expected[before[0] : before[0] + inner[0], before[1] : before[1] + inner[1]] = reference(image, inner)
    np.testing.assert_allclose(resize(tf.constant(image), frame), expected, atol=2e-3)


def test_unenlarged_images_keep_every_pixel():
    images = RANDOM.integers(0, 256, (3, 28, 28, 1), dtype=np.uint8)
    prepared = prepare(images, image_size=(32, 32))
    assert prepared.x.dtype == "uint8"
    np.testing.assert_array_equal(prepared.x, np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0))))


def test_gray_and_color_convert_into_each_other():
    color = np.array([[[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]]], np.uint8)
    assert prepare(color, channels=1).x.ravel().tolist() == [76, 150, 29, 255]
    gray = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    repeated = prepare(gray, channels=3).x
    np.testing.assert_array_equal(repeated, np.repeat(gray, 3, axis=-1))
    np.testing.assert_array_equal(prepare(repeated, channels=1).x, gray)
    assert convert_channels(gray, 1) is gray
    assert prepare(color, channels=1).messages == (
        "images of 1 x 4 pixels in color are converted to gray; --data-option channels=3 keeps color",
    )
    with pytest.raises(ValueError, match="images of 2 channels cannot be converted to 3"):
        prepare(np.zeros((1, 4, 4, 2), np.uint8), channels=3)


def test_inputs_are_scaled_and_flattened():
    images = RANDOM.integers(0, 256, (3, 4, 5, 1), dtype=np.uint8)
    prepared = prepare(images, flatten=True)
    assert prepared.input_shape == (20,)
    np.testing.assert_allclose(prepared.transform(images), images.reshape(3, 20) / 255, rtol=1e-6)
    assert prepared.form == ImageForm(image_size=(4, 5), channels=1, flatten=True, margin=0, value_range=(0, 1))


def test_images_are_read_by_rows():
    digits, rows = load("digits"), load("digits", by_rows=True)
    assert rows.input_shape == (8, 8) and rows.image_shape == (8, 8, 1)
    np.testing.assert_array_equal(rows.inputs("test"), digits.inputs("test")[..., 0])
    color = load("digits", channels=3, image_size=(4, 6), by_rows=True)
    assert color.input_shape == (4, 18) and color.image_shape == (4, 6, 3)
    (x, _), *_ = color.batches("test", 5)
    assert x.shape == (5, 4, 18)
    pixels = load("digits", channels=3, image_size=(4, 6)).inputs("test", limit=5)
    np.testing.assert_array_equal(x, pixels.reshape(5, 4, 18))
    # What has no rows stays as it is.
    assert load("iris", by_rows=True).input_shape == (4,)


def test_black_and_white_become_the_ends_of_the_range():
    images = np.array([[[[0]], [[255]], [[51]]]], np.uint8)
    prepared = prepare(images, value_range=(-1, 1))
    np.testing.assert_allclose(prepared.transform(images)[0, :, 0, 0], [-1, 1, -0.6], atol=1e-6)


def test_a_margin_stays_free_on_every_side():
    images = np.full((1, 8, 8, 1), 255, np.uint8)
    framed = prepare(images, image_size=(32, 32), margin=2).x[0, ..., 0]
    assert framed[4:-4, 4:-4].min() == 255
    assert framed.sum() == 24 * 24 * 255


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"image_size": (32, 32)},
        {"channels": 3, "flatten": True},
        {"channels": 3, "image_size": (4, 6), "by_rows": True},
        {"image_size": (32, 32), "margin": 3, "value_range": (-1, 1)},
    ],
)
def test_named_files_become_the_inputs_that_the_data_set_had(tmp_path, options):
    raw, dataset = load("digits").test.x[:2], load("digits", **options)
    paths = [tmp_path / f"{number}.png" for number in range(2)]
    for path, pixels in zip(paths, raw, strict=True):
        Image.fromarray(pixels[..., 0]).save(path)
    inputs = read_images(paths, dataset)
    assert inputs.dtype == "float32"
    np.testing.assert_array_equal(inputs, dataset.inputs("test", 2))
    np.testing.assert_array_equal(read_images(paths[1:], dataset.describe()), inputs[1:])


def test_read_images_refusals(tmp_path):
    dataset = load("digits")
    (tmp_path / "broken.png").write_bytes(b"no image")
    with pytest.raises(ValueError, match=r"image .*broken.png cannot be read \(truncated, or no image"):
        read_images([tmp_path / "broken.png"], dataset)
    with pytest.raises(ValueError, match=r"image none.png cannot be read \(there is no file none.png"):
        read_images(["none.png"], dataset)
    with pytest.raises(ValueError, match="no image file was named"):
        read_images([], dataset)
    with pytest.raises(ValueError, match="the data were not images"):
        read_images(["a.png"], load("iris"))


@pytest.mark.parametrize(
    "sizes, options, message",
    [
        (
            [(40, 30), (60, 80), (50, 50)],
            {"image_size": (32, 32), "channels": 1},
            "images of 40 x 30 to 60 x 80 pixels in color are resized to 32 x 32 gray; "
            "--data-option channels=3 keeps color",
        ),
        ([(40, 30), (60, 80)], {"image_size": (48, 48)}, "images of 40 x 30 to 60 x 80 pixels are resized to 48 x 48"),
        ([(40, 30)] * 2, {"image_size": (20, 20)}, "images of 40 x 30 pixels are resized to 20 x 20"),
        (
            [(30, 30)] * 2,
            {"image_size": (32, 32), "margin": 2},
            "images of 30 x 30 pixels are resized to 28 x 28 in a frame of 32 x 32",
        ),
        ([(40, 30)] * 2, {"image_size": (40, 40)}, None),
        ([(4, 3)] * 2, {}, None),
    ],
)
def test_what_images_of_a_folder_lose_is_said(tmp_path, sizes, options, message):
    for label in "ab":
        (tmp_path / label).mkdir()
        for number, (height, width) in enumerate(sizes):
            Image.fromarray(RANDOM.integers(0, 256, (height, width, 3), np.uint8)).save(
                tmp_path / label / f"{number}.png"
            )
    dataset = load(tmp_path, split="50/50", **options)
    assert dataset.messages == (() if message is None else (message,))
