"""Packages whose names are imported when they are first asked for, since their files import slow libraries."""

import importlib
import sys


def lazy(package, homes):
    """Names of a package that are imported later, and the package's `__getattr__`.

    Args:
        package: `__name__` of the package, which lists all its names in `__all__`.
        homes: `{file: names}`, the names of each file apart by spaces.

    Returns:
        The names, and a function that imports one; it raises `AttributeError` for a name that the package lacks.

    Example:

    >>> names, get = lazy("keras_nets", {"catalog": "Architecture ARCHITECTURES"})
    >>> names, get("Architecture").__name__
    (['Architecture', 'ARCHITECTURES'], 'Architecture')
    """
    files = {name: file for file, names in homes.items() for name in names.split()}

    def get(name):
        if name in files:
            return getattr(importlib.import_module(f"{package}.{files[name]}"), name)
        names = ", ".join(sys.modules[package].__all__)
        raise AttributeError(f"module {package!r} has no attribute {name!r}; it has {names}")

    return list(files), get
