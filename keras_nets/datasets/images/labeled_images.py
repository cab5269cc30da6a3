"""Images and their label images, found in folders, paired by name, read and checked."""

import dataclasses
import math
import re
from pathlib import Path

from keras_nets._wording import counted, listed
from keras_nets.datasets.images.image_files import on_white, read_image

import numpy as np

SUFFIXES = (".bmp", ".gif", ".png", ".tif", ".tiff")
# Label of pixels that do not count, such as those outside the field of view.
IGNORED = 255

_GRAY_MODES, _COLOR_MODES = ("1", "L"), ("P", "PA", "LA", "RGB", "RGBA", "CMYK", "YCbCr")


@dataclasses.dataclass(frozen=True)
class LabeledImages:
    """Images of one size, each with its labels.

    Args:
        images: Uint8 array `(images, height, width, channels)`.
        labels: Uint8 array `(images, height, width)`, 255 where a pixel does not count.
        names: Name of each image.
    """

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]

    def __len__(self):
        return len(self.images)

    def take(self, indices):
        """The images at `indices`, in that order."""
        return LabeledImages(self.images[indices], self.labels[indices], tuple(self.names[i] for i in indices))


def stem(path):
    """The common key of an image and its label: the name without its suffix."""
    return path.stem


def number(path):
    """The common key of an image and its label in DRIVE: the number at the start of the name; None without one."""
    match = re.match(r"\d+", path.name)
    return match and str(int(match[0]))


def read(images, labels, masks=None, *, key=stem, two_classes=False, allow_huge=None):
    """The images of a folder with their labels and masks, in the order of their keys.

    Images may have any lossless format that Pillow reads. A label is the gray value of a pixel, or its index into a
    palette of colors. Where all labels are 0 or 255, they become 0 and 1. Where a mask is 0, the label becomes 255.

    Args:
        images, labels: Folders.
        masks: Folder of masks, 0 where a pixel does not count, else 1 or 255; None counts every pixel.
        key: Function from a file's path to the key that files that belong together share.
        two_classes: Refuse labels other than 0 and 1 (or 0 and 255).
        allow_huge: As in `files.readable`.

    Returns:
        `LabeledImages`, named by their keys.

    Raises:
        ValueError: If an image lacks its label or its mask, or one of them cannot be read, or its size or values do not
            fit.
    """
    folders = {"image": images, "label": labels} | ({"mask": masks} if masks else {})
    files = {kind: _by_key(folder, kind, key) for kind, folder in folders.items()}
    for kind in list(files)[1:]:
        _check_pairs(files["image"], files[kind], kind, folders)
    keys = sorted(files["image"], key=lambda name: (int(name) if name.isdecimal() else math.inf, name))
    images = read_photographs([files["image"][name] for name in keys], allow_huge)
    values = {
        kind: [
            _labels(paths[name], image, files["image"][name], allow_huge)
            for name, image in zip(keys, images, strict=True)
        ]
        for kind, paths in files.items()
        if kind != "image"
    }
    for kind, some in values.items():
        if two_classes or kind == "mask":
            some = [_zero_or_one(label, files[kind][name]) for name, label in zip(keys, some, strict=True)]
        values[kind] = np.stack(some)
    labels = values["label"]
    if np.isin(labels, (0, IGNORED)).all():
        labels = (labels > 0).astype(np.uint8)
    if masks:
        labels[values["mask"] == 0] = IGNORED
    return LabeledImages(images, labels, tuple(keys))


def read_photographs(paths, allow_huge=None):
    """Image files of one size side by side, uint8, with three channels if one of them is in color.

    They are upright, and white where they are transparent; `allow_huge` is as in `files.readable`.

    Raises:
        ValueError: If one cannot be read, or its size differs from the first.
    """
    pixels = [_pixels(path, allow_huge) for path in paths]
    for path, image in zip(paths, pixels, strict=True):
        if image.shape[:2] != pixels[0].shape[:2]:
            raise ValueError(
                f"image {path} has {_size(image)} pixels and {paths[0]} {_size(pixels[0])} (height x width); resize "
                "images that belong together, and their labels and masks, to one size"
            )
    channels = max(image.shape[-1] for image in pixels)
    return np.stack([np.repeat(image, 3, axis=-1) if image.shape[-1] < channels else image for image in pixels])


def _by_key(folder, kind, key):
    try:
        paths = sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in SUFFIXES)
    except OSError as error:
        raise ValueError(f"folder {folder} of {kind}s cannot be read ({error.strerror}); create it") from None
    paths = [path for path in paths if not path.name.startswith(".")]
    if not paths:
        raise ValueError(f"folder {folder} has no {kind}s; put {', '.join(SUFFIXES)} files into it")
    found = {}
    for path in paths:
        name = key(path)
        if name is None:
            raise ValueError(f"{kind} {path} has no number at the beginning of its name; rename or remove it")
        if name in found:
            raise ValueError(f"{kind}s {found[name]} and {path} are both called {name}; remove one of them")
        found[name] = path
    return found


def _check_pairs(images, others, kind, folders):
    for some, its_kind, rest, lacking in ((images, "image", others, kind), (others, kind, images, "image")):
        alone = [name for name in some if name not in rest]
        if alone:
            more = f", and neither do {listed(alone[1:], 3)}" if alone[1:] else ""
            raise ValueError(
                f"{its_kind} {some[alone[0]]} has no {lacking} {alone[0]} in {folders[lacking]}{more}; "
                f"add what is missing or remove the {its_kind}"
            )


def _pixels(path, allow_huge):
    image = read_image(path, allow_huge)
    if image.mode in _GRAY_MODES and not image.has_transparency_data:
        return np.asarray(image.convert("L"))[..., None]
    if image.mode not in _GRAY_MODES + _COLOR_MODES:
        raise ValueError(f"image {path} has pixels of kind {image.mode}; save it with 8 bits a channel")
    return np.asarray(on_white(image))


def _labels(path, image, image_path, allow_huge):
    labels = _label_values(path, allow_huge)
    if labels.shape != image.shape[:2]:
        raise ValueError(
            f"{path} has {_size(labels)} pixels and its image {image_path} {_size(image)} (height x width); "
            "make them the same size"
        )
    return labels.astype(np.uint8)


def _zero_or_one(labels, path):
    values = np.unique(labels).tolist()
    if not set(values) <= {0, 1} and not set(values) <= {0, 255}:
        raise ValueError(
            f"{path} has {counted(len(values), 'value')} ({listed(values, 6)}), and only 0 and 1, or 0 and 255, are "
            "accepted; save it without smoothing and lossy compression"
        )
    return (labels > 0).astype(np.uint8)


def _label_values(path, allow_huge):
    image = read_image(path, allow_huge)
    if image.mode == "P":
        colors = np.asarray(image.convert("RGB"))
        if (colors == colors[..., :1]).all():
            return colors[..., 0]
        return np.asarray(image)
    values = np.asarray(image)
    if values.ndim == 3 and (values[..., :3] == values[..., :1]).all():
        values = values[..., 0]
    if values.ndim != 2 or values.dtype.kind not in "bui" or values.min() < 0 or values.max() > IGNORED:
        raise ValueError(f"{path} has pixels of kind {image.mode}; save one number from 0 to 255 a pixel, as gray")
    return values


def _size(array):
    return f"{array.shape[0]} x {array.shape[1]}"
