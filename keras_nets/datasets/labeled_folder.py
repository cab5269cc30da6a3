"""A user's own segmentation: a folder with `images`, `labels` of the same names, and perhaps `masks` of what counts."""

from pathlib import Path

from keras_nets.datasets import segmentation
from keras_nets.datasets.labeled_images import IGNORED, read, stem
from keras_nets.datasets.source import Source, checksum_of_arrays
from keras_nets.datasets.splits import HOLD_OUT, divide, percentages
from keras_nets.datasets.wording import counted, listed

import numpy as np

TWO_CLASSES = ("background", "foreground")


def load(name, *, data_dir=None, split=None, seed=0, preprocessing="none", patch_size=None, patches=None):
    """Images whose pixels have labels as a `Dataset`.

    Labels are numbers from 0, or 0 and 255 for two classes; beside others 255 is a pixel that does not count, and so is
    every pixel where a mask is 0.

    Args:
        name: path of the folder. An image, its label and its mask have the same name but for the ending.
        data_dir: not used.
        split: `"60/20/20"` (also None), `"70/30"` or other percentages of the images, drawn by the seed.
        seed: of the division and of the places of patches.
        preprocessing, patch_size, patches: as in `drive.load`.

    Raises:
        ValueError: an image lacks its label, a file cannot be read or does not fit, or an option is wrong.
    """
    segmentation.checked_patches(name, patch_size, patches)
    split = str(split or HOLD_OUT)
    if percentages(split) is None:
        raise ValueError(f"{name} has images with labels, which are not divided by split {split!r}; use {HOLD_OUT}")
    folders = [Path(name, kind) for kind in ("images", "labels", "masks")]
    found = read(*folders[:2], folders[2] if folders[2].is_dir() else None, key=stem)
    class_names, messages = _classes(name, found.labels)
    whole = Source(str(name), "segmentation", found.images, np.zeros(len(found)), (), "")
    parts = divide(whole, split, seed=seed)
    indices = {"train": parts.train, "validation": parts.validation, "test": parts.test}
    return segmentation.assemble(
        str(name),
        {part: found.take(np.sort(some)) for part, some in indices.items() if some is not None},
        class_names,
        preprocessing=preprocessing,
        patch_size=patch_size,
        patches=patches,
        seed=seed,
        checksum=checksum_of_arrays(found.images, found.labels),
        messages=(*messages, *parts.messages),
        details={"split": split},
    )


def _classes(name, labels):
    values, counts = np.unique(labels, return_counts=True)
    ignored = int(counts[values == IGNORED].sum())
    values = values[values != IGNORED].tolist()
    if len(values) < 2 or values != list(range(len(values))):
        raise ValueError(
            f"labels of {name} have {counted(len(values), 'value')} ({listed(values, 6)}); number at least two classes "
            "from 0 without a gap, or use 0 and 255, and save without smoothing and lossy compression"
        )
    messages = (f"{name}: {counted(ignored, 'pixel')} with label {IGNORED} or outside a mask do not count",)
    names = TWO_CLASSES if len(values) == 2 else tuple(str(value) for value in values)
    return names, messages if ignored else ()
