"""Images on their way into a network: decoded, brought to one number of channels, one size and one range of values.

One rule sizes every image, in memory or in a file, without distortion: a smaller one is enlarged by the largest whole
factor that fits (bilinear), a larger one is shrunk until it fits (bilinear, antialiased), and what is left of the
frame is filled with zeros, half on each side, at least a margin where one is asked for. In 32 x 32 with a margin of 2,
MNIST's 28 x 28 stay as they are, as LeNet-5 has it, and scikit-learn's 8 x 8 digits are enlarged three times.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.labeled_images import read_photographs
from keras_nets.datasets.source import Prepared
from keras_nets.datasets.wording import one_line

import numpy as np
import tensorflow as tf

# Red, green and blue in the luminance of ITU-R BT.601, as JPEG has it.
_LUMINANCE = (0.299, 0.587, 0.114)
_CHUNK = 4096


def resize(images, size, margin=0):
    """Images (rank 3, or 4 with a batch axis) in a frame of `size` (height, width), as float32 in [0, 255]."""
    frame = tf.constant(size, tf.int32)
    found = tf.shape(images)[-3:-1]
    factor = tf.reduce_min((frame - 2 * margin) / found)
    factor = tf.where(factor >= 1, tf.floor(factor), factor)
    inner = tf.maximum(tf.cast(tf.round(factor * tf.cast(found, tf.float64)), tf.int32), 1)
    images = tf.cond(
        tf.reduce_all(inner == found),
        lambda: tf.cast(images, tf.float32),
        lambda: tf.image.resize(images, inner, antialias=True),
    )
    before = (frame - inner) // 2
    margins = tf.stack([before, frame - inner - before], axis=1)
    others = tf.zeros([1, 2], tf.int32)
    batch = [others] if images.shape.rank == 4 else []
    return tf.pad(images, tf.concat([*batch, margins, others], axis=0))


def convert_channels(images, channels):
    """Gray images repeated to three channels, or the luminance of color images."""
    if images.shape[-1] == channels:
        return images
    if channels == 3:
        return tf.repeat(images, 3, axis=-1)
    return tf.tensordot(tf.cast(images, tf.float32), tf.constant(_LUMINANCE), axes=1)[..., None]


def decode(content):
    """The pixels of a file's content as uint8, height x width x 3; of an animation the first frame, alpha left out."""
    pixels = tf.io.decode_image(content, expand_animations=False)
    color = tf.cond(
        tf.shape(pixels)[-1] < 3,
        lambda: tf.repeat(pixels[..., :1], 3, axis=-1),
        lambda: pixels[..., :3],
    )
    return tf.ensure_shape(color, [None, None, 3])


def examine(path):
    """Read an image file once, with the decoder that training uses.

    Returns:
        Its content.

    Raises:
        ValueError: it cannot be read or decoded, and why.
    """
    try:
        str(path).encode()
        content = Path(path).read_bytes()
    except UnicodeEncodeError:
        raise ValueError("its name is not UTF-8") from None
    except OSError as error:
        raise ValueError(error.strerror) from None
    if content[:2] == b"BM" and _has_color_table(path):
        raise ValueError("a BMP with a color table; save it as PNG")
    try:
        # At an eighth of the size a JPEG is read to its end all the same, in a fraction of the time.
        if content[:2] == b"\xff\xd8":
            tf.io.decode_jpeg(content, ratio=8)
        else:
            decode(content)
    except tf.errors.InvalidArgumentError:
        raise ValueError("truncated, or no image of a known format" if content else "empty") from None
    return content


def _has_color_table(path):
    """TensorFlow takes the numbers of colors in a table for shades of gray."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            return image.mode == "P"
    except OSError:
        return False


def prepare_images(images, image_size=None, channels=None, flatten=False, margin=0, value_range=(0, 1)):
    """Images in memory, brought to size and channels once and kept as uint8."""
    found = images.shape[-1]
    if channels not in (None, found) and found not in (1, 3):
        raise ValueError(f"images of {found} channels cannot be converted to {channels}; convert the file")
    size, channels = tuple(image_size or images.shape[1:3]), channels or found
    if images.shape[1:] != (*size, channels) or margin:
        raw, images = images, np.empty((len(images), *size, channels), np.uint8)
        for start in range(0, len(raw), _CHUNK):
            images[start : start + _CHUNK] = _frame(tf.constant(raw[start : start + _CHUNK]), size, channels, margin)
    input_shape = _input_shape(size, channels, flatten)

    def transform(raw):
        return _scale(raw, input_shape, value_range)

    return Prepared(images, input_shape, transform, details=_details(size, channels, flatten, margin, value_range))


def prepare_files(paths, image_size=None, channels=None, flatten=False, margin=0, value_range=(0, 1)):
    """Image files, read, decoded and brought to size and channels when a batch needs them."""
    messages = ()
    if image_size is None:
        image_size = decode(examine(paths[0])).shape[:2]
        messages = (f"every image is brought to {image_size[0]} x {image_size[1]}, the size of {paths[0]}",)
    size, channels = tuple(image_size), channels or 3
    transform = _file_transform(size, channels, flatten, margin, value_range)
    return Prepared(
        np.asarray(paths),
        _input_shape(size, channels, flatten),
        transform,
        messages,
        _details(size, channels, flatten, margin, value_range),
    )


def read_images(paths, prepared_as):
    """Image files as network inputs, prepared exactly as the images of a data set.

    Args:
        paths: the files.
        prepared_as: a `Dataset`, or its `details` as the record of a run holds them (`image_size`, `channels`,
            `flatten`, `margin` and `value_range`; `preprocessing` of photographs, which keep their size).

    Returns:
        A float32 array, one example a file.

    Raises:
        ValueError: a file cannot be read, or the data set is not one of images.
    """
    details = prepared_as.details if isinstance(prepared_as, Dataset) else prepared_as
    if not isinstance(details, Mapping) or details.get("image_size") is None:
        raise ValueError("the data were not images, so image files cannot be turned into inputs of this network")
    paths = [os.fspath(path) for path in paths]
    if not paths:
        raise ValueError("no image file was named; name at least one")
    if details.get("preprocessing"):
        from keras_nets.datasets.preprocessing import prepare_photographs

        return prepare_photographs(read_photographs(paths), details)
    for path in paths:
        try:
            examine(path)
        except ValueError as error:
            raise ValueError(
                f"image {path} cannot be read ({one_line(error)}); use a PNG, JPEG, BMP, GIF or WebP"
            ) from None
    size = tuple(details["image_size"])
    transform = _file_transform(
        size, details["channels"], details["flatten"], details["margin"], details["value_range"]
    )
    chunks = [transform(tf.constant(paths[i : i + 256])) for i in range(0, len(paths), 256)]
    return np.concatenate([np.asarray(chunk) for chunk in chunks])


def _file_transform(size, channels, flatten, margin, value_range):
    input_shape = _input_shape(size, channels, flatten)

    def read(path):
        return _frame(decode(tf.io.read_file(path)), size, channels, margin)

    # Compiled to a graph once, since outside tf.data map_fn would otherwise be a Python loop.
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def transform(paths):
        pixels = tf.map_fn(read, paths, fn_output_signature=tf.TensorSpec([*size, channels], tf.uint8))
        return _scale(pixels, input_shape, value_range)

    return transform


def _frame(images, size, channels, margin):
    """Rounded once, at the end, so that an image gives the same pixels from memory and from a file."""
    return tf.saturate_cast(tf.round(resize(convert_channels(images, channels), size, margin)), tf.uint8)


def _scale(raw, input_shape, value_range):
    # A product, since compiled graphs turn the quotient into one, which would differ from eager inputs in the last bit.
    images = tf.reshape(tf.cast(raw, tf.float32) * (1 / 255), [-1, *input_shape])
    black, white = value_range
    return images if (black, white) == (0, 1) else images * (white - black) + black


def _input_shape(size, channels, flatten):
    return (size[0] * size[1] * channels,) if flatten else (*size, channels)


def _details(size, channels, flatten, margin, value_range):
    return {
        "image_size": [int(side) for side in size],
        "channels": int(channels),
        "flatten": bool(flatten),
        "margin": int(margin),
        "value_range": list(value_range),
    }
