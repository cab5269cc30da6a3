"""Outputs of classifiers as probabilities, one row per example and one column per class."""

import numpy as np


def as_probabilities(outputs):
    """Class probabilities (examples, classes), also from one sigmoid unit or from scores that do not sum to 1."""
    if outputs.shape[1] == 1:
        positive = np.clip(outputs, 0, 1)
        return np.concatenate([1 - positive, positive], axis=1)
    if np.all(outputs >= 0) and np.allclose(outputs.sum(axis=1), 1, atol=1e-2):
        return outputs
    exponentials = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def mean_prediction(predictions):
    """The mean of several networks' or views' probabilities, the prediction of an ensemble."""
    return np.mean([as_probabilities(prediction) for prediction in predictions], axis=0)
