"""A user's images as a trained network reads them: files, folders of files, and arrays of pixels."""

import itertools
from pathlib import Path

from keras_nets._wording import listed
from keras_nets.datasets.images.image_folder import SUFFIXES, is_litter
from keras_nets.datasets.images.pixel_arrays import as_pixels
from keras_nets.datasets.images.sizing import read_files, read_pixels
from keras_nets.datasets.tables.arrays import inputs_of

import numpy as np


def read_inputs(paths, form):
    """Images in the form of those that a network learned from.

    Args:
        paths: Paths of image files, of folders whose images are read with those in folders inside, and of `.npz` files
            with an array `x`.
        form: The `ImageForm`.

    Returns:
        A name for each image, its path or that of its file with its number there, and a float32 array.

    Raises:
        ValueError: If a file cannot be read, or a folder has no images.
    """
    if not paths:
        raise ValueError("no image file was named; name at least one")
    names, inputs = [], []
    for are_arrays, group in itertools.groupby(map(Path, paths), lambda path: path.suffix.lower() == ".npz"):
        if are_arrays:
            for path in group:
                pixels = _pixels(path)
                names += [f"{path}[{number}]" for number in range(len(pixels))]
                inputs.append(read_pixels(pixels, form))
        else:
            # All at once, since what reads files is traced each time.
            files = [str(file) for path in group for file in (_images_below(path) if path.is_dir() else [path])]
            names += files
            inputs.append(read_files(files, form))
    return names, np.concatenate(inputs)


def _images_below(folder):
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and not any(map(is_litter, path.relative_to(folder).parts))
    )
    if not found:
        raise ValueError(f"{folder} has no images; there are files of {listed(SUFFIXES)}")
    return found


def _pixels(path):
    pixels, messages = as_pixels(inputs_of(path))
    if pixels.ndim != 4 or pixels.dtype != np.uint8:
        raise ValueError(
            f"{path} has examples of shape {pixels.shape[1:]} and type {pixels.dtype}, which are no images"
            f"{''.join(f'; {message}' for message in messages)}"
        )
    return pixels
