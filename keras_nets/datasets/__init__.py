"""Named data sets and a user's own files, as training, validation and test splits."""

from keras_nets._lazy import lazy
from keras_nets.datasets import targets
from keras_nets.datasets.changes import binarized, in_unit_interval, seen_through, with_label_as_input
from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.few_labels import keep_labels
from keras_nets.datasets.loading import load, names
from keras_nets.datasets.sequences.nab import SERIES as NAB_SERIES
from keras_nets.datasets.sequences.vocabulary import Vocabulary
from keras_nets.datasets.split import Split

# The others pull in TensorFlow, pandas or scikit-image.
_LATER, __getattr__ = lazy(
    __name__,
    {
        "images.digit_scenes": "read_scenes",
        "images.photographs": "prepare_photographs retina_photograph",
        "images.sizing": "read_images",
        "tables.table": "read_rows",
    },
)
__all__ = ["NAB_SERIES", "Dataset", "Split", "Vocabulary", "binarized", "in_unit_interval", "keep_labels", "load"]
__all__ += ["names", "seen_through", "targets", "with_label_as_input", *_LATER]
