"""`load`: a named data set, or a user's own files, as a `Dataset`."""

import dataclasses
from pathlib import Path

from keras_nets.datasets import builtin, readers, standard
from keras_nets.datasets.balance import balance as balance_classes
from keras_nets.datasets.dataset import Dataset, Split, each
from keras_nets.datasets.source import Prepared
from keras_nets.datasets.splits import divide
from keras_nets.datasets.wording import did_you_mean, listed

import numpy as np

_OWN_DATA = (
    "a folder of images with one subfolder a class, or of images/ and labels/, a .csv table (with --target), a .npz or "
    "a .txt file"
)


def names():
    """Names that `load` knows, in the order of a newcomer's path."""
    return (*builtin.NAMES, *readers.MADE, *standard.NAMES, *readers.FROM_FOLDER)


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
    window=None,
    stride=None,
    length=None,
    examples=None,
    max_length=None,
    vocabulary_size=None,
    series=None,
    text=None,
    preprocessing=None,
    patch_size=None,
    patches=None,
):
    """Read data, divide them into training, validation and test parts, and prepare them for a network.

    Whatever is learned from data here, such as the categories of a table, is learned from the training part. The
    `details` of the result hold these arguments as they took effect, so that a run can load its data again.

    Args:
        name: one of `names()`, or the path of a folder of images with one subfolder a class, of a folder with `images`
            and `labels` of the same names (see `labeled_folder.load`), of a `.csv` table, of a `.npz` file with `x` and
            `y` (or `x_train`, `y_train`, `x_test`, `y_test`) and perhaps `class_names`, or of a `.txt` file, whose
            characters are to be predicted.
        target: the column of a table to predict.
        data_dir: folder of the data that must be got; None is the environment variable KERAS_NETS_DATA.
        split: `"70/30"` (training, test), `"60/20/20"` (training, validation, test) or other percentages, `"kfold"` (of
            ten) or `"kfold:K"`, `"bootstrap"`, and for data with an official test part `"official"` or `"full"`; see
            `splits.divide`. None is `"official"` where there is such a part, else `"60/20/20"`. Texts, occupancy and
            nab are divided in time; see `text.load`, `occupancy.load` and `nab.load`. Segmentations divide themselves,
            too; see `drive.load` and `digit_scenes.load`.
        fold: which of the K folds is the test part.
        split_seed: split, balance, places of patches and data that are made are functions of it.
        balance: `"over"`, `"under"` or a number of examples gives the classes of the training part one size; see
            `balance.balance`.
        skip_unreadable: leave image files out that cannot be read, and say so, instead of refusing them.
        image_size: (height, width) that images are brought to, without distortion; see `images.resize`. Scenes of
            digits are made in this size.
        channels: 1 (gray) or 3 (color) to convert images to; None keeps their own, 3 for a folder.
        flatten: make every example a vector.
        margin: pixels that stay free on each side of an image in the frame of `image_size`.
        value_range: what black and white become, in images.
        window: steps of a window: characters of a text, minutes of occupancy, values of nab.
        stride: steps between the beginnings of a text's training windows; None is `window`.
        length: steps of a sequence of the adding problem.
        examples: how many are made, for adding, dates and scenes of digits.
        max_length: words that are kept of a sentence; None keeps the longest whole.
        vocabulary_size: keeps the most frequent words of sentences; None keeps all of the training part.
        series: one of `nab.SERIES`.
        text: the column of a table that has sentences, to predict the target from their words.
        preprocessing: of photographs for a segmentation; see `preprocessing.prepare`.
        patch_size: pixels of a side of the patches of photographs that a segmentation is learned from; None takes whole
            photographs. Validation and test parts are always whole.
        patches: how many.

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
    _must_exist(name)
    own = {"window": window, "stride": stride, "length": length, "examples": examples, "series": series}
    own |= {"text": text, "max_length": max_length, "vocabulary_size": vocabulary_size}
    own |= {"preprocessing": preprocessing, "patch_size": patch_size, "patches": patches}
    own = readers.given(name, own)
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
    if readers.divide_themselves(name):
        _refuse(name, target=target, balance=balance, fold=fold or None)
        if not readers.are_segmentations(name):
            _refuse_as_images(name, image_size, channels)
        dataset = readers.load(str(name), data_dir, split, int(split_seed), image_size, own)
        if dataset.task == "segmentation":
            _refuse_reshaping(dataset, options)
        return dataclasses.replace(dataset, details={**options, **dataset.details})
    source = _read(name, target, data_dir, skip_unreadable, split_seed, own)
    parts = divide(source, split, fold, split_seed)
    train, messages = parts.train, [*source.messages, *parts.messages]
    if balance is not None:
        train, message = balance_classes(train, source.labels, source.class_names, balance, split_seed)
        messages.append(message)
    as_images = (image_size, channels, flatten, margin, value_range)
    prepared = _prepare(source, train, as_images, own)
    whole = Split(prepared.x, source.y if prepared.y is None else prepared.y)
    task = "classification" if source.class_names else "regression"
    return Dataset(
        name=source.name,
        task="translation" if source.form == "pairs" else task,
        input_shape=each(lambda shape: tuple(int(side) for side in shape), prepared.input_shape),
        train=whole.take(train),
        validation=None if parts.validation is None else whole.take(parts.validation),
        test=whole.take(parts.test),
        class_names=source.class_names or prepared.class_names,
        transform=prepared.transform,
        ignored_label=prepared.ignored_label,
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


def _read(name, target, data_dir, skip_unreadable, seed, own):
    path = Path(name)
    if str(name) in names():
        _refuse(name, target=target)
        if str(name) in readers.NAMES:
            return readers.read(str(name), data_dir, seed, own)
        return builtin.read(str(name)) if str(name) in builtin.NAMES else standard.read(str(name), data_dir)
    if path.suffix.lower() == ".csv" and not path.is_dir():
        from keras_nets.datasets import tables

        return tables.read(name, target, own.get("text"))
    _refuse(name, target=target)
    if path.is_dir():
        from keras_nets.datasets import image_folder

        return image_folder.read(name, skip_unreadable)
    if path.suffix.lower() == ".npz":
        from keras_nets.datasets import arrays

        return arrays.read(name)
    raise ValueError(f"{name} is no kind of file that is read as data; use {_OWN_DATA}")


def _must_exist(name):
    if str(name) not in names() and not Path(name).exists():
        raise _unknown(str(name), Path(name))


def _unknown(name, path):
    if path.suffix or path.name != name:
        beside = [str(other) for other in path.parent.iterdir()] if path.parent.is_dir() else []
        return FileNotFoundError(f"there is no file or folder {name}{did_you_mean(name, beside)}; correct the path")
    return ValueError(
        f"unknown data set {name!r}{did_you_mean(name, names())}; "
        f"there are {listed(names(), 30)}, or the path of {_OWN_DATA}"
    )


def _prepare(source, train, as_images, own):
    if source.form == "images":
        from keras_nets.datasets.images import prepare_images

        return prepare_images(source.x, *as_images)
    if source.form == "files":
        from keras_nets.datasets.images import prepare_files

        return prepare_files(source.x, *as_images)
    image_size, channels, flatten, *_ = as_images
    _refuse_as_images(source.name, image_size, channels)
    if source.form == "table":
        from keras_nets.datasets import encoding

        return encoding.prepare(source.x, train)
    if source.form in ("sentences", "pairs"):
        return readers.prepare(source, train, own)
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


def _refuse_reshaping(dataset, options):
    """Images whose pixels have labels are what they are."""
    size, channels = tuple(dataset.details["image_size"]), dataset.details["channels"]
    fixed = {
        "image_size": (None, size),
        "channels": (None, channels),
        "flatten": (False,),
        "margin": (0,),
        "value_range": ([0, 1],),
    }
    for option, accepted in fixed.items():
        if options[option] not in accepted:
            raise ValueError(
                f"{dataset.name} has images of {size[0]} x {size[1]} with labels for their pixels and values from 0 to "
                f"1 in {channels} channels, and {option}={options[option]} asks for others; leave it out"
            )
