"""`load`: a named data set, or a user's own files, as a `Dataset`."""

import dataclasses
from pathlib import Path

from keras_nets.datasets import builtin, standard, text
from keras_nets.datasets.balance import balance as balance_classes
from keras_nets.datasets.dataset import Dataset, Split
from keras_nets.datasets.source import Prepared
from keras_nets.datasets.splits import divide
from keras_nets.datasets.wording import did_you_mean, listed

import numpy as np

_OWN_DATA = "a folder of images with one subfolder a class, a .csv table (with --target) or a .npz file"


def names():
    """Names that `load` knows, in the order of a newcomer's path."""
    return (*builtin.NAMES, *text.NAMES, *standard.NAMES)


def load(
    name,
    *,
    target=None,
    data_dir=None,
    split=None,
    fold=0,
    split_seed=0,
    balance=None,
    skip_unreadable=False,
    image_size=None,
    channels=None,
    flatten=False,
    margin=0,
    value_range=(0, 1),
):
    """Read data, divide them into training, validation and test parts, and prepare them for a network.

    Whatever is learned from data here, such as the categories of a table, is learned from the training part. The
    `details` of the result hold these arguments as they took effect, so that a run can load its data again.

    Args:
        name: one of `names()`, or the path of a folder of images with one subfolder a class, of a `.csv` table or of a
            `.npz` file with `x` and `y` (or `x_train`, `y_train`, `x_test`, `y_test`) and perhaps `class_names`.
        target: the column of a table to predict.
        data_dir: folder of the standard sets; None is the environment variable KERAS_NETS_DATA.
        split: `"70/30"` (training, test), `"60/20/20"` (training, validation, test) or other percentages, `"kfold"` (of
            ten) or `"kfold:K"`, `"bootstrap"`, and for data with an official test part `"official"` or `"full"`; see
            `splits.divide`. None is `"official"` where there is such a part, else `"60/20/20"`.
        fold: which of the K folds is the test part.
        split_seed: split and balance are functions of it.
        balance: `"over"`, `"under"` or a number of examples gives the classes of the training part one size; see
            `balance.balance`.
        skip_unreadable: leave image files out that cannot be read, and say so, instead of refusing them.
        image_size: (height, width) that images are brought to, without distortion; see `images.resize`.
        channels: 1 (gray) or 3 (color) to convert images to; None keeps their own, 3 for a folder.
        flatten: make every example a vector.
        margin: pixels that stay free on each side of an image in the frame of `image_size`.
        value_range: what black and white become, in images.

    Raises:
        ValueError: the name, an option or what was read is wrong.
        FileNotFoundError: there is no such file, or a standard set cannot be had.

    Example:

    >>> dataset = load("digits", image_size=(32, 32))
    >>> dataset.input_shape, dataset.classes
    ((32, 32, 1), 10)
    >>> len(dataset.train), len(dataset.validation), len(dataset.test)
    (1079, 359, 359)
    """
    image_size = _checked_options(split_seed, image_size, channels, margin)
    options = {
        "split": split,
        "fold": int(fold),
        "split_seed": int(split_seed),
        "balance": balance,
        "target": target,
        "image_size": image_size,
        "channels": channels,
        "flatten": bool(flatten),
        "margin": int(margin),
        "value_range": list(value_range),
        "skip_unreadable": bool(skip_unreadable),
    }
    if str(name) in text.NAMES:
        _refuse(name, target=target, balance=balance, fold=fold or None)
        _refuse_as_images(name, image_size, channels)
        dataset = text.load(split)
        return dataclasses.replace(dataset, details={**options, **dataset.details})
    source = _read(name, target, data_dir, skip_unreadable)
    parts = divide(source, split, fold, split_seed)
    train, messages = parts.train, [*source.messages, *parts.messages]
    if balance is not None:
        train, message = balance_classes(train, source.labels, source.class_names, balance, split_seed)
        messages.append(message)
    prepared = _prepare(source, train, image_size, channels, flatten, margin, value_range)
    whole = Split(prepared.x, source.y)
    return Dataset(
        name=source.name,
        task="classification" if source.class_names else "regression",
        input_shape=tuple(int(side) for side in prepared.input_shape),
        train=whole.take(train),
        validation=None if parts.validation is None else whole.take(parts.validation),
        test=whole.take(parts.test),
        class_names=source.class_names,
        transform=prepared.transform,
        checksum=source.checksum,
        messages=(*messages, *prepared.messages),
        details={**options, "split": parts.split, **source.details, **prepared.details},
    )


def _checked_options(split_seed, image_size, channels, margin):
    if not isinstance(split_seed, int | np.integer) or split_seed < 0:
        raise ValueError(f"split_seed {split_seed!r} is no seed; use an integer from 0")
    if channels not in (None, 1, 3):
        raise ValueError(f"channels {channels!r} is not accepted; use 1 (gray) or 3 (color)")
    if image_size is None:
        return None
    sides = tuple(image_size) if isinstance(image_size, tuple | list) else ()
    if len(sides) != 2 or not all(isinstance(side, int | np.integer) and side > 0 for side in sides):
        raise ValueError(f"image_size {image_size!r} is no size; use (height, width) in pixels, such as (32, 32)")
    if not 0 <= 2 * margin < min(sides):
        raise ValueError(f"margin {margin!r} leaves nothing of {sides[0]} x {sides[1]} pixels; use a smaller one")
    return sides


def _read(name, target, data_dir, skip_unreadable):
    path = Path(name)
    if str(name) in names():
        _refuse(name, target=target)
        return builtin.read(str(name)) if str(name) in builtin.NAMES else standard.read(str(name), data_dir)
    if not path.exists():
        raise _unknown(str(name), path)
    if path.suffix.lower() == ".csv" and not path.is_dir():
        from keras_nets.datasets import tables

        return tables.read(name, target)
    _refuse(name, target=target)
    if path.is_dir():
        from keras_nets.datasets import image_folder

        return image_folder.read(name, skip_unreadable)
    if path.suffix.lower() == ".npz":
        from keras_nets.datasets import arrays

        return arrays.read(name)
    raise ValueError(f"{name} is no kind of file that is read as data; use {_OWN_DATA}")


def _unknown(name, path):
    if path.suffix or path.name != name:
        beside = [str(other) for other in path.parent.iterdir()] if path.parent.is_dir() else []
        return FileNotFoundError(f"there is no file or folder {name}{did_you_mean(name, beside)}; correct the path")
    return ValueError(
        f"unknown data set {name!r}{did_you_mean(name, names())}; "
        f"there are {listed(names(), 30)}, or the path of {_OWN_DATA}"
    )


def _prepare(source, train, image_size, channels, flatten, margin, value_range):
    if source.form == "images":
        from keras_nets.datasets.images import prepare_images

        return prepare_images(source.x, image_size, channels, flatten, margin, value_range)
    if source.form == "files":
        from keras_nets.datasets.images import prepare_files

        return prepare_files(source.x, image_size, channels, flatten, margin, value_range)
    _refuse_as_images(source.name, image_size, channels)
    if source.form == "table":
        from keras_nets.datasets import encoding

        return encoding.prepare(source.x, train)
    x = source.x.reshape(len(source.x), -1) if flatten else source.x
    return Prepared(x, x.shape[1:])


def _refuse(name, **options):
    kinds = {"target": "a .csv table", "balance": "classes", "fold": "split kfold"}
    for option, value in options.items():
        if value is not None:
            raise ValueError(
                f"{name} takes no --{option} ({value!r} was given), which is for {kinds[option]}; leave it out"
            )


def _refuse_as_images(name, image_size, channels):
    if image_size is not None or channels is not None:
        asked = f"image_size={image_size}" if image_size is not None else f"channels={channels}"
        raise ValueError(
            f"{name} has no images, and {asked} asks for some; use data such as digits or a folder of images"
        )
