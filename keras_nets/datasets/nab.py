"""The Numenta Anomaly Benchmark's seven real series of known cause: windows, each with the value that comes next."""

import csv
import dataclasses
import hashlib
import json
import math

from keras_nets.datasets.dataset import Dataset, Split
from keras_nets.datasets.files import member, require
from keras_nets.datasets.splits import contiguous
from keras_nets.datasets.windows import Windows, positive, slide
from keras_nets.datasets.wording import did_you_mean, listed

import numpy as np

NAMES = ("nab",)
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
# The benchmark lets a detector see this share of a series, and at most so many rows, before it counts what it says.
PROBATION_SHARE, MOST_PROBATION_ROWS = 0.15, 750

_ARCHIVES = ("nab_realKnownCause.zip", "NAB.zip", "NAB-master.zip")
_URL = "https://github.com/numenta/NAB"


@dataclasses.dataclass(frozen=True)
class Series:
    """A series as published.

    Args:
        name: one of `SERIES`.
        times: of its rows; in `machine_temperature_system_failure` the clock goes back an hour once.
        values: what was measured, float64.
        anomaly_windows: first and last time of each span in which an anomaly is to be found, `((text, text), ...)`.
        anomalies: the times at which they happened.
        checksum: SHA-256 of the file and of what is known of it.
    """

    name: str
    times: np.ndarray
    values: np.ndarray
    anomaly_windows: tuple[tuple[str, str], ...]
    anomalies: tuple[str, ...]
    checksum: str


def load(name, *, data_dir=None, split=None, series=DEFAULT_SERIES, window=WINDOW):
    """One series as a `Dataset`: from `window` values, `(window, 1)`, the next one is to be predicted.

    A detector of anomalies that learns the training part takes a large error of its prediction as a sign. The parts are
    contiguous and no window is of two, so that the first `window` rows of each are not predicted. Values have mean 0
    and deviation 1 over the training part. Each split has the `times` of what is to be predicted; `details` has
    `anomaly_windows`, the `anomalies` in them, and the first and last row but one of each part in `rows`.

    Reference:
        Lavin, Ahmad, 2015, Evaluating real-time anomaly detection algorithms: the Numenta anomaly benchmark,
        https://arxiv.org/abs/1510.03336

    Args:
        name: `"nab"`.
        data_dir: folder with `nab_realKnownCause.zip`, or the repository's archive as `NAB.zip`.
        split: `"official"` (also None) trains on the benchmark's probationary rows, the first 15 % and at most 750, and
            tests on all others; or percentages, such as `"15/85"` or `"10/5/85"`.
        series: one of `SERIES`.
        window: values that a prediction is made from.

    Raises:
        FileNotFoundError: the archive is not there.
        ValueError: it is broken, or an option is wrong.
    """
    window, split = positive("window", window), str(split or OFFICIAL)
    whole = read_series(name, data_dir, series)
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

    names = ("train", "validation", "test") if len(bounds) == 3 else ("train", "test")
    parts = {part: windows(part, *bound) for part, bound in zip(names, bounds, strict=True)}
    return Dataset(
        name=name,
        task="regression",
        input_shape=(window, 1),
        train=parts["train"],
        validation=parts.get("validation"),
        test=parts["test"],
        checksum=whole.checksum,
        details={
            "split": split,
            "series": series,
            "window": window,
            "rows": {part: list(bound) for part, bound in zip(names, bounds, strict=True)},
            "mean": mean,
            "deviation": deviation,
            "anomaly_windows": [list(span) for span in whole.anomaly_windows],
            "anomalies": list(whole.anomalies),
        },
    )


def read_series(name="nab", data_dir=None, series=DEFAULT_SERIES):
    """A `Series`, times and values as published, for pictures of the whole.

    Raises:
        FileNotFoundError: the archive is not there.
        ValueError: it is broken, or there is no such series.
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
        raise ValueError(f"{series} in {path} is not as the benchmark has it; copy the archive again") from None
    spans = tuple((start[:19], end[:19]) for start, end in windows)
    known = json.dumps([spans, anomalies]).encode()
    return Series(series, times, values, spans, tuple(anomalies), hashlib.sha256(content + known).hexdigest())
