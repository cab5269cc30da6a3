"""Data with a reader of their own, sequences and segmentations: the module of each, and the options it alone takes."""

import importlib
from pathlib import Path

from keras_nets.datasets.files import has_folders
from keras_nets.datasets.wording import listed

# What comes with Python or is made from a seed, and what is read from the data folder.
MADE = ("text", "topics", "adding", "dates", "digit_scenes")
FROM_FOLDER = ("tiny_shakespeare", "rt_polarity", "basic_motions", "occupancy", "nab", "drive")
NAMES = (*MADE, *FROM_FOLDER)

_TEXT_FILES = ".txt files"
_TABLES = ".csv tables"
_SENTENCES = ("topics", "rt_polarity", _TABLES)
_TEXTS = ("text", "tiny_shakespeare", _TEXT_FILES)
_IN_TIME = (*_TEXTS, "occupancy", "nab")
_LABELED_FOLDERS = "folders of images/ and labels/"
_PHOTOGRAPHS = ("drive", _LABELED_FOLDERS)
_SEGMENTATIONS = ("digit_scenes", *_PHOTOGRAPHS)
# These divide themselves; examples of all others may stand in any part.
_DIVIDED = (*_IN_TIME, *_SEGMENTATIONS)
_MODULES = {
    "text": "text",
    "tiny_shakespeare": "text",
    _TEXT_FILES: "text",
    "topics": "topics",
    "rt_polarity": "sentences",
    "adding": "adding",
    "dates": "dates",
    "basic_motions": "motions",
    "occupancy": "occupancy",
    "nab": "nab",
    "digit_scenes": "digit_scenes",
    "drive": "drive",
    _LABELED_FOLDERS: "labeled_folder",
}
# What stands in the folder of a user.
_FOLDERS = {"drive": ("training/images", "test"), _LABELED_FOLDERS: ("images", "labels")}
# For each option the data that take it.
OPTIONS = {
    "window": _IN_TIME,
    "stride": _TEXTS,
    "length": ("adding",),
    "examples": ("adding", "dates", "digit_scenes"),
    "text": (_TABLES,),
    "max_length": _SENTENCES,
    "vocabulary_size": _SENTENCES,
    "series": ("nab",),
    "preprocessing": _PHOTOGRAPHS,
    "patch_size": _PHOTOGRAPHS,
    "patches": _PHOTOGRAPHS,
}
# Options that matter when examples are prepared, after their division.
_OF_PREPARATION = ("max_length", "vocabulary_size")


def divide_themselves(name):
    """Whether the data know their parts, such as those that are divided in time."""
    return _kind(name) in _DIVIDED


def are_segmentations(name):
    """Whether the data are images with a label for every pixel."""
    return _kind(name) in _SEGMENTATIONS


def given(name, options):
    """The options that were given, those that are not None.

    Raises:
        ValueError: one of them is not for these data.
    """
    options = {option: value for option, value in options.items() if value is not None}
    for option, value in options.items():
        if _kind(name) not in OPTIONS[option]:
            raise ValueError(
                f"{name} takes no {option} ({value!r} was given), which is for {listed(OPTIONS[option])}; leave it out"
            )
    if _kind(name) == _TABLES and options and "text" not in options:
        raise ValueError(f"{name} takes {listed(options)} for sentences alone; name their column too: text=COLUMN")
    return options


def load(name, data_dir, split, seed, image_size, options):
    """The `Dataset` of data that divide themselves; the size is that of images that are made."""
    where = {} if name in MADE else {"data_dir": data_dir}
    if are_segmentations(name):
        where["seed"] = seed
    if name == "digit_scenes" and image_size is not None:
        where["image_size"] = image_size
    return _module(name).load(name, split=split, **where, **options)


def read(name, data_dir, seed, options):
    """The `Source` of data that do not; made ones are a function of the seed."""
    options = {option: value for option, value in options.items() if option not in _OF_PREPARATION}
    where = {"seed": seed} if name in MADE else {"data_dir": data_dir}
    return _module(name).read(name, **where, **options)


def prepare(source, train, options):
    """The `Prepared` examples of a source of sentences or of pairs of texts."""
    module = importlib.import_module(f"keras_nets.datasets.{source.form}")
    options = {option: value for option, value in options.items() if option in _OF_PREPARATION}
    return module.prepare(source.x, train, **options)


def _module(name):
    return importlib.import_module(f"keras_nets.datasets.{_MODULES[_kind(name)]}")


def _kind(name):
    if str(name) not in NAMES and Path(name).is_dir():
        return next((kind for kind, inside in _FOLDERS.items() if has_folders(name, *inside)), str(name))
    return {".txt": _TEXT_FILES, ".csv": _TABLES}.get(str(name)[-4:].lower(), str(name))
