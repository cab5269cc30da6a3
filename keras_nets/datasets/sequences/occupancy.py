"""Room occupancy: windows of sensor measurements, one a minute, and whether the room was occupied at their end."""

import csv
import hashlib

from keras_nets._wording import did_you_mean
from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.files import member, require
from keras_nets.datasets.forms import SeriesForm
from keras_nets.datasets.request import positive
from keras_nets.datasets.sequences.windows import Windows, slide
from keras_nets.datasets.split import Split

import numpy as np

SPLITS = ("official", "full")
CLASSES = ("empty", "occupied")
FEATURES = ("Temperature", "Humidity", "Light", "CO2", "HumidityRatio")
WINDOW = 30
# The last day of the training file, so that validation sees every hour once.
VALIDATION_MINUTES = 24 * 60

_FILES = ("datatraining.txt", "datatest.txt", "datatest2.txt")
_ARCHIVES = ("occupancy.zip", "occupancy_detection.zip", "occupancy+detection.zip")
_URL = "https://archive.ics.uci.edu/dataset/357/occupancy+detection"


def load(request, *, window=WINDOW):
    """Windows of five measurements as a `Dataset`: was the room occupied at the last minute of the window?

    Temperature, relative humidity, light, carbon dioxide and humidity ratio, one row a minute, each have mean 0 and
    standard deviation 1 over the training part. Windows begin at every minute; none spans two parts or two files. The
    test part holds those of both official test files, one after the other; `form.test_windows` counts those of each.

    Reference:
        Candanedo, Feldheim, 2016, Accurate occupancy detection of an office room from light, temperature, humidity and
        CO2 measurements using statistical learning models, https://doi.org/10.1016/j.enbuild.2015.11.071

    Args:
        request: The `Request`. Its data folder has `occupancy.zip` with `datatraining.txt`, `datatest.txt` and
            `datatest2.txt`. Its split `"official"` (also None) validates on the last day of the training file; `"full"`
            trains on all of it.
        window: Length of a window in minutes.

    Raises:
        FileNotFoundError: If the archive is not there.
        ValueError: If it is broken, or an option is wrong.
    """
    name, window, split = request.name, positive("window", window), str(request.split or SPLITS[0])
    if split not in SPLITS:
        raise ValueError(
            f"{name} has an official division and takes no split {split!r}{did_you_mean(split, SPLITS)}; "
            "use official (the last day of training for validation) or full"
        )
    path = require(name, _ARCHIVES, request.data_dir, _URL)
    contents = [member(path, file) for file in _FILES]
    tables = [_table(path, file, content) for file, content in zip(_FILES, contents, strict=True)]
    training = max(0, len(tables[0][0]) - (VALIDATION_MINUTES if split == "official" else 0))
    slide(f"the training part of {name}", training, window, unit="row")
    mean, deviation = _moments(tables[0][0][:training])

    def windows(what, *parts):
        """The windows of several tables, each contiguous in time, side by side."""
        offsets = np.cumsum([0, *(len(part[0]) for part in parts)])
        starts = [
            slide(what, len(part[0]), window, unit="row") + first
            for part, first in zip(parts, offsets[:-1], strict=True)
        ]
        measured, occupied, times = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        ends = np.concatenate(starts) + window - 1
        scaled = ((measured - mean) / deviation).astype(np.float32)
        return Split(Windows(scaled, np.concatenate(starts), window), occupied[ends], times[ends])

    train = tuple(column[:training] for column in tables[0])
    validation = tuple(column[training:] for column in tables[0])
    test_windows = {file: len(table[0]) - window + 1 for file, table in zip(_FILES[1:], tables[1:], strict=True)}
    return Dataset(
        name=name,
        task="classification",
        input_shape=(window, len(FEATURES)),
        train=windows(f"the training part of {name}", train),
        validation=windows(f"the validation part of {name}", validation) if split == "official" else None,
        test=windows(f"a test file of {name}", *tables[1:]),
        class_names=CLASSES,
        checksum=hashlib.sha256(b"\0".join(contents)).hexdigest(),
        form=SeriesForm(FEATURES, tuple(mean.tolist()), tuple(deviation.tolist()), test_windows=test_windows),
        options={"split": split, "window": window},
    )


def _table(path, file, content):
    """Measurements, labels and times of a file. Its rows begin with a number that has no name in the header."""
    try:
        rows = list(csv.reader(content.decode("ascii").splitlines()))[1:]
        numbers = np.array([row[2:] for row in rows], np.float64)
        times = np.array([row[1] for row in rows], "datetime64[s]")
    except (ValueError, IndexError):
        numbers = times = np.zeros((0, 0))
    if numbers.ndim != 2 or numbers.shape[1] != len(FEATURES) + 1 or not np.isfinite(numbers).all():
        raise ValueError(f"{file} in {path} is not a file of the occupancy data; copy the archive again")
    return numbers[:, :-1], numbers[:, -1].astype(np.int32), times


def _moments(measured):
    deviation = measured.std(axis=0)
    return measured.mean(axis=0), np.where(deviation > 0, deviation, 1.0)
