"""The form of examples: their properties beside the arrays, and how a user's files are brought into that form.

A form consists of plain values, so that the record of a run can hold it. Years later a file can still be prepared
exactly as the training examples were, without the data.
"""

import dataclasses
import importlib
from collections.abc import Mapping

# What all forms may have and a record leaves out where there is none.
_WHERE_KNOWN = ("feature_names", "center", "target_center")


@dataclasses.dataclass(frozen=True)
class Form:
    """Vectors or arrays of numbers, and the base of the other forms.

    Args:
        feature_names: Names of the numbers of a step or of a vector; empty if unknown.
        center: What was subtracted from each of these numbers; None where nothing was. See `centering`.
        target_center: What was subtracted from the targets; None where nothing was.
    """

    feature_names: tuple[str, ...] = ()
    center: tuple[float, ...] | None = dataclasses.field(default=None, kw_only=True)
    target_center: float | None = dataclasses.field(default=None, kw_only=True)

    image_shape = None
    vocabularies = {}
    anomaly_windows = ()

    def plain(self):
        """The form as plain values, from which `form_of` restores it."""
        values = dataclasses.asdict(self)
        return {name: value for name, value in values.items() if value or name not in _WHERE_KNOWN}

    def restored(self, targets):
        """Targets or predictions in the unit of the data: as they are, or the center added back, in float64."""
        return targets if self.target_center is None else targets.astype("float64") + self.target_center

    def read(self, files):
        """Files as network inputs in this form.

        Args:
            files: Paths of images, folders of images, tables or `.npz` files, whichever the data were.

        Returns:
            A name for each example and the inputs.

        Raises:
            ValueError: If files cannot have this form, or a file cannot be read.
        """
        if type(self) is not Form:
            raise ValueError("the data were neither images, tables nor arrays, so files cannot be turned into inputs")
        return _from("tables.arrays").read_files(files, self)


@dataclasses.dataclass(frozen=True)
class ImageForm(Form):
    """Images of one size.

    Args:
        image_size: `(height, width)`.
        channels: Number of channels, usually 1 or 3.
        flatten, by_rows: Whether the network reads an image as one vector, or as a sequence of rows.
        margin: Pixels kept free on each side.
        value_range: Values of black and white.
    """

    image_size: tuple[int, int] = (0, 0)
    channels: int = 1
    flatten: bool = False
    by_rows: bool = False
    margin: int = 0
    value_range: tuple[float, float] = (0, 1)

    @property
    def image_shape(self):
        return (*self.image_size, self.channels)

    @property
    def input_shape(self):
        """Shape of one example as a network reads it."""
        height, width, channels = self.image_shape
        if self.flatten:
            return (height * width * channels,)
        return (height, width * channels) if self.by_rows else self.image_shape

    def read(self, files):
        return _from("images.inputs").read_inputs(files, self)

    def as_large_as(self, file, values):
        """Values of the pixels of a file that was read, `(height, width, channels)`, at the size of the file."""
        return _from("images.framing").without_frame(values, _from("images.image_files").read_image(file).size[::-1])


@dataclasses.dataclass(frozen=True)
class PhotographForm(Form):
    """Photographs whose pixels have labels, prepared alike; see `images.photographs`.

    Args:
        image_size, channels: As in `ImageForm`.
        preprocessing, mean, deviation: As `photographs.fit` learned them.
        patch_size, patches: Side and number of the training patches; None where whole images are.
        image_names: Names of the images of each part.
        resized: Whether files are brought to `image_size`; otherwise they keep their size.
    """

    image_size: tuple[int, int] = (0, 0)
    channels: int = 1
    preprocessing: str = "none"
    mean: float | None = None
    deviation: float | None = None
    patch_size: int | None = None
    patches: int | None = None
    value_range = (0, 1)
    image_names: Mapping[str, list[str]] = dataclasses.field(default_factory=dict)
    resized: bool = False

    @property
    def image_shape(self):
        return (*self.image_size, self.channels)

    def read(self, files):
        names = list(map(str, files))
        return names, _from("images.photographs").read_files(names, self)

    def as_large_as(self, file, values):
        """Values of the pixels of a file that was read, `(height, width, channels)`, at the size of the file."""
        return ImageForm.as_large_as(self, file, values) if self.resized else values


@dataclasses.dataclass(frozen=True)
class TableForm(Form):
    """Rows of a table, every column encoded as learned from the training rows; see `tables.encoding`."""

    encoding: tuple[Mapping, ...] = ()

    def read(self, files):
        return _from("tables.table").read_files(files, self)


@dataclasses.dataclass(frozen=True)
class SentenceForm(Form):
    """Sentences as numbers of words.

    Args:
        vocabulary: The vocabulary as `Vocabulary.plain` writes it.
        max_length: Words of a sentence; shorter ones are padded.
        text: Column of a table with the sentences; None where they came from no table.
    """

    vocabulary: Mapping | None = None
    max_length: int = 0
    text: str | None = None

    @property
    def vocabularies(self):
        return {"": self.vocabulary}

    def read(self, files):
        return _from("tables.table").read_files(files, self)


@dataclasses.dataclass(frozen=True)
class TextForm(Form):
    """Windows of a text as numbers of characters."""

    vocabulary: Mapping | None = None
    characters: int = 0

    @property
    def vocabularies(self):
        return {"": self.vocabulary}


@dataclasses.dataclass(frozen=True)
class PairForm(Form):
    """Pairs of texts, each side with a vocabulary of its own."""

    source_vocabulary: Mapping | None = None
    target_vocabulary: Mapping | None = None

    @property
    def vocabularies(self):
        return {"source": self.source_vocabulary, "target": self.target_vocabulary}


@dataclasses.dataclass(frozen=True)
class SeriesForm(Form):
    """Windows of a series, scaled with the training part's mean and standard deviation.

    Args:
        mean, deviation: Mean and standard deviation of the feature, or of each feature.
        rows: First row of each part, and the row after its last.
        anomaly_windows, anomalies: Times of the known anomalies.
        test_windows: Number of windows of the test part in each file.
    """

    mean: float | tuple[float, ...] | None = None
    deviation: float | tuple[float, ...] | None = None
    rows: Mapping[str, list[int]] = dataclasses.field(default_factory=dict)
    anomaly_windows: tuple = ()
    anomalies: tuple[str, ...] = ()
    test_windows: Mapping[str, int] = dataclasses.field(default_factory=dict)

    def restored(self, targets):
        """Values of a single series in their own unit, in float64."""
        if not isinstance(self.mean, float):
            return super().restored(targets)
        return targets.astype("float64") * self.deviation + self.mean


# Each form by a value that no other has, in the order of the search.
_TELLING = {
    "preprocessing": PhotographForm,
    "image_size": ImageForm,
    "encoding": TableForm,
    "max_length": SentenceForm,
    "source_vocabulary": PairForm,
    "vocabulary": TextForm,
    "deviation": SeriesForm,
}


def form_of(described):
    """The form of a `Dataset`, a `Form`, or the record of a run's data.

    Args:
        described: A `Dataset`, a `Form`, or a mapping such as `run.record["dataset"]`.
    """
    if not isinstance(described, Mapping):
        return getattr(described, "form", described)
    kind = form_kind(described)
    fields = [field.name for field in dataclasses.fields(kind) if described.get(field.name) is not None]
    values = {name: _with_tuples(described[name]) for name in fields}
    if kind is ImageForm and "by_rows" not in described:
        # Earlier records mark images read by rows only through the network's input shape.
        values["by_rows"] = len(described.get("input_shape", ())) == 2
    return kind(**values)


def form_kind(described):
    """The class of the form that the record of a run's data describes."""
    return next((kind for name, kind in _TELLING.items() if described.get(name) is not None), Form)


def _with_tuples(value):
    return tuple(_with_tuples(item) for item in value) if isinstance(value, list) else value


def _from(module):
    """A module that imports TensorFlow, pandas or scikit-image, which a form itself does not need."""
    return importlib.import_module(f"keras_nets.datasets.{module}")
