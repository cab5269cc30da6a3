"""All data that `load` knows, one row each: a literal table without imports, so that reading it is fast."""

import dataclasses
from pathlib import Path

from keras_nets._files import regular
from keras_nets._wording import did_you_mean, listed
from keras_nets.datasets.files import has_folders

# The general options of `load` that data may refuse, and what each requires.
_EVERYWHERE = {"balance": "classes", "fold": "split kfold", "target": "a table"}
_EVERYWHERE |= {"test_data": "a folder of class folders, a table or a .npz file"}
_DIVIDED = ("balance", "fold")
_TABLES, _SIZED = ("target", *_DIVIDED), ("image_size", "channels")
_IMAGES = (*_DIVIDED, *_SIZED)
_MADE, _PACKAGED, _FOLDER, _YOURS = "a seed", "a dependency", "data folder", "your own"


@dataclasses.dataclass(frozen=True)
class Entry:
    """One row: a named data set, or a kind of a user's own files or folders.

    Args:
        name: What a user types; for a user's own data, what messages call them.
        module: Module below `keras_nets.datasets` whose `load(request, **options)` returns the `Dataset`.
        task: Task of the data.
        source: Origin of the data.
        general: General options of `load` that not all data take and these do.
        options: Options that these data take in addition to the general ones.
        suffixes: Suffixes of a user's file.
        folders: Folders inside a user's folder, or None; an empty tuple matches any folder.
    """

    name: str
    module: str
    task: str
    source: str
    general: tuple[str, ...] = _DIVIDED
    options: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    folders: tuple[str, ...] | None = None

    def refuse(self, request, options):
        """Refuse options that these data do not take.

        Raises:
            ValueError: If an option for other data was given.
        """
        for option, value in options.items():
            if option not in self.options:
                takers = [entry.name for entry in DATA if option in entry.options]
                if not takers:
                    raise ValueError(
                        f"no data set has an option {option!r}{did_you_mean(option, OPTIONS)}; there are "
                        f"{listed(OPTIONS)}"
                    )
                raise ValueError(
                    f"{request.name} takes no {option} ({value!r} was given), which is for {listed(takers)}; "
                    "leave it out"
                )
        request.refuse(**{option: kind for option, kind in _EVERYWHERE.items() if option not in self.general})
        if "image_size" not in self.general:
            request.refuse_as_images()


_PHOTOGRAPHS = ("preprocessing", "patch_size", "patches")
_WORDS = ("max_length", "vocabulary_size")
_LIKE_DRIVE, _LABELED = "folders of training/ and test/ as in DRIVE", "folders of images/ and labels/"
DATA = (
    Entry("digits", "tables.builtin", "classification", _PACKAGED, _IMAGES),
    Entry("breast_cancer", "tables.builtin", "classification", _PACKAGED),
    Entry("wine", "tables.builtin", "classification", _PACKAGED),
    Entry("iris", "tables.builtin", "classification", _PACKAGED),
    Entry("diabetes", "tables.builtin", "regression", _PACKAGED),
    Entry("faces", "tables.builtin", "classification", _PACKAGED, _IMAGES),
    Entry("text", "sequences.text", "language modeling", _PACKAGED, (), ("window", "stride")),
    Entry("topics", "sequences.topics", "classification", _PACKAGED, options=_WORDS),
    Entry("adding", "sequences.adding", "regression", _MADE, options=("length", "examples")),
    Entry("dates", "sequences.dates", "translation", _MADE, options=("examples",)),
    Entry("digit_scenes", "images.digit_scenes", "segmentation", _MADE, _SIZED, ("examples",)),
    Entry("mnist", "images.standard", "classification", _FOLDER, _IMAGES),
    Entry("fashion_mnist", "images.standard", "classification", _FOLDER, _IMAGES),
    Entry("cifar10", "images.standard", "classification", _FOLDER, _IMAGES),
    Entry("tiny_shakespeare", "sequences.text", "language modeling", _FOLDER, (), ("window", "stride")),
    Entry("rt_polarity", "sequences.sentences", "classification", _FOLDER, options=_WORDS),
    Entry("basic_motions", "sequences.motions", "classification", _FOLDER),
    Entry("occupancy", "sequences.occupancy", "classification", _FOLDER, (), ("window",)),
    Entry("nab", "sequences.nab", "forecasting", _FOLDER, (), ("window", "series")),
    Entry("drive", "images.drive", "segmentation", _FOLDER, _SIZED, _PHOTOGRAPHS),
    Entry(".txt files", "sequences.text", "language modeling", _YOURS, (), ("window", "stride"), suffixes=(".txt",)),
    Entry(
        "tables, .csv, .parquet, .xlsx or .xls",
        "tables.table",
        "classification",
        _YOURS,
        (*_TABLES, "test_data"),
        ("text", *_WORDS),
        suffixes=(".csv", ".parquet", ".xlsx", ".xls"),
    ),
    Entry(".npz files", "tables.arrays", "classification", _YOURS, (*_IMAGES, "test_data"), suffixes=(".npz",)),
    Entry(
        _LIKE_DRIVE, "images.drive", "segmentation", _YOURS, _SIZED, _PHOTOGRAPHS, folders=("training/images", "test")
    ),
    Entry(
        _LABELED, "images.labeled_folder", "segmentation", _YOURS, _SIZED, _PHOTOGRAPHS, folders=("images", "labels")
    ),
    Entry(
        *("folders of class folders", "images.image_folder", "classification", _YOURS),
        (*_IMAGES, "test_data"),
        folders=(),
    ),
)
NAMES = tuple(entry.name for entry in DATA if entry.source != _YOURS)
OPTIONS = tuple(dict.fromkeys(option for entry in DATA for option in entry.options))
_OWN_DATA = (
    "a folder of images with one subfolder per class, or of images/ and labels/, a .csv, .parquet or Excel "
    "table (with --target), a .npz or a .txt file"
)


def find(name):
    """The row of a named data set, or of a user's own file or folder.

    Raises:
        ValueError: If there is no such data set, or files of this kind cannot be read.
        FileNotFoundError: If there is no such file.
    """
    path, own = Path(name), [entry for entry in DATA if entry.source == _YOURS]
    if str(name) in NAMES:
        return next(entry for entry in DATA if entry.name == str(name))
    if not path.exists():
        raise _unknown(str(name), path)
    if path.is_dir():
        return next(entry for entry in own if entry.folders is not None and has_folders(path, *entry.folders))
    regular(path)
    entry = next((entry for entry in own if path.suffix.lower() in entry.suffixes), None)
    if entry is None:
        raise ValueError(f"{name} is not a kind of file that can be read as data; use {_OWN_DATA}")
    return entry


def _unknown(name, path):
    if path.is_symlink():
        return FileNotFoundError(f"{name} is a link to {path.readlink()}, which is not there; correct the link")
    if path.suffix or path.name != name:
        beside = [str(other) for other in path.parent.iterdir()] if path.parent.is_dir() else []
        return FileNotFoundError(f"there is no file or folder {name}{did_you_mean(name, beside)}; correct the path")
    return ValueError(
        f"unknown data set {name!r}{did_you_mean(name, NAMES)}; "
        f"there are {listed(NAMES, 30)}, or the path of {_OWN_DATA}"
    )
