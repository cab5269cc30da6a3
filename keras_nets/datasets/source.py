"""What a reader hands over: a data set that is whole, not yet split, and as raw as it was found."""

import dataclasses
import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np


@dataclasses.dataclass(frozen=True)
class Source:
    """Examples as read.

    Args:
        name: what a user typed.
        form: what `x` holds: `"images"` (uint8, examples x height x width x channels), `"files"` (paths of image
            files), `"vectors"` (numbers of any shape), `"table"` (a pandas table of feature columns), `"sentences"` (an
            array of strings) or `"pairs"` (an array of two strings each, a source and its translation).
        x: the examples.
        y: integer labels, or the numbers of a regression.
        class_names: what the labels mean; empty for a regression.
        checksum: SHA-256 of what was read.
        test_examples: how many examples, the last ones, are the official test part.
        messages: what the owner should know, a line each.
        details: plain values to keep.
    """

    name: str
    form: str
    x: Any
    y: np.ndarray
    class_names: tuple[str, ...]
    checksum: str
    test_examples: int = 0
    messages: tuple[str, ...] = ()
    details: dict = dataclasses.field(default_factory=dict)

    @property
    def labels(self):
        """Class of every example, or None for a regression."""
        return self.y if self.class_names else None


@dataclasses.dataclass(frozen=True)
class Prepared:
    """Examples in the form that a `Dataset` keeps, and how a batch of them becomes network inputs.

    Where preparing makes the labels too, as of translations, they stand in `y`, with what they mean in `class_names`
    and the one that does not count in `ignored_label`.
    """

    x: np.ndarray | dict[str, np.ndarray]
    input_shape: tuple[int, ...] | dict[str, tuple[int, ...]]
    transform: Callable | None = None
    messages: tuple[str, ...] = ()
    details: dict = dataclasses.field(default_factory=dict)
    y: np.ndarray | None = None
    class_names: tuple[str, ...] = ()
    ignored_label: int | None = None


def checksum_of_texts(*texts):
    """SHA-256 over texts, each with its end marked."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def checksum_of_arrays(*arrays):
    """SHA-256 over type, shape and bytes of arrays."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
