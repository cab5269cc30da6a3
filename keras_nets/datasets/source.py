"""From a reader's `Source` to a `Dataset`: divided, balanced, and prepared with what is learned from training data."""

import dataclasses
import hashlib
from collections.abc import Callable
from typing import Any

from keras_nets.datasets.balance import balance
from keras_nets.datasets.centering import center_of, centered, centers_of, told_of
from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.division import divide
from keras_nets.datasets.duplicates import digests_of, shared
from keras_nets.datasets.forms import Form
from keras_nets.datasets.split import Split, each
from keras_nets.datasets.targets import Labels

import numpy as np


@dataclasses.dataclass(frozen=True)
class Prepared:
    """Examples in the form that a `Dataset` keeps, and the step from a batch of them to network inputs.

    Where preparing makes the labels too, as for translations, they are in `y` and their names in `class_names`.
    """

    x: np.ndarray | dict[str, np.ndarray]
    input_shape: tuple[int, ...] | dict[str, tuple[int, ...]]
    form: Form = dataclasses.field(default_factory=Form)
    transform: Callable | None = None
    messages: tuple[str, ...] = ()
    y: np.ndarray | None = None
    class_names: tuple[str, ...] = ()
    targets: Labels = dataclasses.field(default_factory=Labels)


def as_vectors(source, train, request):
    """Numbers of any shape, flattened as requested, and unchanged unless float32 would merge them."""
    request.refuse_as_images()
    x, center, messages = source.x, centers_of(source.x, train), ()
    if center is not None:
        x = centered(x, np.array(center))
        names = source.feature_names or range(len(center))
        messages = tuple(
            f"feature {name}: {told_of(value)}" for name, value in zip(names, center, strict=True) if value
        )
    x = x.reshape(len(x), -1) if request.flatten else x
    return Prepared(x, x.shape[1:], Form(source.feature_names, center=center), messages=messages)


@dataclasses.dataclass(frozen=True)
class Source:
    """Examples as read, raw and not yet divided.

    Args:
        name: What a user typed.
        x: The examples.
        y: Integer labels, or the target numbers of a regression: float32, or float64 to be stored as float32.
        class_names: Names of the labels; empty for a regression.
        checksum: SHA-256 of what was read.
        test_examples: Number of examples at the end that are the official test part.
        validation_examples: Number of examples before those that are the official validation part.
        messages: What the owner of the data should know, a line each.
        feature_names: Names of the numbers of a vector.
        prepare: `prepare(source, train, request)` returns the `Prepared` examples; it learns only from those at the
            indices `train`.
        task: Task of the data; None is classification or regression, by the labels.
        options: The options specific to these data, as they took effect.
        files: What was found of each example's file, `images.image_files.Examined`; None where examples are no files.
    """

    name: str
    x: Any
    y: np.ndarray
    class_names: tuple[str, ...]
    checksum: str
    test_examples: int = 0
    validation_examples: int = 0
    messages: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    prepare: Callable = as_vectors
    task: str | None = None
    options: dict = dataclasses.field(default_factory=dict)
    files: list | None = None

    @property
    def labels(self):
        """Class of every example, or None for a regression."""
        return self.y if self.class_names else None

    @property
    def are_images(self):
        """Whether the examples are images in memory: bytes, `(examples, height, width, channels)`."""
        return getattr(self.x, "dtype", None) == np.uint8 and self.x.ndim == 4


def divided(source, request):
    """The `Dataset` of a source, divided, balanced and prepared as requested.

    Raises:
        ValueError: If the data cannot be divided, balanced or prepared in this way.
    """
    parts = divide(source, request.split, request.fold, request.split_seed)
    digests = digests_of(source.x) if source.files is None else [file.digest for file in source.files]
    train, messages = parts.train, [*source.messages, *parts.messages, *shared(digests, parts)]
    if request.balance is not None:
        train, message = balance(train, source.labels, source.class_names, request.balance, request.split_seed)
        messages.append(message)
    prepared = source.prepare(source, train, request)
    y, form = source.y if prepared.y is None else prepared.y, prepared.form
    if getattr(y, "dtype", None) == np.float64:
        center = center_of(y[train])
        y, form = centered(y, center or 0.0), dataclasses.replace(form, target_center=center)
        messages += [] if center is None else [f"the target: {told_of(center)} and added to predictions"]
    whole = Split(prepared.x, y)
    return Dataset(
        name=source.name,
        task=source.task or ("classification" if source.class_names else "regression"),
        input_shape=each(lambda shape: tuple(int(side) for side in shape), prepared.input_shape),
        train=whole.take(train),
        validation=None if parts.validation is None else whole.take(parts.validation),
        test=whole.take(parts.test),
        class_names=source.class_names or prepared.class_names,
        transform=prepared.transform,
        targets=prepared.targets,
        checksum=source.checksum,
        messages=(*messages, *prepared.messages),
        form=form,
        options={"split": parts.split, **source.options},
    )


def checksum_of_texts(*texts):
    """SHA-256 of texts, each followed by an end mark."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def checksum_of_arrays(*arrays):
    """SHA-256 of the types, shapes and bytes of arrays."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
