"""`load`: a named data set, or a user's own files, as a `Dataset`."""

import dataclasses
import importlib

from keras_nets.datasets import catalog
from keras_nets.datasets.files import folder_of
from keras_nets.datasets.request import Request


def names():
    """Names that `load` knows, simplest first."""
    return catalog.NAMES


def load(
    data,
    *,
    target=None,
    test_data=None,
    data_dir=None,
    split=None,
    fold=0,
    split_seed=0,
    balance=None,
    skip_unreadable=False,
    allow_huge=False,
    image_size=None,
    channels=None,
    flatten=False,
    by_rows=False,
    margin=0,
    value_range=(0, 1),
    targets=None,
    **options,
):
    """Read data, divide them into training, validation and test parts, and prepare them for a network.

    Everything that is learned from data, such as the categories of a table, is learned from the training part.

    Args:
        data: One of `names()`, or the path of a folder of images with one subfolder per class, of a folder with
            `images` and `labels` of the same names (see `labeled_folder.load`), of a table (`.csv`, `.parquet`, `.xlsx`
            or `.xls`), of a `.npz` file with `x` and `y` (or `x_train`, `y_train`, `x_test`, `y_test`, and perhaps
            `x_val`, `y_val`) and perhaps `class_names`, or of a `.txt` file for character prediction.
        target: The column of a table to predict.
        test_data: Path of another folder, table or `.npz` file like `data`, all of which is the official test part.
        data_dir: Folder of downloaded data; None is the environment variable KERAS_NETS_DATA.
        split: `"70/30"` (training, test), `"60/20/20"` (training, validation, test) or other percentages, `"kfold"` (of
            ten) or `"kfold:K"`, `"bootstrap"`, and for data with an official test part `"official"` or `"full"`; see
            `division.divide`. None is `"official"` where there is such a part, else `"60/20/20"`. Texts, occupancy and
            nab are divided in time; see `text.load`, `occupancy.load` and `nab.load`. Segmentations divide themselves,
            too; see `drive.load` and `digit_scenes.load`.
        fold: Which of the K folds is the test part.
        split_seed: Seed of the split, the balance, the places of patches and generated data.
        balance: `"over"`, `"under"` or a number of examples, to make the classes of the training part equally large;
            see `balance.balance`.
        skip_unreadable: Leave out image files that cannot be read, with a message, instead of refusing them.
        allow_huge: Read what looks like a mistake or a bomb, too: images of more than 250 million pixels, tables and
            texts of more than 4 GB, archives that unpack to more than 32 GB, or to more than 1 GB and more than a
            hundred times their size.
        image_size: `(height, width)` that images are resized to, without distortion; see `sizing.resize`. Scenes of
            digits are made in this size.
        channels: Number of channels, 1 (gray) or 3 (color); None keeps that of the images, 3 for a folder.
        flatten: Make every example a vector.
        by_rows: Make every image a sequence of its rows, `(rows, columns * channels)`, from top to bottom. Other
            examples stay as they are.
        margin: Pixels kept free on each side of an image in the frame of `image_size`.
        value_range: Values of black and white in images.
        targets: What a batch asks a network for, such as `targets.Inputs()`; None keeps those of the data.
        options: Options specific to some data, as `catalog.DATA` lists them: `window` (steps) of texts, occupancy and
            nab, `stride` of a text's training windows, `length` of the adding problem's sequences, `examples` of
            generated data, `max_length` and `vocabulary_size` in words, `series` of nab, `text` (a table's column of
            sentences), and `preprocessing`, `patch_size` and `patches` of photographs whose pixels have labels.

    Raises:
        ValueError: If the name, an option or the data are wrong.
        FileNotFoundError: If there is no such file, or a standard set is not available.

    Example:

    >>> dataset = load("digits", image_size=(32, 32))
    >>> dataset.input_shape, dataset.classes
    ((32, 32, 1), 10)
    >>> len(dataset.train), len(dataset.validation), len(dataset.test)
    (1079, 359, 359)
    """
    if data_dir is not None:
        # Whoever names a folder hears that it is not there, also where these data need none.
        folder_of(data_dir)
    entry = catalog.find(data)
    options = {name: value for name, value in options.items() if value is not None}
    request = Request(
        name=str(data),
        target=target,
        test_data=None if test_data is None else str(test_data),
        data_dir=data_dir,
        split=split,
        fold=int(fold),
        split_seed=split_seed,
        balance=balance,
        skip_unreadable=bool(skip_unreadable),
        allow_huge=bool(allow_huge),
        image_size=image_size,
        channels=channels,
        flatten=bool(flatten),
        by_rows=bool(by_rows),
        margin=int(margin),
        value_range=tuple(value_range),
    )
    entry.refuse(request, options)
    dataset = importlib.import_module(f"keras_nets.datasets.{entry.module}").load(request, **options)
    dataset = dataclasses.replace(dataset, options={**request.plain(), **dataset.options})
    return dataset if targets is None else dataset.with_targets(targets)
