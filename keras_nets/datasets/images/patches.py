"""Square patches of images, kept as their places, so that the images are held once, however many patches overlap."""

import math

from keras_nets._wording import counted

import numpy as np


class Patches:
    """Patches of equal size from images of equal size, for a `Split` in place of an array of examples.

    `patches[5]` is one patch; `patches[2:4]` and `patches[[7, 1]]` are `Patches` again, and `np.asarray(patches)`
    copies them side by side, `(patches, size, size, ...)`. Patches of images and of their labels at the same places
    belong together.

    Args:
        images: `(images, height, width, ...)`.
        places: `(patches, 3)`, the image, first row and first column of each patch.
        size: Side of a patch in pixels.

    Raises:
        ValueError: If a patch does not lie inside its image.

    Example:

    >>> patches = Patches(np.arange(32).reshape(2, 4, 4), places=[[0, 0, 0], [1, 2, 1]], size=2)
    >>> patches[1].tolist(), patches.shape
    ([[25, 26], [29, 30]], (2, 2, 2))
    """

    def __init__(self, images, places, size):
        self.images, self.places, self.size = images, np.asarray(places, np.int64), int(size)
        places = self.places.reshape(-1, 3)
        last = np.array([len(images) - 1, images.shape[1] - self.size, images.shape[2] - self.size])
        outside = np.flatnonzero(((places < 0) | (places > last)).any(axis=1))
        if len(outside):
            image, top, left = places[outside[0]].tolist()
            raise ValueError(
                f"a patch of {self.size} x {self.size} pixels at row {top}, column {left} of image {image} does not "
                f"lie in {counted(len(images), 'image')} of {images.shape[1]} x {images.shape[2]}; place it inside"
            )

    @property
    def shape(self):
        return (len(self.places), self.size, self.size, *self.images.shape[3:])

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def dtype(self):
        return self.images.dtype

    def __len__(self):
        return len(self.places)

    def __getitem__(self, index):
        places = self.places[index]
        if places.ndim == 1:
            image, top, left = places
            return self.images[image, top : top + self.size, left : left + self.size]
        return Patches(self.images, places, self.size)

    def picker(self):
        """A function of indices that gathers patches in a tf.data pipeline, which holds only the images."""
        import tensorflow as tf

        # Pixels in one axis, since gathering by one index is several times as fast as by three.
        _, height, width, *channels = self.images.shape
        pixels = tf.constant(self.images.reshape(-1, math.prod(channels)))
        image, top, left = self.places.T
        starts = tf.constant((image * height + top) * width + left)
        side = np.arange(self.size)
        offsets = tf.constant(side[:, None] * width + side)

        def pick(indices):
            gathered = tf.gather(pixels, tf.gather(starts, indices)[:, None, None] + offsets)
            return gathered if channels else gathered[..., 0]

        return pick

    def __array__(self, dtype=None, copy=None):
        image, top, left = self.places.T[:, :, None, None]
        side = np.arange(self.size)
        return np.asarray(self.images[image, top + side[:, None], left + side], dtype)


def draw(inside, size, patches, seed=0):
    """Places of patches, drawn uniformly from all that lie inside their image, with the center in a mask.

    Args:
        inside: `(images, height, width)`, true where a center may be. For an even `size` the center is the pixel below
            and to the right of the middle.
        size: Side of a patch in pixels.
        patches: Number of patches.
        seed: Seed of the places.

    Returns:
        Places `(patches, 3)` for `Patches`.

    Raises:
        ValueError: If there is no place for a patch.

    Example:

    >>> inside = np.zeros((1, 5, 5), bool)
    >>> inside[0, 2, 3] = True
    >>> draw(inside, size=3, patches=2).tolist()
    [[0, 1, 2], [0, 1, 2]]
    """
    height, width = inside.shape[1:]
    if size > min(height, width):
        raise ValueError(
            f"patches of {size} x {size} pixels do not fit into images of {height} x {width}; use a smaller patch_size"
        )
    half = size // 2
    centers = inside[:, half : height - size + half + 1, half : width - size + half + 1]
    possible = np.flatnonzero(centers)
    if not len(possible):
        raise ValueError(
            f"no patch of {size} x {size} pixels has its center where pixels count; use a smaller patch_size"
        )
    chosen = np.random.default_rng(seed).integers(len(possible), size=patches)
    return np.stack(np.unravel_index(possible[chosen], centers.shape), axis=1)
