"""Files that are read only if they are files, and written whole or not at all."""

import contextlib
import os
import re
import stat
from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
# What `whole` writes to, `.stem.process.suffix`.
_BESIDE = re.compile(r"\.(?P<stem>[^.].*)\.\d+(?P<suffix>\.[^.]+)")


def regular(path):
    """The path of a regular file; links are followed.

    Whoever reads a pipe waits forever, and a device such as /dev/zero never ends.

    Args:
        path: The path.

    Returns:
        A `Path`.

    Raises:
        ValueError: If there is nothing, or something else than a file.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ValueError(f"there is no file {path}") from None
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None
    if not stat.S_ISREG(mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "no file")
        raise ValueError(f"{path} is {kind}; put a file in its place")
    return path


@contextlib.contextmanager
def whole(path):
    """A path beside `path` to write to; it takes the name `path` only when all is written."""
    path = Path(path)
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    # Nothing is written through a link that somebody put there.
    beside.unlink(missing_ok=True)
    try:
        yield beside
        _sync(beside)
        os.replace(beside, path)
        # Some file systems cannot sync a folder.
        with contextlib.suppress(OSError):
            _sync(path.parent)
    finally:
        # A full or vanished disk is told by what failed before.
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def leftovers(folder, names):
    """Half-written files that a killed process left beside whole ones, below a folder; links are not followed.

    Args:
        folder: The folder.
        names: `names(path)` says whether `whole` is ever called with this path.

    Returns:
        A list of paths.
    """
    found = []
    for parent, _, files in os.walk(folder):
        for file in files:
            match, path = _BESIDE.fullmatch(file), Path(parent, file)
            if match and names(path.with_name(match["stem"] + match["suffix"])) and stat.S_ISREG(path.lstat().st_mode):
                found.append(path)
    return found


def _sync(path):
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
