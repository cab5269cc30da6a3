"""What a data set is: named splits of examples, what they mean, and how a raw batch becomes a network's input."""

import dataclasses
from collections.abc import Callable

import numpy as np

TARGETS = ("labels", "inputs", "none")
SPLITS = ("train", "validation", "test")


@dataclasses.dataclass(frozen=True)
class Split:
    """Examples side by side: `x[i]`, an array or the path of an image file, and its target `y[i]` if there is one."""

    x: np.ndarray
    y: np.ndarray | None = None

    def __len__(self):
        return len(self.x)

    def take(self, indices):
        """The examples at `indices`, in that order."""
        return Split(self.x[indices], None if self.y is None else self.y[indices])


@dataclasses.dataclass(frozen=True)
class Dataset:
    """Training, validation and test examples of one task, kept raw until a batch is needed.

    Args:
        name: what a user typed to get it: `"digits"`, or the path of their own data.
        task: `"classification"`, `"regression"` or `"text"`.
        input_shape: shape of one example as a network sees it, after `transform`.
        train: examples that are learned from; the only ones that anything is fitted to.
        validation: examples that choose (early stopping, best weights, search); may be None.
        test: examples that are looked at once, at the end.
        class_names: what the integer labels mean; empty where there are no classes.
        transform: turns a raw batch into network inputs with TensorFlow operations, so that images stay
            bytes (or files) until they are needed; None means a cast to float32.
        target: `"labels"` (y), `"inputs"` (the network's input is its own target) or `"none"`.
        checksum: SHA-256 of the raw data as read.
        messages: what was done to the data that its owner should know, a line each.
        details: plain values that evaluation needs later (image size, column encoding, split).
    """

    name: str
    task: str
    input_shape: tuple[int, ...]
    train: Split
    validation: Split | None
    test: Split
    class_names: tuple[str, ...] = ()
    transform: Callable | None = None
    target: str = "labels"
    checksum: str = ""
    messages: tuple[str, ...] = ()
    details: dict = dataclasses.field(default_factory=dict)

    @property
    def classes(self):
        """Number of classes; 1 for a regression."""
        return len(self.class_names) or 1

    @property
    def image_shape(self):
        """(height, width, channels) where examples are images, flattened or not; else None."""
        size, channels = self.details.get("image_size"), self.details.get("channels")
        return (*size, channels) if size and channels else None

    def split(self, name):
        """The split called `name`. Raises ValueError for another name, or for a validation split that is not there."""
        if name not in SPLITS:
            raise ValueError(f"unknown split {name!r}; there are {', '.join(SPLITS)}")
        split = getattr(self, name)
        if split is None:
            raise ValueError(f"{self.name} was split without a {name} part; use --split 60/20/20 to have one")
        return split

    def with_target(self, target):
        """The same data, learned with other targets: `"labels"`, `"inputs"` or `"none"`."""
        if target not in TARGETS:
            raise ValueError(f"unknown target {target!r}; there are {', '.join(TARGETS)}")
        return dataclasses.replace(self, target=target)

    def seen_through(self, function):
        """The same data with `function(inputs)` as every example's input, computed once and kept in memory.

        Args:
            function: turns a float32 array of inputs into an array with as many rows, such as the output of the
                layers that are trained already.
        """

        from keras_nets.datasets.pipeline import transformed

        def seen(split):
            if split is None:
                return None
            return Split(np.asarray(function(transformed(self, split.x)), dtype="float32"), split.y)

        parts = {name: seen(getattr(self, name)) for name in SPLITS}
        details = {name: value for name, value in self.details.items() if name not in ("image_size", "channels")}
        input_shape = parts["train"].x.shape[1:]
        return dataclasses.replace(self, input_shape=input_shape, transform=None, details=details, **parts)

    def with_label_as_input(self):
        """The same data with each example's class behind its input, as many zeros as there are classes but for a one.

        Inputs must be vectors in memory, as `seen_through` leaves them.
        """

        def labeled(split):
            if split is None:
                return None
            label = np.eye(self.classes, dtype="float32")[split.y]
            return Split(np.concatenate([split.x, label], axis=1), split.y)

        parts = {name: labeled(getattr(self, name)) for name in SPLITS}
        return dataclasses.replace(self, input_shape=(self.input_shape[0] + self.classes,), **parts)

    def binarized(self, seed=0):
        """The same data with every input drawn once, 1 with a probability of its value and else 0.

        Raises:
            ValueError: inputs are no probabilities.
        """
        self.in_unit_interval()

        def drawn(number, split):
            if split is None:
                return None
            from keras_nets.datasets.pipeline import transformed

            uniform = np.random.default_rng([seed, number]).random((len(split), *self.input_shape), dtype="float32")
            return Split((uniform < transformed(self, split.x)).astype("uint8"), split.y)

        parts = {name: drawn(number, getattr(self, name)) for number, name in enumerate(SPLITS)}
        return dataclasses.replace(self, transform=None, details={**self.details, "binarized": seed}, **parts)

    def in_unit_interval(self):
        """The same data, for a network whose inputs are numbers from 0 to 1.

        Raises:
            ValueError: they are not, in the training part.
        """
        # The pixels of images are, by construction, and need not be read for it.
        if self.image_shape is None or tuple(self.details.get("value_range", ())) != (0, 1):
            inputs = self.inputs("train")
            if inputs.min() < 0 or inputs.max() > 1:
                raise ValueError(
                    f"{self.name} has inputs from {inputs.min():.4g} to {inputs.max():.4g}, and this network takes "
                    "values from 0 to 1; use images, or scale the data"
                )
        return self

    def head(self, examples):
        """At most `examples` of each split, evenly spread over it: small enough to try a recipe in seconds."""

        def thin(split):
            if split is None or len(split) <= examples:
                return split
            return split.take(np.linspace(0, len(split) - 1, examples).astype(int))

        return dataclasses.replace(self, train=thin(self.train), validation=thin(self.validation), test=thin(self.test))

    def inputs(self, split="train", limit=None):
        """The first `limit` examples of a split as network inputs, a float32 array in memory."""
        from keras_nets.datasets.pipeline import transformed

        examples = self.split(split)
        return transformed(self, examples.x[: len(examples) if limit is None else limit])

    def batches(self, split, batch_size, **options):
        """A tf.data pipeline over a split; see `pipeline.batches`."""
        from keras_nets.datasets.pipeline import batches

        return batches(self, self.split(split), batch_size, **options)

    def describe(self):
        """Name, checksum, sizes and meaning as plain values, for the record of a run."""
        sizes = {name: len(getattr(self, name)) for name in SPLITS if getattr(self, name) is not None}
        return {
            "name": self.name,
            "task": self.task,
            "checksum": self.checksum,
            "split_sizes": sizes,
            "input_shape": list(self.input_shape),
            "class_names": list(self.class_names),
            **self.details,
        }
