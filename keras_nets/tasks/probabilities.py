"""Outputs of classifiers as probabilities, one row per example and one column per class."""

import numpy as np

_LOWEST, _HIGHEST = 1e-2, 1e4


def as_probabilities(outputs, temperature=1.0):
    """Class probabilities (examples, classes), also from one sigmoid unit or from scores that do not sum to 1.

    Args:
        outputs: Probabilities or scores `(examples, classes)`, or probabilities of the second of two classes.
        temperature: Divisor T of the scores: 1 leaves the probabilities, more makes them less certain. The order of the
            classes stays.
    """
    if temperature != 1:
        return _softmax(_scores(outputs) / temperature)
    if outputs.shape[1] == 1:
        positive = np.clip(outputs, 0, 1)
        return np.concatenate([1 - positive, positive], axis=1)
    return outputs if _are_probabilities(outputs) else _softmax(outputs)


def fit_temperature(outputs, labels):
    """The temperature at which the outputs' log loss is least; 1 where there is no mistake that would bound it.

    Reference:
        Guo, Pleiss, Sun, Weinberger, 2017, On calibration of modern neural networks, https://arxiv.org/abs/1706.04599

    Args:
        outputs: As in `as_probabilities`, of examples that were not trained on.
        labels: True classes, integers.

    Example:

    >>> right, wrong = [[9.0, 0.0]], [[0.0, 9.0]]
    >>> temperature = fit_temperature(np.array(right * 3 + wrong), np.zeros(4, int))
    >>> as_probabilities(np.array(right), temperature).round(2).tolist()
    [[0.75, 0.25]]
    """
    from scipy.optimize import minimize_scalar

    scores, labels = _scores(outputs), np.asarray(labels)
    if not len(labels) or (scores.argmax(axis=1) == labels).all():
        return 1.0

    def log_loss(temperature):
        scaled = scores / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]))

    found = minimize_scalar(lambda x: log_loss(np.exp(x)), bounds=np.log([_LOWEST, _HIGHEST]), method="bounded")
    temperature = float(f"{np.exp(found.x):.4g}")
    return temperature if log_loss(temperature) < log_loss(1.0) else 1.0


def mean_prediction(predictions):
    """The mean of several networks' or views' probabilities, the prediction of an ensemble."""
    return np.mean([as_probabilities(prediction) for prediction in predictions], axis=0)


def _are_probabilities(outputs):
    return np.all(outputs >= 0) and np.allclose(outputs.sum(axis=1), 1, atol=1e-2)


def _scores(outputs):
    """What softmax makes the probabilities of, in float64."""
    if outputs.shape[1] > 1 and not _are_probabilities(outputs):
        return np.asarray(outputs, "float64")
    return np.log(np.maximum(as_probabilities(outputs).astype("float64"), np.finfo("float32").tiny))


def _softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
