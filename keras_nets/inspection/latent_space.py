"""Pictures decoded from codes: on the way from one example to another, and of codes drawn at random."""

from keras_nets.inspection.mosaic import mosaic

import numpy as np


def interpolations(decode, starts, ends, image_shape, steps=9):
    """A row a pair: what the codes on the straight line from one example's code to the other's decode to.

    Args:
        decode: turns an array of codes into images.
        starts, ends: codes of the pairs, two arrays of one shape.
        image_shape: (height, width, channels).
        steps: pictures in a row, the pair's own included.

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
    """Images in as many rows as columns; what does not fill the square is left out.

    Args:
        samples: `(examples, ...)` with values from 0 to 1, pictures flattened or not.
        image_shape: (height, width, channels).

    Example:
        >>> sample_grid(np.zeros((9, 4)), (2, 2, 1)).axes[0].images[0].get_array().shape
        (10, 10, 3)
    """
    side = int(np.sqrt(len(samples)))
    samples = np.asarray(samples, "float32")[: side * side]
    return mosaic(samples.reshape(side, side, *image_shape))
