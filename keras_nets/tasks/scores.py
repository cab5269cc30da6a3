"""What people expect to read of a classifier or a regressor beside the metrics that it was compiled with."""

from keras_nets.tasks.probabilities import as_probabilities

import numpy as np

CALIBRATION_BINS = 15
# Areas rank the probabilities of each class, a second per million of them.
MOST_RANKED = 10**7


def classification_scores(labels, outputs):
    """Scores of a classifier, in a fixed order; a score that the labels leave undefined is left out.

    Areas under curves, F1 and balanced accuracy need an example of every class. With two classes, the areas are those
    of the second class; with more, each is the mean over every class against the rest, left out where that would take
    long, above ten million probabilities.

    Args:
        labels: True classes, integers, `(examples,)`.
        outputs: Outputs of the network, `(examples, classes)`, or `(examples, 1)` for two classes.

    Returns:
        `{name: number}`: `roc_auc`, `pr_auc` (the average precision), `macro_f1`, `balanced_accuracy`, all from 0 to 1;
        `log_loss` in nats; `expected_calibration_error` from 0 to 1.
    """
    from sklearn import metrics

    probabilities = _normalized(outputs)
    predicted, classes = probabilities.argmax(axis=1), np.arange(probabilities.shape[1])
    scores = {}
    if len(np.unique(labels)) == len(classes):
        two = len(classes) == 2
        truth = labels if two else labels[:, None] == classes
        found = probabilities[:, 1] if two else probabilities
        if found.size <= MOST_RANKED:
            scores["roc_auc"] = metrics.roc_auc_score(truth, found)
            scores["pr_auc"] = metrics.average_precision_score(truth, found)
        scores["macro_f1"] = metrics.f1_score(labels, predicted, average="macro", zero_division=0)
        scores["balanced_accuracy"] = metrics.balanced_accuracy_score(labels, predicted)
    scores["log_loss"] = metrics.log_loss(labels, probabilities, labels=classes)
    scores["expected_calibration_error"] = expected_calibration_error(labels, probabilities)
    return {name: float(value) for name, value in scores.items()}


def expected_calibration_error(labels, probabilities, bins=CALIBRATION_BINS):
    """Mean distance between confidence and accuracy over bins of equal width, each weighted by its examples.

    Confidence is the probability of the predicted class.

    Reference: Guo, Pleiss, Sun and Weinberger, 2017, On Calibration of Modern Neural Networks,
    https://arxiv.org/abs/1706.04599

    Args:
        labels: True classes, integers, `(examples,)`.
        probabilities: `(examples, classes)`.
        bins: Number of bins of the confidences from 0 to 1; each holds its upper edge.
    """
    confidences = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = np.clip(np.ceil(confidences * bins).astype(int) - 1, 0, bins - 1)
    gaps = np.bincount(places, weights=right - confidences, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def best_f1_threshold(labels, outputs):
    """The threshold on the probability of the second of two classes whose F1 is best; None without both classes.

    Of equally good thresholds it is the highest. An example belongs to the second class from the threshold on.

    Args:
        labels: True classes, 0 or 1, `(examples,)`.
        outputs: Outputs of the network, `(examples, 2)` or `(examples, 1)`.
    """
    from sklearn.metrics import precision_recall_curve

    if len(np.unique(labels)) < 2:
        return None
    precision, recall, thresholds = precision_recall_curve(labels, _normalized(outputs)[:, 1])
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[len(thresholds) - 1 - f1[:-1][::-1].argmax()])


def scores_at_threshold(labels, outputs, threshold):
    """Scores of the second of two classes at a threshold, which was chosen on other examples.

    Returns:
        `{name: number}`: the threshold itself, and accuracy, precision, recall and F1 from 0 to 1; without examples of
        both classes, the threshold and the accuracy.
    """
    from sklearn.metrics import precision_recall_fscore_support

    found = _normalized(outputs)[:, 1] >= threshold
    scores = {"best_f1_threshold": threshold, "accuracy_at_threshold": float((found == labels).mean())}
    if len(np.unique(labels)) == 2:
        figures = precision_recall_fscore_support(labels, found, average="binary", zero_division=0)
        names = ("precision_at_threshold", "recall_at_threshold", "f1_at_threshold")
        scores |= {name: float(value) for name, value in zip(names, figures, strict=False)}
    return scores


def regression_scores(targets, predictions):
    """Errors in the unit of the targets, and R2, which needs targets that differ.

    Args:
        targets: True numbers, `(examples,)`.
        predictions: Predicted numbers, `(examples,)`.

    Returns:
        `{name: number}`: `mean_absolute_error`, `root_mean_squared_error`, `r2_score`; nothing where a prediction is
        not finite.
    """
    from sklearn import metrics

    targets, predictions = np.asarray(targets, "float64"), np.asarray(predictions, "float64")
    if not np.isfinite(predictions).all():
        return {}
    scores = {
        "mean_absolute_error": metrics.mean_absolute_error(targets, predictions),
        "root_mean_squared_error": metrics.root_mean_squared_error(targets, predictions),
    }
    if np.ptp(targets) > 0:
        scores["r2_score"] = metrics.r2_score(targets, predictions)
    return {name: float(value) for name, value in scores.items()}


def score_table(scores):
    """Scores as a table of a task's report, one row per score."""
    return {name: {"value": value} for name, value in scores.items()}


def _normalized(outputs):
    """Probabilities in float64 whose rows sum to 1 as exactly as scikit-learn asks."""
    probabilities = as_probabilities(np.asarray(outputs, "float64"))
    return probabilities / probabilities.sum(axis=1, keepdims=True)
