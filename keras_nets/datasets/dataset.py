"""`Dataset`: named splits of examples, their meaning, and the step from a raw batch to a network's input."""

import dataclasses
from collections.abc import Callable

from keras_nets.datasets.forms import Form
from keras_nets.datasets.split import SPLITS, Split, each
from keras_nets.datasets.targets import Labels

import numpy as np

# Evaluation batches cost at most as much memory as this many small examples.
_MOST_AT_ONCE = 1024


@dataclasses.dataclass(frozen=True)
class Dataset:
    """Training, validation and test examples of one task, kept raw until a batch is needed.

    Args:
        name: What a user typed to get it: `"digits"`, or the path of their own data.
        task: One of `tasks.NAMES`, or a custom `tasks.Task`.
        input_shape: Shape of one example as a network sees it, after `transform`; a dictionary of shapes where `x` is a
            dictionary of arrays. Height and width are None where a network trains on patches and predicts whole images.
        train: Training examples, the only ones that anything is fitted to.
        validation: Examples for early stopping, choice of the best weights and search; may be None.
        test: Examples that are used once, at the end.
        class_names: Names of the integer labels; empty where there are no classes.
        transform: Turns a raw batch into network inputs with TensorFlow operations, so that images stay
            bytes (or files) until they are needed; None means a cast to float32.
        targets: What a batch asks the network for; see `targets`.
        form: What is known about the examples in addition to the arrays; see `forms`.
        checksum: SHA-256 of the raw data as read.
        messages: Changes to the data that their owner should know, a line each.
        options: The options of `load` as they took effect, as plain values.
    """

    name: str
    task: str
    input_shape: tuple[int, ...] | dict[str, tuple[int, ...]]
    train: Split
    validation: Split | None
    test: Split
    class_names: tuple[str, ...] = ()
    transform: Callable | None = None
    targets: Labels = dataclasses.field(default_factory=Labels)
    form: Form = dataclasses.field(default_factory=Form)
    checksum: str = ""
    messages: tuple[str, ...] = ()
    options: dict = dataclasses.field(default_factory=dict)

    @property
    def kind(self):
        """What a network reads: `"vectors"`, `"series"`, `"images"`, `"texts"`, `"pairs of texts"` or `"arrays"`."""
        if isinstance(self.input_shape, dict):
            return "pairs of texts"
        if self.form.vocabularies:
            return "texts"
        return {1: "vectors", 2: "series", 3: "images"}.get(len(self.input_shape), "arrays")

    @property
    def classes(self):
        """Number of classes; 1 for a regression."""
        return len(self.class_names) or 1

    @property
    def image_shape(self):
        """(height, width, channels) where examples are images, flattened or not; else None."""
        return self.form.image_shape

    @property
    def whole_shape(self):
        """Shape of a whole example after `transform`; the network may read only a part of it, see `targets`."""
        return self.targets.whole_shape(self.input_shape)

    @property
    def output_activation(self):
        """The activation of a network's last layer: `"softmax"` where there are classes, else `"linear"`."""
        return "softmax" if self.class_names else "linear"

    @property
    def vocabulary_size(self):
        """Number of tokens in the vocabulary; None without a vocabulary, or with one for each of two languages."""
        return self.vocabulary().size if "" in self.form.vocabularies else None

    def split(self, name):
        """The split called `name`. Raises ValueError if the name is unknown, or there is no validation split."""
        if name not in SPLITS:
            raise ValueError(f"unknown split {name!r}; there are {', '.join(SPLITS)}")
        split = getattr(self, name)
        if split is None:
            raise ValueError(f"{self.name} was split without a {name} part; use --split 60/20/20 to have one")
        return split

    def with_targets(self, targets):
        """The same data with other targets, such as `targets.Inputs()`, which may change the task of the data.

        Raises:
            ValueError: If the examples do not suit these targets.
        """
        shape = targets.input_shape(self.name, self.whole_shape)
        return dataclasses.replace(self, targets=targets, input_shape=shape, task=targets.task or self.task)

    def vocabulary(self, side=""):
        """The `Vocabulary` of the tokens; for a translation, that of its `"source"` or its `"target"`.

        Raises:
            ValueError: If there is no such vocabulary.
        """
        from keras_nets.datasets.sequences.vocabulary import Vocabulary

        known = self.form.vocabularies
        if side not in known:
            asked = f"vocabulary of side {side!r}" if side and known else "single vocabulary" if known else "vocabulary"
            there = f"it has those of {' and '.join(known)}" if any(known) else "it has one without a side"
            if not known:
                there = "use sentences or texts, or a table with --data-option text=COLUMN for a column of sentences"
            raise ValueError(f"{self.name} has no {asked}; {there}")
        return Vocabulary.from_plain(known[side])

    def map_splits(self, function):
        """`{name: function(split)}` for every split; None for one that does not exist."""
        parts = {name: getattr(self, name) for name in SPLITS}
        return {name: None if split is None else function(split) for name, split in parts.items()}

    def head(self, examples):
        """At most `examples` of each split, evenly spread over it: small enough to try a recipe in seconds.

        Large images with labels for their pixels are fewer, but at least one.
        """

        def thin(split):
            most = self._limited(examples, split, examples)
            if len(split) <= most:
                return split
            return split.take(np.linspace(0, len(split) - 1, most).astype(int))

        return dataclasses.replace(self, **self.map_splits(thin))

    def inputs(self, split="train", limit=None):
        """The first `limit` examples of a split as network inputs in memory: float32, tokens int32."""
        from keras_nets.datasets.pipeline import transformed

        examples = self.split(split)
        few = Split(each(lambda array: array[:limit], examples.x)) if limit is not None else examples
        return self.targets.inputs(transformed(self, few))

    def steps(self, batch_size, split="train"):
        """Batches of a split."""
        return -(-len(self.split(split)) // batch_size)

    def batches(self, split, batch_size, **options):
        """A tf.data pipeline over a split; see `pipeline.batches`."""
        from keras_nets.datasets.pipeline import batches

        return batches(self, self.split(split), batch_size, **options)

    def evaluation_batch_size(self, split, batch_size):
        """`batch_size`, or less where examples are large images with labels for their pixels."""
        return self._limited(batch_size, self.split(split), _MOST_AT_ONCE)

    def evaluation_batches(self, split, batch_size):
        """A split in batches for evaluation, as large as in training or larger, as far as memory allows."""
        return self.batches(split, self.evaluation_batch_size(split, max(batch_size, 256)))

    def _limited(self, examples, split, budget):
        """`examples`, or as many as the memory budget allows where they are large, and at least 1."""
        cost = self.targets.cost(split)
        return examples if cost is None else max(1, min(examples, budget // cost))

    def describe(self):
        """Name, checksum, sizes and meaning as plain values, for the record of a run."""
        return {
            "name": self.name,
            "task": str(self.task),
            "checksum": self.checksum,
            "split_sizes": {name: size for name, size in self.map_splits(len).items() if size is not None},
            "input_shape": each(list, self.input_shape),
            "class_names": list(self.class_names),
            **self.details,
        }

    @property
    def details(self):
        """Options and form as plain values, with lists for tuples, as a record of a run has them."""
        return _with_lists({**self.options, **self.form.plain()})


def _with_lists(value):
    if isinstance(value, dict):
        return {name: _with_lists(part) for name, part in value.items()}
    return [_with_lists(part) for part in value] if isinstance(value, list | tuple) else value
