"""Forecasting: the next value of a series and, where anomalies are known, their detection by large errors."""

from keras_nets.tasks.anomalies import anomaly_measures, anomaly_timeline, window_rows
from keras_nets.tasks.regression import Regression

import numpy as np


class Forecasting(Regression):
    """Which value comes next?"""

    name = "forecasting"

    def measure(self, model, dataset, split):
        """Measures of anomaly detection where anomalies are known, with a threshold from the training part."""
        if not dataset.form.anomaly_windows:
            return {}
        return anomaly_measures(*forecast_errors(model, dataset, split))

    def pictures(self, model, dataset, split):
        """Predictions over true values and, for a series with anomalies, the alarms over time."""
        figures = super().pictures(model, dataset, split)
        if dataset.form.anomaly_windows:
            errors = forecast_errors(model, dataset, split)
            figures["alarms"] = anomaly_timeline(*errors, dataset.split(split).times)
        return figures


TASK = Forecasting()


def forecast_errors(model, dataset, split, margin=1.5):
    """Errors of a network that predicts the next value of a series, for the detection of anomalies by large errors.

    Args:
        model: A network that predicts one number from a window of the series.
        dataset: `datasets.load("nab", series=...)`, or another whose splits have times and whose form has
            `anomaly_windows`.
        split: Name of the split to search for anomalies.
        margin: The threshold as a multiple of the largest error in the training part.

    Returns:
        The absolute error of every prediction, the threshold, and the rows of the windows, for `anomaly_measures` and
        `anomaly_timeline`.
    """

    def errors(split):
        predicted = model.predict(dataset.inputs(split), batch_size=1000, verbose=0)
        return np.abs(predicted.ravel() - np.ravel(dataset.split(split).y))

    windows = window_rows(dataset.split(split).times, dataset.form.anomaly_windows)
    return errors(split), margin * errors("train").max(), windows
