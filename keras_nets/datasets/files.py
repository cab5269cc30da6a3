"""Files of a user, and of the data folder, which `data_dir` or the environment variable KERAS_NETS_DATA names."""

import os
import zipfile
import zlib
from pathlib import Path

from keras_nets._files import regular

FOLDER_VARIABLE = "KERAS_NETS_DATA"
# Of a table, a text or an image; a table takes ten times the memory.
MOST_BYTES = 4 * 10**9
# Of an archive, and of one that was packed more than a hundredfold, as only bombs are.
MOST_UNPACKED, MOST_OF_DENSE, DENSE = 32 * 10**9, 10**9, 100


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
    return next((regular(path) for path in (Path(folder, file) for file in files) if path.exists()), None)


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


def hint(allow_huge):
    """How a message that refuses a size ends: with the flag that allows it, unless `allow_huge` is None."""
    return "" if allow_huge is None else ", or pass --allow-huge"


def readable(path, allow_huge=None):
    """The path of a regular file of a size that can be read as a whole.

    Args:
        path: The path.
        allow_huge: Whether any size is read; None is False where no flag can allow it.

    Raises:
        ValueError: If there is no regular file, or it has more than 4 GB.
    """
    path = regular(path)
    size = path.stat().st_size
    if not allow_huge and size > MOST_BYTES:
        raise ValueError(
            f"{path} has {_gigabytes(size)}, more than {_gigabytes(MOST_BYTES)}; take a part of it{hint(allow_huge)}"
        )
    return path


def content_of(path, allow_huge=None):
    """The content of a file as bytes. Raises as `readable`, or where the file cannot be read."""
    try:
        return readable(path, allow_huge).read_bytes()
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None


def entries_of(path):
    """The `zipfile.ZipInfo` of each file in an archive; none where it is broken, or no archive.

    Raises:
        ValueError: If there is no regular file.
    """
    try:
        with zipfile.ZipFile(regular(path)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError):
        return []


def refuse_bomb(path, entries, allow_huge=None):
    """Refuse what would fill the memory when it is unpacked, by what the archive says of it.

    Args:
        path: Path of the archive.
        entries: The `zipfile.ZipInfo` of each file that is to be unpacked.
        allow_huge: As in `readable`.

    Raises:
        ValueError: If it unpacks to more than 32 GB, or to more than 1 GB and more than a hundred times what it was.
    """
    packed, unpacked = (sum(getattr(entry, kind) for entry in entries) for kind in ("compress_size", "file_size"))
    if not allow_huge and unpacked > (MOST_OF_DENSE if unpacked > DENSE * packed else MOST_UNPACKED):
        raise ValueError(
            f"{path} unpacks from {_gigabytes(packed)} to {_gigabytes(unpacked)}; take a part of it{hint(allow_huge)}"
        )


def _gigabytes(size):
    return f"{size / 10**9:,.1f} GB" if size >= 10**8 else f"{size / 10**6:,.1f} MB"


def member(path, name):
    """The content of the file in a zip archive whose path is `name` or ends with it.

    Raises:
        ValueError: If the archive is broken, has no such file, or one that is too large.
    """
    found = [entry for entry in entries_of(path) if entry.filename == name or entry.filename.endswith(f"/{name}")][:1]
    refuse_bomb(path, found)
    try:
        with zipfile.ZipFile(path) as archive:
            if found:
                return archive.read(found[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise ValueError(f"{path} is truncated or no .zip file; copy it again") from None
    raise ValueError(f"{path} has no {name} in it; get the whole archive")
