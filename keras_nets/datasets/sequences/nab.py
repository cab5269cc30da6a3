"""The Numenta Anomaly Benchmark's seven real series of known cause: windows, each with the next value."""

import csv
import dataclasses
import hashlib
import json
import math

from keras_nets._wording import did_you_mean, listed
from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.division import contiguous
from keras_nets.datasets.files import member, require
from keras_nets.datasets.forms import SeriesForm
from keras_nets.datasets.request import positive
from keras_nets.datasets.sequences.windows import Windows, slide
from keras_nets.datasets.split import Split, part_names

import numpy as np

SERIES = (
    "ambient_temperature_system_failure",
    "cpu_utilization_asg_misconfiguration",
    "ec2_request_latency_system_failure",
    "machine_temperature_system_failure",
    "nyc_taxi",
    "rogue_agent_key_hold",
    "rogue_agent_key_updown",
)
DEFAULT_SERIES = "machine_temperature_system_failure"
WINDOW = 48
OFFICIAL = "official"
# The benchmark's probationary part of a series, where detections do not count: this fraction, at most this many rows.
PROBATION_SHARE, MOST_PROBATION_ROWS = 0.15, 750

_ARCHIVES = ("nab_realKnownCause.zip", "NAB.zip", "NAB-master.zip")
_URL = "https://github.com/numenta/NAB"


@dataclasses.dataclass(frozen=True)
class Series:
    """A series as published.

    Args:
        name: One of `SERIES`.
        times: Times of the rows; in `machine_temperature_system_failure` the clock goes back an hour once.
        values: Measured values, float64.
        anomaly_windows: First and last time of each span with an anomaly, `((text, text), ...)`.
        anomalies: Times of the anomalies.
        checksum: SHA-256 of the file and its labels.
    """

    name: str
    times: np.ndarray
    values: np.ndarray
    anomaly_windows: tuple[tuple[str, str], ...]
    anomalies: tuple[str, ...]
    checksum: str


def load(request, *, series=DEFAULT_SERIES, window=WINDOW):
    """One series as a `Dataset`: predict the next value from `window` values, `(window, 1)`.

    A detector of anomalies that is trained on the training part flags values with a large prediction error. The parts
    are contiguous and no window spans two, so the first `window` rows of each are not predicted. Values have mean 0 and
    standard deviation 1 over the training part. Each split has the `times` of its targets; `form` has
    `anomaly_windows`, the `anomalies` in them, and in `rows` the first row of each part and the row after its last.

    Reference:
        Lavin, Ahmad, 2015, Evaluating real-time anomaly detection algorithms: the Numenta anomaly benchmark,
        https://arxiv.org/abs/1510.03336

    Args:
        request: The `Request`. Its data folder has `nab_realKnownCause.zip`, or the repository's archive as `NAB.zip`.
            Its split `"official"` (also None) trains on the benchmark's probationary rows, the first 15 % and at most
            750, and tests on all others; other splits are percentages, such as `"15/85"` or `"10/5/85"`.
        series: One of `SERIES`.
        window: Number of values that a prediction is made from.

    Raises:
        FileNotFoundError: If the archive is not there.
        ValueError: If it is broken, or an option is wrong.
    """
    name, window, split = request.name, positive("window", window), str(request.split or OFFICIAL)
    whole = read_series(name, request.data_dir, series)
    rows = len(whole.values)
    if split == OFFICIAL:
        probation = min(math.floor(PROBATION_SHARE * rows), MOST_PROBATION_ROWS)
        bounds = [(0, probation), (probation, rows)]
    else:
        bounds = contiguous(name, split, rows, "official, or 15/85")
    training = whole.values[slice(*bounds[0])]
    mean, deviation = float(training.mean()), float(training.std()) or 1.0
    scaled = ((whole.values - mean) / deviation).astype(np.float32)[:, None]

    def windows(part, start, end):
        starts = start + slide(
            f"the {part.replace('train', 'training')} part of {name} {series}", end - start, window + 1, unit="row"
        )
        following = starts + window
        return Split(Windows(scaled, starts, window), scaled[following, 0], whole.times[following])

    names = part_names(len(bounds))
    parts = {part: windows(part, *bound) for part, bound in zip(names, bounds, strict=True)}
    return Dataset(
        name=name,
        task="forecasting",
        input_shape=(window, 1),
        train=parts["train"],
        validation=parts.get("validation"),
        test=parts["test"],
        checksum=whole.checksum,
        form=SeriesForm(
            mean=mean,
            deviation=deviation,
            rows={part: list(bound) for part, bound in zip(names, bounds, strict=True)},
            anomaly_windows=whole.anomaly_windows,
            anomalies=whole.anomalies,
        ),
        options={"split": split, "series": series, "window": window},
    )


def read_series(name="nab", data_dir=None, series=DEFAULT_SERIES):
    """A whole `Series`, times and values as published.

    Raises:
        FileNotFoundError: If the archive is not there.
        ValueError: If it is broken, or there is no such series.
    """
    if series not in SERIES:
        raise ValueError(f"{name} has no series {series!r}{did_you_mean(series, SERIES)}; it has {listed(SERIES)}")
    path = require(name, _ARCHIVES, data_dir, _URL)
    file = f"realKnownCause/{series}.csv"
    content, windows, anomalies = (
        member(path, entry) for entry in (f"data/{file}", "labels/combined_windows.json", "labels/combined_labels.json")
    )
    try:
        rows = list(csv.reader(content.decode("ascii").splitlines()))[1:]
        times = np.array([time for time, _ in rows], "datetime64[s]")
        values = np.array([value for _, value in rows], np.float64)
        windows, anomalies = json.loads(windows)[file], json.loads(anomalies)[file]
    except (ValueError, KeyError):
        raise ValueError(f"{series} in {path} is not as the benchmark publishes it; copy the archive again") from None
    spans = tuple((start[:19], end[:19]) for start, end in windows)
    known = json.dumps([spans, anomalies]).encode()
    return Series(series, times, values, spans, tuple(anomalies), hashlib.sha256(content + known).hexdigest())
