"""DRIVE: photographs of the retina in which every vessel pixel is labeled."""

import os
from pathlib import Path

from keras_nets._wording import counted
from keras_nets.datasets.division import contiguous
from keras_nets.datasets.files import find, folder_of, has_folders, require
from keras_nets.datasets.images import segmentation
from keras_nets.datasets.images.labeled_images import IGNORED, LabeledImages, number, read
from keras_nets.datasets.source import checksum_of_arrays
from keras_nets.datasets.tables import arrays

import numpy as np

NAME = "drive"
CLASSES = ("background", "vessel")
OFFICIAL = "official"

_FILES = ("drive.npz",)
# The folders of the owners' archive.
_FOLDERS = ("training/images", "test")
_PLACES = ("DRIVE", "drive", "")
_URL = "https://drive.grand-challenge.org"


def load(request, *, preprocessing="retina", patch_size=None, patches=None):
    """Photographs as a `Dataset`: does a pixel belong to a vessel, as labeled by the first observer?

    Pixels outside the camera's field of view have the label 255 and do not count. Label, field of view and photograph
    are matched by the number in their names. The parts are in the order of these numbers, listed in `form.image_names`.

    Reference:
        Staal, Abramoff, Niemeijer, Viergever, van Ginneken, 2004, Ridge-based vessel segmentation in color images of
        the retina, https://doi.org/10.1109/TMI.2004.825627

    Args:
        request: The `Request`. Its name is `"drive"`, or the path of the owners' folder with `training` and `test`, and
            in these `images`, `1st_manual` and `mask`. Its data folder has `drive.npz`, or the owners' folder as
            `DRIVE`. The split `"official"` (also None) has 20 photographs for training, none for validation and 20 for
            the test. Percentages such as `"80/20"` divide the first 20 into training and validation and keep the test.
        preprocessing: `"retina"`, `"green"`, `"color"` or `"none"`; see `photographs.prepare`.
        patch_size: Side of the training patches in pixels, with their centers in the field of view; None trains on
            whole photographs.
        patches: Number of patches; None is 4,000.

    Raises:
        FileNotFoundError: If the data are not there.
        ValueError: If they are broken, or an option is wrong.
    """
    name, split = request.name, str(request.split or OFFICIAL)
    segmentation.checked_patches(name, patch_size, patches)
    training, test = read_photographs(name, request.data_dir, request.allow_huge)
    parts = {"train": training}
    if split != OFFICIAL:
        bounds = contiguous(name, split, len(training), "official, or 80/20")
        if len(bounds) != 2 or any(start == end for start, end in bounds):
            raise ValueError(
                f"{name} has an official test part, so a split divides its "
                f"{counted(len(training), 'training photograph')} in two, got {split!r}; use official, or 80/20"
            )
        divided = (training.take(np.arange(start, end)) for start, end in bounds)
        parts = dict(zip(("train", "validation"), divided, strict=True))
    return segmentation.assemble(
        request,
        parts | {"test": test},
        CLASSES,
        preprocessing=preprocessing,
        patch_size=patch_size,
        patches=patches,
        checksum=checksum_of_arrays(training.images, training.labels, test.images, test.labels),
        options={"split": split},
    )


def read_photographs(name=NAME, data_dir=None, allow_huge=None):
    """The training and the test photographs as published: two `LabeledImages`, named by their numbers.

    Args:
        name: `"drive"`, or the path of the owners' folder.
        data_dir: The data folder; None is the environment variable KERAS_NETS_DATA.
        allow_huge: As in `files.readable`.

    Raises:
        FileNotFoundError: If the data are not there.
        ValueError: If they are broken.
    """
    folder = name if name != NAME else _folder(data_dir)
    if folder is None:
        return _from_arrays(require(name, _FILES, data_dir, _URL))
    parts = [
        read(
            *(Path(folder, part, kind) for kind in ("images", "1st_manual", "mask")),
            key=number,
            two_classes=True,
            allow_huge=allow_huge,
        )
        for part in ("training", "test")
    ]
    if parts[0].images.shape[1:] != parts[1].images.shape[1:]:
        raise ValueError(
            f"photographs in {folder} have shape {parts[0].images.shape[1:]} in training and "
            f"{parts[1].images.shape[1:]} in test; resize them to one size"
        )
    return parts


def _folder(data_dir):
    """The owners' folder in the data folder; None if there is a file of arrays."""
    folder = folder_of(data_dir)
    if folder is None or find(_FILES, data_dir):
        return None
    places = [os.path.join(folder, place) for place in _PLACES]
    return next((place for place in places if has_folders(place, *_FOLDERS)), None)


def _from_arrays(path):
    kinds = ("images", "vessels", "fov", "ids")
    found = arrays.arrays_of(path, [f"{part}_{kind}" for part in ("train", "test") for kind in kinds])
    parts = []
    for part in ("train", "test"):
        images, vessels, inside, ids = (found[f"{part}_{kind}"] for kind in kinds)
        fit = images.ndim == 4 and images.shape[:3] == vessels.shape == inside.shape and len(ids) == len(images)
        if not fit or images.dtype != np.uint8 or not set(np.unique(vessels).tolist()) <= {0, 1}:
            raise ValueError(f"{path} is not a file of the drive data; copy or make it again")
        order = np.argsort(ids)
        labels = np.where(inside[order] > 0, vessels[order], IGNORED).astype(np.uint8)
        parts.append(LabeledImages(images[order], labels, tuple(str(number) for number in ids[order].tolist())))
    return parts
