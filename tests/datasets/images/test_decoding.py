"""Image files become the pixels that a viewer shows, in every reader alike."""

import hashlib
import io
import os
import struct
import zlib

from keras_nets.datasets import load, read_images
from keras_nets.datasets.forms import ImageForm
from keras_nets.datasets.images import decoding, image_files
from keras_nets.datasets.images.decoding import decode, examine
from keras_nets.datasets.images.photographs import read_photographs

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

RANDOM = np.random.default_rng(0)
# What a camera that was turned stores of an upright picture, by its EXIF orientation.
STORED = {
    1: lambda picture: picture,
    2: lambda picture: picture[:, ::-1],
    3: lambda picture: picture[::-1, ::-1],
    4: lambda picture: picture[::-1],
    5: lambda picture: picture.swapaxes(0, 1),
    6: lambda picture: picture.swapaxes(0, 1)[::-1],
    7: lambda picture: picture.swapaxes(0, 1)[::-1, ::-1],
    8: lambda picture: picture.swapaxes(0, 1)[:, ::-1],
}


def content(mode, file_format, **options):
    pixels = np.linspace(0, 255, 20 * 24 * 3).reshape(20, 24, 3).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(buffer, file_format, **options)
    return buffer.getvalue()


def as_read(paths, size=(20, 24)):
    """The pixels that a network of color images gets of files, as bytes."""
    return np.rint(read_images(paths, ImageForm(image_size=size, channels=3)) * 255).astype(np.uint8)


@pytest.mark.parametrize(
    "mode, file_format",
    [(mode, "PNG") for mode in ("1", "L", "P", "RGB")]
    + [(mode, "JPEG") for mode in ("L", "RGB", "CMYK")]
    + [("L", "BMP"), ("RGB", "BMP"), ("RGB", "GIF"), ("L", "GIF")],
)
def test_decode_agrees_with_pillow(mode, file_format):
    data = content(mode, file_format)
    expected = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    # Pillow and TensorFlow use different inverse cosine transforms.
    tolerance = 4 if file_format == "JPEG" else 0
    np.testing.assert_allclose(decode(data).numpy().astype(int), expected, atol=tolerance)


def test_decode_takes_the_first_frame_of_an_animation():
    black, white = (Image.new("L", (4, 4), value) for value in (0, 255))
    buffer = io.BytesIO()
    black.save(buffer, "GIF", save_all=True, append_images=[white])
    assert decode(buffer.getvalue()).numpy().tolist() == np.zeros((4, 4, 3)).tolist()


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "BMP", "GIF"])
@pytest.mark.parametrize("kept", [slice(-3), slice(60), slice(10)])
def test_examine_finds_truncated_files(tmp_path, file_format, kept):
    path = tmp_path / "image"
    whole = content("RGB", file_format)
    path.write_bytes(whole)
    found = examine(path)
    assert found.digest == hashlib.sha256(whole).digest()
    assert (found.size, found.in_color, found.orientation, found.transparent) == ((20, 24), True, 1, False)
    path.write_bytes(whole[kept])
    with pytest.raises(ValueError, match="truncated, or no image of a known format"):
        examine(path)


def test_examine_says_why(tmp_path):
    with pytest.raises(ValueError, match="there is no file .*none.png"):
        examine(tmp_path / "none.png")
    (tmp_path / "empty.png").write_bytes(b"")
    with pytest.raises(ValueError, match="empty"):
        examine(tmp_path / "empty.png")
    (tmp_path / "colors.bmp").write_bytes(content("P", "BMP"))
    with pytest.raises(ValueError, match="a BMP with a color table, .*; save it as PNG"):
        examine(tmp_path / "colors.bmp")
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(ValueError, match="pipe.png is a named pipe"):
        examine(tmp_path / "pipe.png")


@pytest.mark.parametrize(
    "file_format, options",
    [("PNG", {}), ("WEBP", {"lossless": True}), ("JPEG", {"quality": 95, "subsampling": 0})],
)
def test_images_are_upright_as_their_exif_orientation_asks(tmp_path, file_format, options):
    picture = np.zeros((20, 24, 3), np.uint8)
    picture[:8, :8], picture[8:16, 16:], picture[16:, :8] = (250, 0, 0), (0, 250, 0), (0, 0, 250)
    paths = []
    for orientation, stored in STORED.items():
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        paths.append(tmp_path / f"{orientation}.{file_format.lower()}")
        Image.fromarray(np.ascontiguousarray(stored(picture))).save(paths[-1], file_format, exif=exif, **options)
        shown = np.asarray(ImageOps.exif_transpose(Image.open(paths[-1])))
        assert shown.shape == picture.shape and np.abs(shown.astype(int) - picture).mean() < 2
        assert examine(paths[-1]).size == (20, 24)
    tolerance = 40 if file_format == "JPEG" else 0
    # The files of a folder are read together, by their names.
    by_tensorflow, by_pillow = as_read([tmp_path]), read_photographs(paths)
    for pixels in (by_tensorflow, by_pillow):
        assert np.abs(pixels.astype(int) - picture).max() <= tolerance
    np.testing.assert_array_equal(read_photographs(paths[:1])[0], np.asarray(Image.open(paths[0])))


def test_a_folder_streams_upright_images(tmp_path):
    picture = RANDOM.integers(0, 256, (20, 24, 3), np.uint8)
    for label in "ab":
        (tmp_path / label).mkdir()
        for orientation in (1, 6, 3, 8):
            exif = Image.Exif()
            exif[ExifTags.Base.Orientation] = orientation
            stored = np.ascontiguousarray(STORED[orientation](picture))
            Image.fromarray(stored).save(tmp_path / label / f"{orientation}.png", exif=exif)
    dataset = load(tmp_path, split="50/50")
    assert dataset.input_shape == (20, 24, 3)
    for x, _ in dataset.batches("train", 2, seed=0):
        np.testing.assert_array_equal(np.rint(x.numpy() * 255), np.stack([picture] * 2))


@pytest.mark.parametrize("orientation", [0, 9])
def test_an_orientation_that_there_is_not_changes_nothing(tmp_path, orientation):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    (tmp_path / "a.png").write_bytes(content("RGB", "PNG", exif=exif))
    np.testing.assert_array_equal(as_read([tmp_path / "a.png"])[0], decode(content("RGB", "PNG")))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_broken_exif_block_changes_nothing(tmp_path):
    (tmp_path / "a.jpg").write_bytes(content("RGB", "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"))
    np.testing.assert_array_equal(as_read([tmp_path / "a.jpg"])[0], decode(content("RGB", "JPEG")))


def with_alpha():
    """Images with transparent pixels in every form that files know, as `(name, image, options of save)`."""
    pixels = RANDOM.integers(0, 256, (20, 24, 4), np.uint8)
    image, color = Image.fromarray(pixels), Image.fromarray(pixels[..., :3])
    palette, gray = color.convert("P"), color.convert("L")
    corner = int(np.asarray(palette)[0, 0])
    return [
        ("rgba.png", image, {}),
        ("gray.png", image.convert("LA"), {}),
        ("palette.png", palette, {"transparency": corner}),
        ("palettes.png", palette, {"transparency": bytes(range(256))}),
        ("key.png", color, {"transparency": tuple(pixels[0, 0, :3].tolist())}),
        ("gray_key.png", gray, {"transparency": int(np.asarray(gray)[0, 0])}),
        ("rgba.webp", image, {"lossless": True, "exact": True}),
        ("palette.gif", palette, {"transparency": corner}),
    ]


def on_white(path):
    image = Image.open(path).convert("RGBA")
    return np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB"))


@pytest.mark.parametrize("name, image, options", with_alpha(), ids=[name for name, *_ in with_alpha()])
def test_transparent_pixels_become_white(tmp_path, name, image, options):
    path = tmp_path / name
    image.save(path, **options)
    expected = on_white(path)
    assert expected[0, 0].tolist() == [255] * 3 or name.startswith(("rgba", "gray.", "palettes"))
    assert examine(path).transparent
    np.testing.assert_array_equal(as_read([path])[0], expected)
    np.testing.assert_array_equal(read_photographs([path])[0], expected)


def test_transparent_images_of_a_folder_are_counted(tmp_path):
    for label in "ab":
        (tmp_path / label).mkdir()
        for name, image, options in with_alpha()[:4]:
            image.save(tmp_path / label / name, **options)
        opaque = Image.fromarray(RANDOM.integers(0, 256, (20, 24, 3), np.uint8)).convert("RGBA")
        opaque.save(tmp_path / label / "opaque.png")
    dataset = load(tmp_path, split="60/40")
    assert dataset.messages == ("8 images with transparent pixels, which become white",)
    expected = {str(path): on_white(path) for path in tmp_path.glob("*/*")}
    for path, pixels in zip(dataset.train.x, dataset.inputs(), strict=True):
        np.testing.assert_array_equal(np.rint(pixels * 255), expected[path])


def png_bomb(side):
    """A PNG of `side` x `side` white pixels of one bit in a few kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_bombs_are_refused_by_their_size_before_they_are_unpacked(photos):
    bomb = photos / "cat" / "z.png"
    bomb.write_bytes(png_bomb(23_000))
    message = r"23,000 x 23,000 pixels, more than 250 million; shrink it"
    with pytest.raises(ValueError, match=rf"z.png cannot be read \({message}, or pass --allow-huge\)"):
        load(photos)
    # Where no data set is loaded, there is no flag.
    with pytest.raises(ValueError, match=rf"cannot be read \({message}\)"):
        as_read([bomb])
    with pytest.raises(ValueError, match=rf"image .*z.png has {message}$"):
        read_photographs([bomb])


def test_huge_images_are_read_where_they_are_allowed(photos, monkeypatch):
    monkeypatch.setattr(image_files, "MOST_PIXELS", 20 * 30)
    with pytest.raises(ValueError, match="21 x 30 pixels, more than 0 million; .*pass --allow-huge"):
        load(photos)
    assert len(load(photos, split="50/50", allow_huge=True).train) == 6


def test_a_jpeg_that_tensorflow_cannot_decode_is_refused_at_once(tmp_path, monkeypatch):
    """Examined at an eighth of its size, it would be read, and training on it would end in the midst."""
    (tmp_path / "a.jpg").write_bytes(content("RGB", "JPEG"))
    monkeypatch.setattr(decoding, "_MOST_OF_JPEG", 3 * 20 * 24)
    with pytest.raises(ValueError, match="20 x 24 pixels, and TensorFlow reads at most 480 of a JPEG; shrink it"):
        examine(tmp_path / "a.jpg", allow_huge=True)


def test_pipes_and_devices_in_a_folder_are_named(photos):
    os.mkfifo(photos / "cat" / "pipe.png")
    (photos / "cat" / "zero.png").symlink_to("/dev/zero")
    (photos / "cat" / "link.png").symlink_to(photos / "cat" / "a.png")
    with pytest.raises(ValueError, match=r"pipe.png is a named pipe; .* and 1 more image cannot"):
        load(photos)
    dataset = load(photos, split="50/50", skip_unreadable=True)
    assert len(dataset.train) + len(dataset.test) == 13
