"""Files of the data folder, which `data_dir` or the environment variable KERAS_NETS_DATA names."""

import os
import zipfile
import zlib
from pathlib import Path

FOLDER_VARIABLE = "KERAS_NETS_DATA"


def folder_of(data_dir=None):
    """The data folder as the user named it, or None.

    Raises:
        FileNotFoundError: If it does not exist.
    """
    folder = data_dir or os.environ.get(FOLDER_VARIABLE)
    if folder and not Path(folder).is_dir():
        raise FileNotFoundError(f"there is no data folder {folder}; correct --data-dir or {FOLDER_VARIABLE}")
    return folder or None


def find(files, data_dir=None):
    """The path of the first of `files` found in the data folder, or None."""
    folder = folder_of(data_dir)
    if folder is None:
        return None
    return next((path for path in (Path(folder, file) for file in files) if path.is_file()), None)


def require(name, files, data_dir, url):
    """The path of the first of `files` found in the data folder.

    Args:
        name: Name of the data set.
        files: Accepted file names, best first.
        data_dir: Data folder; None is the environment variable KERAS_NETS_DATA.
        url: Where to get the data.

    Raises:
        FileNotFoundError: If none is found.
    """
    path = find(files, data_dir)
    if path is None:
        raise missing(name, files, data_dir, url)
    return path


def missing(name, files, data_dir, url, besides=""):
    """The error that there are none of `files`, as in `require`; `besides` says what else was tried."""
    folder = folder_of(data_dir)
    where = f"in {folder}" if folder else "(no data folder is named)"
    return FileNotFoundError(
        f"{name}: there is no {' or '.join(files)} {where}{besides}; "
        f"get it from {url} and name its folder with --data-dir or {FOLDER_VARIABLE}"
    )


def has_folders(path, *folders):
    """Whether the folder at `path` contains `folders`."""
    return all(Path(path, folder).is_dir() for folder in folders)


def member(path, name):
    """The content of the file in a zip archive whose path is `name` or ends with it.

    Raises:
        ValueError: If the archive is broken or has no such file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [entry for entry in archive.namelist() if entry == name or entry.endswith(f"/{name}")]
            if found:
                return archive.read(found[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise ValueError(f"{path} is truncated or no .zip file; copy it again") from None
    raise ValueError(f"{path} has no {name} in it; get the whole archive")
