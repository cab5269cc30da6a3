import dataclasses

from keras_nets.datasets import Dataset, Split
from keras_nets.datasets.forms import SeriesForm
from keras_nets.tasks import anomaly_measures, forecast_errors, task_of

import keras
import numpy as np
import pytest


@pytest.fixture
def dataset():
    """Hours, of which the fifth begins a window in which an anomaly is known."""
    times = np.datetime64("2020-01-01T00:00:00") + np.arange(6) * np.timedelta64(3600, "s")

    def part(x, y, first):
        return Split(np.array(x, "float32")[:, None, None], np.array(y, "float32"), times[first : first + len(y)])

    train, test = part([1, 2], [1.5, 1], 0), part([3, 4, 5, 6], [3, 4.1, 7, 4.4], 2)
    form = SeriesForm(anomaly_windows=(("2020-01-01T04:00:00", "2020-01-01T04:30:00"),))
    return Dataset("made", "forecasting", (1, 1), train, None, test, form=form)


@pytest.fixture
def same():
    """Predicts what it has seen."""
    return keras.Sequential([keras.Input((1, 1)), keras.layers.Flatten()])


def test_what_a_network_did_not_foresee_is_unusual(dataset, same):
    errors, threshold, windows = forecast_errors(same, dataset, "test")
    assert errors.tolist() == pytest.approx([0, 0.1, 2, 1.6])
    assert threshold == 1.5 and windows == [(2, 2)]
    measures = anomaly_measures(errors, threshold, windows)
    assert measures["windows_detected"] == 1 and measures["precision"] == 0.5


def test_a_series_with_known_anomalies_is_measured_and_drawn_as_a_detector(dataset, same):
    task = task_of("forecasting")
    assert task.measure(same, dataset, "test") == anomaly_measures(*forecast_errors(same, dataset, "test"))
    pictures = task.pictures(same, dataset, "test")
    assert list(pictures) == ["predicted_against_true", "alarms"]
    dots = pictures["alarms"].axes[0].get_lines()[1]
    assert dots.get_xdata().tolist() == dataset.test.times[2:].tolist()


def test_pictures_show_the_values_of_the_series(dataset, same):
    form = dataclasses.replace(dataset.form, mean=100.0, deviation=20.0)
    scaled = dataclasses.replace(dataset, form=form, options={"series": "nyc_taxi", "target": None})
    drawn = task_of("forecasting").pictures(same, scaled, "test")["predicted_against_true"].axes[0]
    assert drawn.get_xlabel() == "true nyc_taxi"
    expected = np.stack([np.ravel(dataset.test.y), np.ravel(dataset.test.x)], axis=1) * 20.0 + 100
    np.testing.assert_allclose(drawn.collections[0].get_offsets(), expected)


def test_a_series_without_known_anomalies_is_a_regression(dataset, same):
    plain = Dataset("made", "forecasting", (1, 1), dataset.train, None, dataset.test)
    assert task_of("forecasting").measure(same, plain, "test") == {}
    assert list(task_of("forecasting").pictures(same, plain, "test")) == ["predicted_against_true"]
