"""Which sequences there are by name: the module that reads each, and the options that it alone takes."""

import importlib

from keras_nets.datasets.wording import listed

# What comes with Python or is made from a seed, and what is read from the data folder.
MADE = ("text", "topics", "adding", "dates")
FROM_FOLDER = ("tiny_shakespeare", "rt_polarity", "basic_motions", "occupancy", "nab")
NAMES = (*MADE, *FROM_FOLDER)

_TEXT_FILES = ".txt files"
_TABLES = ".csv tables"
_SENTENCES = ("topics", "rt_polarity", _TABLES)
_TEXTS = ("text", "tiny_shakespeare", _TEXT_FILES)
# These divide themselves, in time; examples of all others may stand in any part.
_CONTIGUOUS = (*_TEXTS, "occupancy", "nab")
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
}
# For each option the data that take it.
OPTIONS = {
    "window": _CONTIGUOUS,
    "stride": _TEXTS,
    "length": ("adding",),
    "examples": ("adding", "dates"),
    "text": (_TABLES,),
    "max_length": _SENTENCES,
    "vocabulary_size": _SENTENCES,
    "series": ("nab",),
}
# Options that matter when examples are prepared, after their division.
_OF_PREPARATION = ("max_length", "vocabulary_size")


def is_contiguous(name):
    """Whether the data divide themselves, into parts that are contiguous in time."""
    return _kind(name) in _CONTIGUOUS


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


def load(name, data_dir, split, options):
    """The `Dataset` of data that divide themselves."""
    return _module(name).load(name, data_dir=data_dir, split=split, **options)


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
    return {".txt": _TEXT_FILES, ".csv": _TABLES}.get(str(name)[-4:].lower(), str(name))
