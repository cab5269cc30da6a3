"""Files of the data folder, which `data_dir` or the environment variable KERAS_NETS_DATA names."""

import os
import zipfile
import zlib
from pathlib import Path

FOLDER_VARIABLE = "KERAS_NETS_DATA"


def folder_of(data_dir=None):
    """The data folder as it was named, or None.

    Raises:
        FileNotFoundError: it does not exist.
    """
    folder = data_dir or os.environ.get(FOLDER_VARIABLE)
    if folder and not Path(folder).is_dir():
        raise FileNotFoundError(f"there is no data folder {folder}; correct --data-dir or {FOLDER_VARIABLE}")
    return folder or None


def find(files, data_dir=None):
    """The path of the first of `files` that the data folder has, or None."""
    folder = folder_of(data_dir)
    if folder is None:
        return None
    return next((path for path in (Path(folder, file) for file in files) if path.is_file()), None)


def require(name, files, data_dir, url):
    """The path of the first of `files` that the data folder has.

    Args:
        name: of the data set.
        files: names that its file may have, best first.
        data_dir: the data folder; None is the environment variable KERAS_NETS_DATA.
        url: where the data can be had.

    Raises:
        FileNotFoundError: there is none of them.
    """
    path = find(files, data_dir)
    if path is None:
        folder = folder_of(data_dir)
        where = f"in {folder}" if folder else "(no data folder is named)"
        raise FileNotFoundError(
            f"{name}: there is no {' or '.join(files)} {where}; "
            f"get it from {url} and name its folder with --data-dir or {FOLDER_VARIABLE}"
        )
    return path


def has_folders(path, *folders):
    """Whether `folders` stand in the folder at `path`."""
    return all(Path(path, folder).is_dir() for folder in folders)


def member(path, name):
    """The content of the file in a zip archive whose path is `name`, or ends in it.

    Raises:
        ValueError: the archive is broken or has no such file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [entry for entry in archive.namelist() if entry == name or entry.endswith(f"/{name}")]
            if found:
                return archive.read(found[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise ValueError(f"{path} is truncated or no .zip file; copy it again") from None
    raise ValueError(f"{path} has no {name} in it; get the whole archive")
