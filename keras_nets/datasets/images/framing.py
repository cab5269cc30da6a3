"""Images and labels of their pixels in one frame, and what a network says of the pixels out of it."""

import math

from keras_nets.datasets.images.sizing import resize

import numpy as np
from PIL import Image


def framed_image(image, frame):
    """An image in a frame, resized by the rule of `sizing.resize` and black around it.

    Args:
        image: Uint8 array `(height, width, channels)`.
        frame: `(height, width)`.
    """
    return image if image.shape[:2] == frame else np.rint(np.clip(resize(image, frame), 0, 255)).astype(np.uint8)


def framed_labels(labels, frame, outside):
    """Labels in the frame of their image; each pixel has the label of the nearest one.

    Args:
        labels: Uint8 array `(height, width)`.
        frame: `(height, width)`.
        outside: Label of the pixels around the image.
    """
    (top, left), inner = _place(labels.shape, frame)
    framed = np.full(frame, outside, np.uint8)
    nearest = Image.fromarray(labels).resize(inner[::-1], Image.Resampling.NEAREST)
    framed[top : top + inner[0], left : left + inner[1]] = nearest
    return framed


def without_frame(values, size):
    """Values of the pixels of an image that was brought into a frame, at the size that the image had, interpolated.

    Args:
        values: Float array `(height, width, channels)` of the frame.
        size: `(height, width)` of the image.

    Example:

    >>> without_frame(np.ones((8, 8, 2)), (20, 30)).shape
    (20, 30, 2)
    """
    (top, left), inner = _place(size, values.shape[:2])
    values = values[top : top + inner[0], left : left + inner[1]]
    channels = [Image.fromarray(channel.astype("float32")) for channel in np.moveaxis(values, -1, 0)]
    return np.stack([channel.resize(size[::-1], Image.Resampling.BILINEAR) for channel in channels], axis=-1)


def _place(size, frame):
    """Top left corner and size of an image in a frame, as `sizing.resize` has them."""
    factor = min(whole / own for whole, own in zip(frame, size, strict=True))
    factor = math.floor(factor) if factor >= 1 else factor
    inner = tuple(max(1, round(factor * side)) for side in size)
    return tuple((whole - side) // 2 for whole, side in zip(frame, inner, strict=True)), inner
