"""What a data set is: named splits of examples, what they mean, and how a raw batch becomes a network's input."""

import dataclasses
import itertools
import math
from collections.abc import Callable

from keras_nets.datasets.wording import counted

import numpy as np

TARGETS = ("labels", "inputs", "next", "none")
SPLITS = ("train", "validation", "test")

# A batch of larger images with labels for their pixels would hold gigabytes of feature maps.
MOST_PIXELS = 2**20
# Pixels of a small such image.
_SMALL = 32 * 32


@dataclasses.dataclass(frozen=True)
class Split:
    """Examples side by side: `x[i]`, an array or the path of an image file, and its target `y[i]` if there is one.

    Args:
        x: the examples: an array, `Windows` of a series, `Patches` of images, or a dictionary of such, equally long,
            for a network with several inputs (`{"source": ..., "target": ...}`).
        y: their targets; of a segmentation a label for every pixel, where `x` are patches those at the same places.
        times: when each target was measured, where examples are windows of a series.

    Raises:
        ValueError: the arrays of `x` differ in length.
    """

    x: np.ndarray | dict[str, np.ndarray]
    y: np.ndarray | None = None
    times: np.ndarray | None = None

    def __post_init__(self):
        if isinstance(self.x, dict):
            lengths = {name: len(array) for name, array in self.x.items()}
            if len(set(lengths.values())) != 1:
                sizes = ", ".join(f"{name} {counted(length, 'example')}" for name, length in lengths.items())
                raise ValueError(f"inputs of one split must be equally long; there are {sizes or 'none'}")

    def __len__(self):
        return len(next(iter(self.x.values())) if isinstance(self.x, dict) else self.x)

    def take(self, indices):
        """The examples at `indices`, in that order."""
        y, times = (None if array is None else array[indices] for array in (self.y, self.times))
        return Split(each(lambda array: array[indices], self.x), y, times)


def each(function, value):
    """`function` of an array or a shape, or of each in a dictionary of them."""
    if isinstance(value, dict):
        return {name: function(item) for name, item in value.items()}
    return function(value)


@dataclasses.dataclass(frozen=True)
class Dataset:
    """Training, validation and test examples of one task, kept raw until a batch is needed.

    Args:
        name: what a user typed to get it: `"digits"`, or the path of their own data.
        task: `"classification"`, `"regression"`, `"segmentation"`, `"text"` or `"translation"`.
        input_shape: shape of one example as a network sees it, after `transform`; a dictionary of shapes where `x` is
            one of arrays. Height and width are None where patches are learned from and whole images predicted.
        train: examples that are learned from; the only ones that anything is fitted to.
        validation: examples that choose (early stopping, best weights, search); may be None.
        test: examples that are looked at once, at the end.
        class_names: what the integer labels mean; empty where there are no classes.
        transform: turns a raw batch into network inputs with TensorFlow operations, so that images stay
            bytes (or files) until they are needed; None means a cast to float32.
        target: `"labels"` (y), `"inputs"` (the network's input is its own target), `"next"` (inputs are all steps of
            an example but the last, targets all but the first) or `"none"`.
        ignored_label: a label that does not count, such as that of padding or of pixels outside a field of view:
            batches bring a weight for each label, 0 for this one, in whose place stands a 0, and else 1. A loss with
            `reduction="mean_with_sample_weight"` is then the mean over what counts, and
            `weighted_metrics=["accuracy"]` its accuracy.
        buckets: lengths that batches of tokens are cut to; see `bucketed`.
        checksum: SHA-256 of the raw data as read.
        messages: what was done to the data that its owner should know, a line each.
        details: plain values that evaluation needs later (image size, column encoding, split).
    """

    name: str
    task: str
    input_shape: tuple[int, ...] | dict[str, tuple[int, ...]]
    train: Split
    validation: Split | None
    test: Split
    class_names: tuple[str, ...] = ()
    transform: Callable | None = None
    target: str = "labels"
    ignored_label: int | None = None
    buckets: tuple[int, ...] = ()
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
        """The same data, learned with other targets: `"labels"`, `"inputs"`, `"next"` or `"none"`."""
        if target not in TARGETS:
            raise ValueError(f"unknown target {target!r}; there are {', '.join(TARGETS)}")
        shape = self.example_shape
        if target == "next":
            if isinstance(shape, dict) or shape[0] is None or shape[0] < 2:
                raise ValueError(
                    f"{self.name} has examples of shape {shape}, and target 'next' needs an array of at least 2 steps; "
                    "use sequences such as text, or target 'labels'"
                )
            shape = (shape[0] - 1, *shape[1:])
        return dataclasses.replace(self, target=target, input_shape=shape)

    @property
    def example_shape(self):
        """Shape of a whole example after `transform`: `input_shape`, and one step more where the target is `"next"`."""
        return (self.input_shape[0] + 1, *self.input_shape[1:]) if self.target == "next" else self.input_shape

    def vocabulary(self, side=None):
        """The `Vocabulary` of the tokens; of a translation that of its `"source"` or its `"target"`.

        Raises:
            ValueError: there is none.
        """
        from keras_nets.datasets.vocabulary import Vocabulary

        known = [name.removesuffix("vocabulary").rstrip("_") for name in self.details if name.endswith("vocabulary")]
        if (side or "") not in known:
            asked = f"vocabulary of side {side!r}" if side and known else "single vocabulary" if known else "vocabulary"
            there = f"it has those of {' and '.join(known)}" if any(known) else "it has one without a side"
            if not known:
                there = "take sentences or texts, or of a table --data-option text=COLUMN, a column of sentences"
            raise ValueError(f"{self.name} has no {asked}; {there}")
        return Vocabulary.from_plain(self.details[f"{side}_vocabulary" if side else "vocabulary"])

    def by_rows(self):
        """The same images as sequences of their rows, `(rows, columns * channels)`, from top to bottom.

        Raises:
            ValueError: there are no images.
        """
        if self.image_shape is None:
            raise ValueError(f"{self.name} has no images to be read row by row; use data such as digits")
        rows, columns, channels = self.image_shape

        def transform(raw):
            import tensorflow as tf

            return tf.reshape(self.transform(raw), [-1, rows, columns * channels])

        return dataclasses.replace(self, input_shape=(rows, columns * channels), transform=transform)

    def bucketed(self, lengths):
        """The same padded sequences of tokens in batches of similar length, with less padding to compute on.

        A batch is cut to the least of `lengths`, or else of the whole length, that holds its longest sequence. Where
        examples are shuffled, those of one such length come together, and their batches in any order; there are as many
        batches as before.

        Args:
            lengths: such as `(16, 32)`.

        Raises:
            ValueError: examples are no sequences of tokens, or the lengths are not increasing and shorter than them.
        """
        array = np.asarray(self.train.x[:1]) if not isinstance(self.train.x, dict) else np.zeros(0)
        if array.ndim != 2 or array.dtype != np.int32 or self.target == "next":
            raise ValueError(f"{self.name} has no padded sequences of tokens, which buckets are for; leave them out")
        buckets = (*lengths, array.shape[1])
        if buckets[0] < 1 or any(longer <= shorter for shorter, longer in itertools.pairwise(buckets)):
            raise ValueError(f"lengths of buckets are {lengths}; they must increase, from 1 to less than {buckets[-1]}")
        return dataclasses.replace(self, buckets=buckets, input_shape=(None,))

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
        seen_shape = parts["train"].x.shape[1:]
        plain = dataclasses.replace(self, target="labels", input_shape=seen_shape, transform=None, details=details)
        return dataclasses.replace(plain, **parts).with_target(self.target)

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

            probabilities = transformed(self, split.x)
            uniform = np.random.default_rng([seed, number]).random(probabilities.shape, dtype="float32")
            return Split((uniform < probabilities).astype("uint8"), split.y)

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
        """At most `examples` of each split, evenly spread over it: small enough to try a recipe in seconds.

        Of large images with labels for their pixels there are fewer, but at least one.
        """

        def thin(split):
            most = examples if split is None else self._at_most(examples, split, examples)
            if split is None or len(split) <= most:
                return split
            return split.take(np.linspace(0, len(split) - 1, most).astype(int))

        return dataclasses.replace(self, train=thin(self.train), validation=thin(self.validation), test=thin(self.test))

    def inputs(self, split="train", limit=None):
        """The first `limit` examples of a split as network inputs in memory: float32, tokens int32."""
        from keras_nets.datasets.pipeline import transformed

        examples = transformed(self, each(lambda array: array[:limit], self.split(split).x))
        return examples[:, :-1] if self.target == "next" else examples

    def evaluation_batch_size(self, split, batch_size):
        """`batch_size`, or fewer examples of a split where they are large images with labels for their pixels."""
        return self._at_most(batch_size, self.split(split), MOST_PIXELS // _SMALL)

    def evaluation_batches(self, split, batch_size):
        """A split in batches to measure on, as large as those of training or larger, as far as memory allows."""
        return self.batches(split, self.evaluation_batch_size(split, max(batch_size, 256)))

    def _at_most(self, examples, split, small):
        """So many, of segmented images no more than have the pixels of a number of `small` ones, but at least 1."""
        if self.task != "segmentation":
            return examples
        counts_for = -(-math.prod(split.x.shape[1:3]) // _SMALL)
        return max(1, min(examples, small // counts_for))

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
            "input_shape": each(list, self.input_shape),
            "class_names": list(self.class_names),
            **self.details,
        }
