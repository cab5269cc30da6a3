"""BasicMotions: four activities, recorded by an accelerometer and a gyroscope on the wrist."""

import dataclasses

from keras_nets.datasets.files import require
from keras_nets.datasets.source import divided
from keras_nets.datasets.tables import arrays

STEPS, FEATURES = 100, ("x", "y", "z", "roll", "pitch", "yaw")

_FILE = "basic_motions.npz"
_URL = "https://www.timeseriesclassification.com/description.php?Dataset=BasicMotions"


def load(request):
    """BasicMotions as a `Dataset`; see `read`."""
    return divided(read(request.name, request.data_dir), request)


def read(name, data_dir=None):
    """80 recordings of 100 steps and six channels, half of them the official test part, ten per class in each half.

    Reference:
        Bagnall, Dau, Lines, Flynn, Large, Bostrom, Southam, Keogh, 2018, The UEA multivariate time series
        classification archive, https://arxiv.org/abs/1811.00075

    Args:
        name: `"basic_motions"`.
        data_dir: Folder with `basic_motions.npz`: `x_train`, `x_test` (recordings, 100, 6), `y_train`, `y_test` and
            `classes`, the names.

    Raises:
        FileNotFoundError: If the file is not there.
        ValueError: If it does not hold this set.
    """
    path = require(name, (_FILE,), data_dir, _URL)
    class_names = arrays.class_names_of(path, "classes")
    source = arrays.read(path, name, class_names)
    if source.x.shape[1:] != (STEPS, len(FEATURES)) or not source.test_examples or not source.class_names:
        raise ValueError(
            f"{path} is not {name}: it has examples of shape {source.x.shape[1:]}, not of {(STEPS, len(FEATURES))} "
            "with classes in a training and a test part; copy or make it again"
        )
    return dataclasses.replace(source, feature_names=FEATURES)
