"""A user's own segmentation: a folder with `images`, `labels` of the same names, and optional `masks`."""

import dataclasses
from pathlib import Path

from keras_nets._wording import counted, listed
from keras_nets.datasets.division import HOLD_OUT, divide_unlabeled, percentages
from keras_nets.datasets.duplicates import digests_of, shared
from keras_nets.datasets.images import segmentation
from keras_nets.datasets.images.labeled_images import IGNORED, read, stem
from keras_nets.datasets.source import checksum_of_arrays

import numpy as np

TWO_CLASSES = ("background", "foreground")


def load(request, *, preprocessing="none", patch_size=None, patches=None):
    """Images whose pixels have labels as a `Dataset`.

    Labels are numbers from 0, or 0 and 255 for two classes. Otherwise 255 marks a pixel that does not count. Labels may
    be colors instead, each of which is a class. Pixels where a mask is 0 do not count either. The request's
    `image_size` resizes images, labels and masks without distortion; without it, images of several sizes are padded to
    the largest height and width. What is around an image does not count.

    Args:
        request: The `Request`: the path of the folder, in which an image, its label and its mask have the same name
            except for the suffix, and a split, `"60/20/20"` (also None), `"70/30"` or other percentages of the images.
        preprocessing, patch_size, patches: As in `drive.load`.

    Raises:
        ValueError: If an image lacks its label, a file cannot be read or does not fit, or an option is wrong.
    """
    name, split = request.name, str(request.split or HOLD_OUT)
    segmentation.checked_patches(name, patch_size, patches)
    if percentages(split) is None:
        raise ValueError(f"{name} has images with labels, which are not divided by split {split!r}; use {HOLD_OUT}")
    folders = [Path(name, kind) for kind in ("images", "labels", "masks")]
    masks = folders[2] if folders[2].is_dir() else None
    frame = request.image_size and tuple(int(side) for side in request.image_size)
    found = read(*folders[:2], masks, key=stem, padded=True, frame=frame, allow_huge=request.allow_huge)
    class_names, messages = _classes(name, found)
    parts = divide_unlabeled(name, len(found), split, request.split_seed)
    indices = {"train": parts.train, "validation": parts.validation, "test": parts.test}
    return segmentation.assemble(
        dataclasses.replace(request, image_size=None),
        {part: found.take(np.sort(some)) for part, some in indices.items() if some is not None},
        class_names,
        preprocessing=preprocessing,
        patch_size=patch_size,
        patches=patches,
        resized=frame is not None,
        checksum=checksum_of_arrays(found.images, found.labels),
        messages=(*messages, *parts.messages, *shared(digests_of(found.images), parts)),
        options={"split": split},
    )


def _classes(name, found):
    ignored = int(np.count_nonzero(found.labels == IGNORED))
    values, messages = [value for value in found.values if value != IGNORED], []
    if found.colors:
        messages.append(f"{name}: labels in {counted(len(found.colors), 'color')}, each of which is a class")
    elif len(values) < 2 or values != list(range(len(values))):
        raise ValueError(
            f"labels of {name} have {counted(len(found.values), 'value')} ({listed(found.values, 6)}); number at least "
            "two classes from 0 without a gap, or use 0 and 255, and save without smoothing and lossy compression"
        )
    least, most = (" x ".join(map(str, map(bound, zip(*found.sizes, strict=True)))) for bound in (min, max))
    frame = found.images.shape[1:3]
    if any(own > side for size in found.sizes for own, side in zip(size, frame, strict=True)):
        between = least if least == most else f"{least} to {most}"
        messages.append(f"{name}: images of {between} pixels are resized to {frame[0]} x {frame[1]}")
    elif len(set(found.sizes)) > 1:
        messages.append(
            f"{name}: images from {least} to {most} pixels are padded to {most}; the padding does not count"
        )
    elif ignored:
        messages.append(f"{name}: {counted(ignored, 'pixel')} with label {IGNORED} or outside a mask do not count")
    names = found.colors or (TWO_CLASSES if len(values) == 2 else tuple(str(value) for value in values))
    lost = [names[value] for value in values if not (found.labels == value).any()]
    if lost:
        messages.append(
            f"{name}: no pixel of {listed(lost)} is left at {frame[0]} x {frame[1]}; a larger --image-size keeps some"
        )
    return names, tuple(messages)
