"""Image files as pixels in color: upright, on white where they are transparent, with the operations of TensorFlow."""

import dataclasses
import hashlib

from keras_nets.datasets.files import content_of
from keras_nets.datasets.images.image_files import Header, excess_of, header_of, open_image

import numpy as np
import tensorflow as tf

# TensorFlow decodes fewer bytes of a JPEG than this, whatever it says of larger ones.
_MOST_OF_JPEG = 2**29

_WHITE = 255
_JPEG = b"\xff\xd8"
_BROKEN = "truncated, or no image of a known format"


@dataclasses.dataclass(frozen=True)
class Examined:
    """An image file that was read once.

    Args:
        digest: SHA-256 of its content.
        size: `(height, width)` as a viewer shows it, in pixels.
        in_color: Whether its pixels may have colors.
        orientation: EXIF orientation, from 1 (upright) to 8.
        transparent: Whether a pixel is transparent.
    """

    digest: bytes
    size: tuple[int, int]
    in_color: bool
    orientation: int
    transparent: bool


def examine(path, allow_huge=None):
    """Read an image file once, with the decoder that training uses.

    Args:
        path: Its path.
        allow_huge: As in `files.readable`.

    Returns:
        What is `Examined`.

    Raises:
        ValueError: If it cannot be read or decoded; the message is the reason.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise ValueError("its name is not UTF-8") from None
    content = content_of(path, allow_huge)
    header = _checked_header(content, allow_huge)
    try:
        # At an eighth of the size a JPEG is still read to its end, in a fraction of the time.
        if header is not None and content.startswith(_JPEG):
            tf.io.decode_jpeg(content, ratio=8)
        else:
            pixels = tf.io.decode_image(content, expand_animations=False)
    except tf.errors.InvalidArgumentError:
        raise ValueError(_BROKEN if content else "empty") from None
    if header is None:
        header = Header(size=tuple(pixels.shape[:2]), in_color=pixels.shape[-1] > 2)
    return Examined(
        digest=hashlib.sha256(content).digest(),
        size=header.size,
        in_color=header.in_color,
        orientation=header.orientation,
        transparent=header.has_alpha and _is_transparent(content),
    )


def _checked_header(content, allow_huge):
    """The `Header` of what is in a file, from which nothing speaks against decoding it; None if Pillow knows none."""
    try:
        header = header_of(content)
    # Pillow's readers raise different exceptions on broken files, some of which TensorFlow reads nevertheless.
    except Exception:
        return None
    if excess := excess_of(header.size, allow_huge):
        raise ValueError(excess)
    height, width = header.size
    if content.startswith(_JPEG) and 3 * height * width >= _MOST_OF_JPEG:
        raise ValueError(
            f"{height:,} x {width:,} pixels, and TensorFlow reads at most {_MOST_OF_JPEG // 3:,} of a JPEG; "
            "shrink it, or save it as PNG"
        )
    if content.startswith(b"BM") and header.mode == "P":
        raise ValueError("a BMP with a color table, whose indices would be read as shades; save it as PNG")
    return header


def _is_transparent(content):
    try:
        return bool((_with_alpha_by_pillow(content)[..., 3] < _WHITE).any())
    except Exception:
        raise ValueError(_BROKEN) from None


def decode(content):
    """The pixels of a file's content as uint8, height x width x 3, as stored: without alpha, perhaps not upright.

    Of an animation it is the first frame.
    """
    pixels = tf.io.decode_image(content, expand_animations=False)
    color = tf.cond(
        tf.shape(pixels)[-1] < 3,
        lambda: tf.repeat(pixels[..., :1], 3, axis=-1),
        lambda: pixels[..., :3],
    )
    return tf.ensure_shape(color, [None, None, 3])


def decode_on_white(content):
    """As `decode`, of an image with transparent pixels, in front of a white ground."""
    pixels = tf.cast(_with_alpha(content), tf.int32)
    color, alpha = pixels[..., :3], pixels[..., 3:]
    # Rounded as Pillow rounds it.
    return tf.cast((color * alpha + _WHITE * (_WHITE - alpha) + _WHITE // 2) // _WHITE, tf.uint8)


def turn_upright(pixels, orientation):
    """Pixels (height, width, channels) turned and mirrored as their EXIF orientation, from 1 to 8, asks for."""
    pixels = tf.cond(orientation >= 5, lambda: tf.transpose(pixels, [1, 0, 2]), lambda: pixels)
    # Whether rows run from bottom to top, and columns from right to left, in the order of the orientations.
    rows, columns = tf.constant([1, 1, -1, -1, 1, 1, -1, -1]), tf.constant([1, -1, -1, 1, 1, -1, -1, 1])
    return tf.ensure_shape(pixels[:: rows[orientation - 1], :: columns[orientation - 1]], [None, None, 3])


def reader(files):
    """A function of TensorFlow from the path of one of the files to its pixels; what no file needs costs nothing.

    Args:
        files: `{path: what is Examined}`.
    """
    orientation_of = _lookup({path: file.orientation for path, file in files.items() if file.orientation != 1}, 1)
    is_transparent = _lookup({path: True for path, file in files.items() if file.transparent}, False)

    def read(path):
        content = tf.io.read_file(path)
        if is_transparent is None:
            pixels = decode(content)
        else:
            pixels = tf.cond(is_transparent(path), lambda: decode_on_white(content), lambda: decode(content))
        return pixels if orientation_of is None else turn_upright(pixels, orientation_of(path))

    return read


def _lookup(values, default):
    """A function of TensorFlow from a path to its value; None where no path has one."""
    if not values:
        return None
    table = tf.lookup.KeyValueTensorInitializer(tf.constant(list(values)), tf.constant(list(values.values())))
    return tf.lookup.StaticHashTable(table, default).lookup


def _with_alpha(content):
    """Pixels in red, green, blue and alpha."""
    is_png = tf.strings.substr(content, 0, 4) == b"\x89PNG"
    # TensorFlow makes the transparent pixels of a GIF black.
    pixels = tf.cond(
        is_png,
        lambda: tf.io.decode_png(content, channels=4),
        lambda: tf.numpy_function(_with_alpha_by_pillow, [content], tf.uint8),
    )
    return tf.ensure_shape(pixels, [None, None, 4])


def _with_alpha_by_pillow(content):
    return np.asarray(open_image(content).convert("RGBA"))
