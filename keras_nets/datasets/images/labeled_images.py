"""Images and their label images, found in folders, paired by name, read and checked."""

import dataclasses
import math
import re
from pathlib import Path

from keras_nets._memory import check_memory
from keras_nets._wording import counted, listed
from keras_nets.datasets.images.framing import framed_image, framed_labels
from keras_nets.datasets.images.image_files import on_white, read_image

import numpy as np

# Of labels and masks, none of which may be compressed with losses, and of images.
SUFFIXES = (".bmp", ".gif", ".png", ".tif", ".tiff")
IMAGE_SUFFIXES = (*SUFFIXES, ".jpg", ".jpeg", ".webp")
# Label of pixels that do not count, such as those outside the field of view.
IGNORED = 255

_GRAY_MODES, _COLOR_MODES = ("1", "L"), ("P", "PA", "LA", "RGB", "RGBA", "CMYK", "YCbCr")


@dataclasses.dataclass(frozen=True)
class LabeledImages:
    """Images in one frame, each with its labels.

    Args:
        images: Uint8 array `(images, height, width, channels)`.
        labels: Uint8 array `(images, height, width)`, 255 where a pixel does not count.
        names: Name of each image.
        colors: Color of each label, such as `"#ff0000"`; empty where labels were read as numbers.
        sizes: Heights and widths that the images of the folder had before they were resized, or padded with pixels that
            do not count; empty where they are not known.
        values: Labels of all images, sorted, also those that no pixel has any more since images were resized.
    """

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    colors: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    values: tuple[int, ...] = ()

    def __len__(self):
        return len(self.images)

    def take(self, indices):
        """The images at `indices`, in that order."""
        names = tuple(self.names[i] for i in indices)
        return dataclasses.replace(self, images=self.images[indices], labels=self.labels[indices], names=names)


def stem(path):
    """The common key of an image and its label: the name without its suffix."""
    return path.stem


def number(path):
    """The common key of an image and its label in DRIVE: the number at the start of the name; None without one."""
    match = re.match(r"\d+", path.name)
    return match and str(int(match[0]))


def read(images, labels, masks=None, *, key=stem, two_classes=False, padded=False, frame=None, allow_huge=None):
    """The images of a folder with their labels and masks, in the order of their keys.

    Labels and masks may have any lossless format that Pillow reads. A label is the gray value of a pixel, or its index
    into a palette of colors; where labels are in color without a palette, each color is one, in sorted order. Where all
    labels are 0 or 255, they become 0 and 1. Where a mask is 0, the label becomes 255. Images that are padded are so
    at the bottom and on the right, to the largest height and width, with the label 255.

    Args:
        images, labels: Folders.
        masks: Folder of masks, 0 where a pixel does not count, else 1 or 255; None counts every pixel.
        key: Function from a file's path to the key that files that belong together share.
        padded: Whether images of several sizes are padded; else they are refused.
        frame: `(height, width)` that images, labels and masks are resized to without distortion; None keeps their size.
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
    if frame is not None:
        # An image may have three channels and has its labels beside it.
        check_memory(
            4 * len(keys) * math.prod(frame), f"{len(keys):,} images of {frame[0]:,} x {frame[1]:,} pixels take"
        )
    images, sizes = _read_images([files["image"][name] for name in keys], frame, padded, allow_huge)
    values, colors = {}, ()
    for kind, paths in list(files.items())[1:]:
        found = [
            _labels(paths[name], size, files["image"][name], allow_huge) for name, size in zip(keys, sizes, strict=True)
        ]
        paths = [paths[name] for name in keys]
        if two_classes or kind == "mask":
            found = [_zero_or_one(_numbers(label, path), path) for label, path in zip(found, paths, strict=True)]
        elif any(_in_color(label) for label in found):
            found, colors = _numbered(found, paths)
        else:
            found = [_numbers(label, path) for label, path in zip(found, paths, strict=True)]
        values[kind] = found
    labels = values["label"]
    if not colors and set(_values_of(labels)) == {0, IGNORED}:
        labels = [(label > 0).astype(np.uint8) for label in labels]
    if masks:
        labels = [np.where(mask == 0, IGNORED, label) for mask, label in zip(values["mask"], labels, strict=True)]
    labels = [label.astype(np.uint8) for label in labels]
    occurring = _values_of(labels)
    if frame is None:
        largest = tuple(map(max, zip(*sizes, strict=True)))
        images = [_padded(image, largest, 0) for image in images]
        labels = [_padded(label, largest, IGNORED) for label in labels]
    else:
        labels = [framed_labels(label, frame, IGNORED) for label in labels]
    images = _of_equal_channels(images)
    return LabeledImages(np.stack(images), np.stack(labels), tuple(keys), colors, sizes, occurring)


def _values_of(labels):
    return tuple(sorted(set().union(*(np.unique(label).tolist() for label in labels))))


def read_photographs(paths, frame=None, allow_huge=None):
    """Image files of one size side by side, uint8, with three channels if one of them is in color.

    They are upright, and white where they are transparent; `frame` is as in `read`, `allow_huge` as in
    `files.readable`.

    Raises:
        ValueError: If one cannot be read, or its size differs from the first.
    """
    return np.stack(_of_equal_channels(_read_images(paths, frame, False, allow_huge)[0]))


def _read_images(paths, frame, padded, allow_huge):
    """Images, resized where there is a frame, and the sizes that they had."""
    images, sizes = [], []
    for path in paths:
        image = _pixels(path, allow_huge)
        sizes.append(image.shape[:2])
        images.append(image if frame is None else framed_image(image, frame))
    if frame is None and not padded:
        _require_one_size(paths, images)
    return images, tuple(sizes)


def _require_one_size(paths, pixels):
    for path, image in zip(paths, pixels, strict=True):
        if image.shape[:2] != pixels[0].shape[:2]:
            raise ValueError(
                f"image {path} has {_size(image)} pixels and {paths[0]} {_size(pixels[0])} (height x width); resize "
                "images that belong together, and their labels and masks, to one size"
            )


def _of_equal_channels(images):
    """Images, gray ones in three channels if one of them is in color."""
    channels = max(image.shape[-1] for image in images)
    return [np.repeat(image, 3, axis=-1) if image.shape[-1] < channels else image for image in images]


def _padded(image, frame, value):
    """An image in a frame of (height, width), with a value at the bottom and on the right."""
    missing = [(0, side - own) for side, own in zip(frame, image.shape[:2], strict=True)]
    return np.pad(image, missing + [(0, 0)] * (image.ndim - 2), constant_values=value)


def _by_key(folder, kind, key):
    suffixes = IMAGE_SUFFIXES if kind == "image" else SUFFIXES
    try:
        paths = sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in suffixes)
    except OSError as error:
        raise ValueError(f"folder {folder} of {kind}s cannot be read ({error.strerror}); create it") from None
    paths = [path for path in paths if not path.name.startswith(".")]
    if not paths:
        raise ValueError(f"folder {folder} has no {kind}s; put {', '.join(suffixes)} files into it")
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


def _labels(path, size, image_path, allow_huge):
    labels = _label_values(path, allow_huge)
    if labels.shape[:2] != size:
        raise ValueError(
            f"{path} has {_size(labels)} pixels and its image {image_path} {size[0]} x {size[1]} (height x width); "
            "make them the same size"
        )
    return labels


def _zero_or_one(labels, path):
    values = np.unique(labels).tolist()
    if not set(values) <= {0, 1} and not set(values) <= {0, 255}:
        raise ValueError(
            f"{path} has {counted(len(values), 'value')} ({listed(values, 6)}), and only 0 and 1, or 0 and 255, are "
            "accepted; save it without smoothing and lossy compression"
        )
    return (labels > 0).astype(np.uint8)


def _label_values(path, allow_huge):
    """The numbers of a label image, or its colors, `(height, width, 3)`."""
    image = read_image(path, allow_huge)
    if image.mode in ("RGB", "RGBA"):
        return np.asarray(image)[..., :3]
    if image.mode == "P":
        colors = np.asarray(image.convert("RGB"))
        return np.asarray(image) if _in_color(colors) else colors[..., 0]
    values = np.asarray(image)
    values = values[..., 0] if image.mode == "LA" else values
    if values.ndim != 2 or values.dtype.kind not in "bui" or values.min() < 0 or values.max() > IGNORED:
        raise _of_wrong_kind(path, image.mode)
    return values.astype(np.uint8)


def _in_color(label):
    return label.ndim == 3 and bool((label != label[..., :1]).any())


def _numbers(label, path):
    """Labels that must be numbers: gray values, also where they are written as colors."""
    if _in_color(label):
        raise _of_wrong_kind(path, "RGB")
    return label if label.ndim == 2 else label[..., 0]


def _of_wrong_kind(path, mode):
    return ValueError(f"{path} has pixels of kind {mode}; save one number from 0 to 255 a pixel, as gray")


def _numbered(labels, paths):
    """Labels in color as numbers, and the colors in their order."""
    for label, path in zip(labels, paths, strict=True):
        if label.ndim == 2:
            other = next(path for label, path in zip(labels, paths, strict=True) if _in_color(label))
            raise ValueError(f"{other} has labels in color and {path} has numbers; save all in one of these ways")
    codes = [label.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32) for label in labels]
    colors = np.unique(np.concatenate([np.unique(code) for code in codes]))
    if len(colors) >= IGNORED:
        raise ValueError(
            f"labels such as {paths[0]} have {counted(len(colors), 'color')}, and each is a class; "
            "save them without smoothing and lossy compression"
        )
    names = tuple(f"#{color:06x}" for color in colors.tolist())
    return [np.searchsorted(colors, code).astype(np.uint8) for code in codes], names


def _size(array):
    return f"{array.shape[0]} x {array.shape[1]}"
