"""Named data sets and a user's own files, as training, validation and test splits."""

from keras_nets.datasets import targets
from keras_nets.datasets.changes import binarized, in_unit_interval, seen_through, with_label_as_input
from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.few_labels import keep_labels
from keras_nets.datasets.loading import load, names
from keras_nets.datasets.sequences.nab import SERIES as NAB_SERIES
from keras_nets.datasets.sequences.vocabulary import Vocabulary
from keras_nets.datasets.split import Split

__all__ = [
    "NAB_SERIES",
    "Dataset",
    "Split",
    "Vocabulary",
    "binarized",
    "in_unit_interval",
    "keep_labels",
    "load",
    "names",
    "prepare_photographs",
    "read_images",
    "read_rows",
    "read_scenes",
    "retina_photograph",
    "seen_through",
    "targets",
    "with_label_as_input",
]

# Imported when first used, because they pull in TensorFlow, pandas or scikit-image.
_LATER = {
    "prepare_photographs": "images.photographs",
    "read_images": "images.sizing",
    "read_rows": "tables.csv",
    "read_scenes": "images.digit_scenes",
    "retina_photograph": "images.photographs",
}


def __getattr__(name):
    if name in _LATER:
        import importlib

        return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
