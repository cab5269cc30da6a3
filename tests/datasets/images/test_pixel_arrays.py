from keras_nets.datasets.images.pixel_arrays import as_pixels

import numpy as np
import pytest

BYTES = np.arange(5 * 8 * 9 * 3, dtype="uint32").astype("uint8").reshape(5, 8, 9, 3)


@pytest.mark.parametrize(
    "saved, span",
    [
        (BYTES / 255, "float64 pixels from 0 to 1"),
        ((BYTES / 255).astype("float32"), "float32 pixels from 0 to 1"),
        ((BYTES / 255).astype("float16"), "float16 pixels from 0 to 1"),
        (BYTES + np.float32(0.25) * (BYTES < 200), "float32 pixels from 0 to 255"),
        (BYTES.astype("int64"), "int64 pixels from 0 to 255"),
        (BYTES.astype("uint16"), "uint16 pixels from 0 to 255"),
        (BYTES.astype("uint16") * 257, "uint16 pixels from 0 to 65535"),
    ],
)
def test_pixels_of_other_types_become_the_bytes_that_they_were(saved, span):
    images, messages = as_pixels(saved)
    assert images.dtype == "uint8"
    np.testing.assert_array_equal(images, BYTES)
    assert messages == (f"x is taken as images of {span}, kept as bytes",)


def test_black_and_white_is_from_zero_to_one():
    assert set(np.unique(as_pixels(BYTES > 99)[0])) == {0, 255}
    assert set(np.unique(as_pixels((BYTES > 99).astype("int32"))[0])) == {0, 255}


def test_bytes_stay_as_they_are_without_a_word():
    for saved in (BYTES, BYTES[..., :1], BYTES.repeat(2, axis=-1)):
        images, messages = as_pixels(saved)
        assert images is saved and messages == ()
    np.testing.assert_array_equal(as_pixels(BYTES[..., 0])[0], BYTES[..., :1])


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_channels_in_front_are_moved_to_the_end(channels, kind):
    last = BYTES[..., :channels].repeat(1, axis=0).astype(kind)
    images, messages = as_pixels(last.transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(images, BYTES[..., :channels])
    assert messages[0] == f"channels moved to the end, from ({channels}, 8, 9) to (8, 9, {channels})"


@pytest.mark.parametrize("saved", [BYTES / 255 - 0.5, BYTES * 2.0, BYTES.astype("uint16") * 16])
def test_numbers_outside_of_pixels_stay_numbers_and_this_is_said(saved):
    numbers, (message,) = as_pixels(saved)
    assert numbers is saved
    assert message.startswith(f"x has values from {saved.min():g} to {saved.max():g}, so it is taken as numbers")
    again = (255 * (saved - saved.min()) / (saved.max() - saved.min())).astype("uint8")
    assert as_pixels(again) == (again, ())


def test_shapes_that_may_mean_two_things_are_left_and_said():
    both = BYTES[:, :3, :, :]
    images, messages = as_pixels(both)
    assert images is both
    told = (
        "examples of shape (3, 9, 3) are taken to have channels last; if they are first, save x.transpose(0, 2, 3, 1)"
    )
    assert messages == (told,)
    square = BYTES[:, :, :8, 0] / 255
    series, messages = as_pixels(square)
    told = "examples of shape (8, 8) are taken as 8 steps of 8 numbers; if they are images, save "
    assert series is square and messages == (told + "(255 * x).round().astype('uint8')",)
    np.testing.assert_array_equal(as_pixels((255 * square).round().astype("uint8"))[0][..., 0], BYTES[:, :, :8, 0])


@pytest.mark.parametrize("shape", [(5, 6), (5, 9, 8), (5, 4, 4), (5, 8, 9, 2), (5, 2, 3, 4, 3)])
def test_other_shapes_are_no_images(shape):
    numbers = np.linspace(0, 1, int(np.prod(shape))).reshape(shape)
    assert as_pixels(numbers) == (numbers, ())
