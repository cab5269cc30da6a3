import json
import zipfile

from keras_nets.datasets import load
from keras_nets.datasets.forms import form_of
from keras_nets.datasets.sequences.nab import SERIES, read_series
from keras_nets.tasks import anomaly_measures, window_rows

import numpy as np
import pytest

TAXI = "realKnownCause/nyc_taxi.csv"
SPANS = [["2014-07-03 12:00:00.000000", "2014-07-03 14:00:00.000000"]]


def write(folder, values):
    times = np.datetime64("2014-07-01T00:00:00") + 1800 * np.arange(len(values))
    rows = "".join(f"{str(time).replace('T', ' ')},{value}\n" for time, value in zip(times, values, strict=True))
    with zipfile.ZipFile(folder / "NAB.zip", "w") as files:
        files.writestr(f"NAB-master/data/{TAXI}", "timestamp,value\n" + rows)
        files.writestr("NAB-master/labels/combined_windows.json", json.dumps({TAXI: SPANS}))
        files.writestr("NAB-master/labels/combined_labels.json", json.dumps({TAXI: ["2014-07-03 13:00:00"]}))
    return times


@pytest.fixture
def archive(tmp_path):
    """A series of 200 half hours that counts them."""
    write(tmp_path, range(200))
    return tmp_path


def test_windows_are_followed_by_the_value_to_predict(archive):
    dataset = load("nab", data_dir=archive, series="nyc_taxi", window=4)
    form = dataset.form
    assert form_of(json.loads(json.dumps(dataset.describe()))) == form
    assert form.rows == {"train": [0, 30], "test": [30, 200]}
    assert (form.mean, form.deviation) == (14.5, pytest.approx(np.arange(30).std()))
    assert (dataset.task, dataset.input_shape) == ("forecasting", (4, 1))
    assert (len(dataset.train), len(dataset.test)) == (26, 166)
    for split, first in (("train", 0), ("test", 30)):
        part = dataset.split(split)
        inputs = dataset.inputs(split) * form.deviation + form.mean
        values = part.y * form.deviation + form.mean
        rows = np.arange(first, first + len(part))
        np.testing.assert_allclose(inputs[..., 0], rows[:, None] + np.arange(4), atol=1e-3)
        np.testing.assert_allclose(values, rows + 4, atol=1e-3)
        np.testing.assert_array_equal(part.times, np.datetime64("2014-07-01T00:00:00") + 1800 * (rows + 4))


def test_the_probation_is_750_rows_at_most(tmp_path):
    write(tmp_path, np.sin(np.arange(6000)))
    dataset = load("nab", data_dir=tmp_path, series="nyc_taxi", window=10)
    assert dataset.form.rows == {"train": [0, 750], "test": [750, 6000]}
    thirds = load("nab", data_dir=tmp_path, series="nyc_taxi", window=10, split="10/5/85")
    assert thirds.form.rows == {"train": [0, 600], "validation": [600, 900], "test": [900, 6000]}
    assert thirds.train.y.mean() == pytest.approx(0, abs=0.05) and len(thirds.validation) == 290


def test_what_is_known_of_anomalies_is_kept_for_evaluation(archive):
    dataset = load("nab", data_dir=archive, series="nyc_taxi", window=4)
    assert dataset.form.anomaly_windows == (("2014-07-03 12:00:00", "2014-07-03 14:00:00"),)
    assert dataset.form.anomalies == ("2014-07-03 13:00:00",)
    windows = window_rows(dataset.test.times, dataset.form.anomaly_windows)
    # Noon of the third day is row 120 of the series, and row 34 is the first that is predicted in the test part.
    assert windows == [(120 - 34, 124 - 34)]
    scores = np.zeros(len(dataset.test))
    scores[86] = 1
    assert anomaly_measures(scores, 0.5, windows)["nab_score"] == 100


def test_series_as_published(archive):
    series = read_series(data_dir=archive, series="nyc_taxi")
    np.testing.assert_array_equal(series.values, np.arange(200))
    assert series.times[1] == np.datetime64("2014-07-01T00:30:00")


def test_checksum_is_of_one_series_and_its_labels(archive, tmp_path):
    first = load("nab", data_dir=archive, series="nyc_taxi", window=4).checksum
    assert load("nab", data_dir=archive, series="nyc_taxi", window=5).checksum == first
    write(tmp_path, [*range(199), 0])
    assert load("nab", data_dir=tmp_path, series="nyc_taxi", window=4).checksum != first


@pytest.mark.parametrize(
    "options, message",
    [
        ({"series": "taxi"}, "nab has no series 'taxi', did you mean 'nyc_taxi'.*; it has ambient_temperature"),
        ({"split": "kfold"}, "nab is divided into contiguous parts and not by split 'kfold'; use official, or 15/85"),
        (
            {"window": 30},
            "the training part of nab nyc_taxi is too short: it has 30 rows, and one window takes 31; use",
        ),
        ({}, "nyc_taxi in .*NAB.zip is not as the benchmark publishes it; copy the archive again"),
    ],
)
def test_refusals(archive, options, message):
    if not options:
        write(archive, ["n/a"])
    with pytest.raises(ValueError, match=message):
        load("nab", data_dir=archive, **{"series": "nyc_taxi", "window": 4} | options)
    with pytest.raises(FileNotFoundError, match="nab: there is no nab_realKnownCause.zip or NAB.zip or NAB-master.zip"):
        load("nab", data_dir=archive.parent)


def test_real_series_have_the_published_rows_and_windows(real_folder):
    folder = real_folder("nab_realKnownCause.zip")
    found = {name: load("nab", data_dir=folder, series=name) for name in SERIES}
    assert [dataset.form.rows["test"][1] for dataset in found.values()] == (
        [7267, 18050, 4032, 22695, 10320, 1882, 5315]
    )
    assert [len(dataset.form.anomaly_windows) for dataset in found.values()] == [2, 1, 3, 4, 5, 2, 2]
    assert [dataset.form.rows["train"][1] for dataset in found.values()] == [750, 750, 604, 750, 750, 282, 750]
    for name, dataset in found.items():
        spans = dataset.form.anomaly_windows
        windows = window_rows(dataset.test.times, spans)
        # None begins in the training part, and none is cut by the rows at the beginning that are not predicted.
        assert len(windows) == len(spans), name
        assert all(
            str(dataset.test.times[row]).replace("T", " ") == time
            for window, span in zip(windows, spans, strict=True)
            for row, time in zip(window, span, strict=True)
        ), name
        assert np.isfinite(dataset.inputs("test")).all()
