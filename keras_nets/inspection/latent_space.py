"""Pictures decoded from codes: interpolations between examples, and random samples."""

from keras_nets._drawing import mosaic

import numpy as np


def interpolations(decode, starts, ends, image_shape, steps=9):
    """One row per pair: decoded codes on the straight line from one example's code to the other's.

    Args:
        decode: Function from an array of codes to images.
        starts, ends: Codes of the pairs, two arrays of one shape.
        image_shape: `(height, width, channels)`.
        steps: Pictures in a row, including the pair's own.

    Example:

    >>> codes = np.eye(2, 9)
    >>> len(interpolations(lambda code: code, codes, codes[::-1], (3, 3, 1)).axes)
    1
    """
    starts, ends = (np.asarray(codes, "float32")[:, None] for codes in (starts, ends))
    way = np.linspace(0, 1, steps, dtype="float32").reshape(1, steps, *[1] * (starts.ndim - 2))
    codes = starts + way * (ends - starts)
    images = np.asarray(decode(codes.reshape(-1, *codes.shape[2:])), "float32")
    return mosaic(images.reshape(len(codes), steps, *image_shape))


def sample_grid(samples, image_shape):
    """Images in as many rows as columns; images beyond the square are left out.

    Args:
        samples: `(examples, ...)` with values from 0 to 1, pictures flattened or not.
        image_shape: `(height, width, channels)`.

    Example:

    >>> sample_grid(np.zeros((9, 4)), (2, 2, 1)).axes[0].images[0].get_array().shape
    (10, 10, 3)
    """
    side = int(np.sqrt(len(samples)))
    samples = np.asarray(samples, "float32")[: side * side]
    return mosaic(samples.reshape(side, side, *image_shape))
