"""Named data sets and a user's own files, as training, validation and test splits."""

from keras_nets.datasets.dataset import Dataset, Split
from keras_nets.datasets.few_labels import keep_labels
from keras_nets.datasets.loading import load, names
from keras_nets.datasets.nab import SERIES as NAB_SERIES
from keras_nets.datasets.vocabulary import Vocabulary

__all__ = [
    "NAB_SERIES",
    "Dataset",
    "Split",
    "Vocabulary",
    "keep_labels",
    "load",
    "names",
    "prepare_photographs",
    "read_images",
    "read_rows",
    "read_scenes",
    "retina_photograph",
]

# These need TensorFlow, pandas or scikit-image, which nobody should wait for who only asks what there is.
_LATER = {
    "prepare_photographs": "preprocessing",
    "read_images": "images",
    "read_rows": "tables",
    "read_scenes": "digit_scenes",
    "retina_photograph": "preprocessing",
}


def __getattr__(name):
    if name in _LATER:
        import importlib

        return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
