"""Measures of a segmentation: pixel by pixel, inside a mask, from counts or probabilities."""

import numpy as np
from sklearn.metrics import average_precision_score, confusion_matrix, roc_auc_score


def pixel_measures(probabilities, labels, mask=None, threshold=0.5):
    """Measures of a binary segmentation, such as of vessels.

    Args:
        probabilities: Probabilities of the foreground, an array of any shape with values from 0 to 1.
        labels: Labels 0 or 1, of that shape.
        mask: Mask of the pixels that count, such as those inside the field of view; None counts all.
        threshold: Smallest probability of a predicted foreground pixel.

    Returns:
        `roc_auc`, `pr_auc` (average precision) and those of `confusion_measures`.

    Raises:
        ValueError: If the shapes differ, or the pixels that count are all of one class.

    Example:

    >>> measures = pixel_measures(np.array([0.9, 0.4, 0.2, 0.6]), np.array([1, 1, 0, 0]))
    >>> measures["roc_auc"], measures["accuracy"]
    (0.75, 0.5)
    """
    probabilities, labels = counted_pixels(probabilities, labels, mask)
    counts = confusion_matrix(labels, probabilities >= threshold, labels=[False, True])
    return {
        "roc_auc": float(roc_auc_score(labels, probabilities)),
        "pr_auc": float(average_precision_score(labels, probabilities)),
        **confusion_measures(counts),
    }


def segmentation_measures(probabilities, labels, ignored_label=None):
    """Measures of a segmentation: those of `pixel_measures` for two classes, else those of `confusion_measures`.

    Args:
        probabilities: Probabilities of every class, `(..., classes)`; for one sigmoid unit, those of the foreground.
        labels: Integer labels, of that shape without the classes.
        ignored_label: Label of pixels that do not count; None counts all.

    Raises:
        ValueError: If the pixels that count are all of one class.
    """
    labels = np.asarray(labels)
    counted = np.ones(labels.shape, bool) if ignored_label is None else labels != ignored_label
    classes = probabilities.shape[-1]
    if classes <= 2:
        return pixel_measures(probabilities[..., -1], labels == 1, counted)
    found = probabilities.argmax(axis=-1)[counted]
    return confusion_measures(confusion_matrix(labels[counted], found, labels=range(classes)))


def counted_pixels(probabilities, labels, mask=None):
    """Probabilities and boolean labels of the pixels that count, side by side. Raises as `pixel_measures`."""
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    shapes = {probabilities.shape, labels.shape} | ({np.shape(mask)} if mask is not None else set())
    if len(shapes) > 1:
        raise ValueError(
            f"probabilities have shape {probabilities.shape}, labels {labels.shape}"
            + ("" if mask is None else f", the mask {np.shape(mask)}")
            + "; give one of each for every pixel"
        )
    counted = np.ones(labels.shape, bool) if mask is None else np.asarray(mask, bool)
    probabilities, labels = probabilities[counted], labels[counted].astype(bool)
    if labels.all() or not labels.any():
        raise ValueError(f"all {labels.size:,} pixels that count are of one class; measures need pixels of both")
    return probabilities, labels


def confusion_measures(counts):
    """Measures that follow from a confusion matrix of pixels.

    Of two classes the second is the foreground: TP, FP, FN and TN are counts of pixels that are correctly or wrongly
    predicted as foreground or background.

    Args:
        counts: `(classes, classes)`, where rows are true classes: [[TN, FP], [FN, TP]].

    Returns:
        `accuracy`, the fraction of correct pixels, and `mean_iou`, the mean over the classes that occur of
        TP / (TP + FP + FN). For two classes also `sensitivity` TP / (TP + FN), `specificity` TN / (TN + FP),
        `precision` TP / (TP + FP), `f1_score` 2 TP / (2 TP + FP + FN), the Dice coefficient, and `jaccard`
        TP / (TP + FP + FN). A quotient 0 / 0 is NaN.

    Raises:
        ValueError: If counts are not a square matrix.

    Example:

    >>> measures = confusion_measures([[3882130, 78364], [122855, 454794]])
    >>> [round(measures[name], 5) for name in ("accuracy", "f1_score", "jaccard")]
    [0.95566, 0.81885, 0.69327]
    """
    counts = np.asarray(counts, "float64")
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts have shape {counts.shape}; give a row and a column for each class")
    right, true, called = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    unions = true + called - right
    overlaps = np.divide(right, unions, out=np.full(len(right), np.nan), where=unions > 0)
    measures = {"accuracy": _share(right.sum(), counts.sum()), "mean_iou": _mean(overlaps)}
    if len(counts) == 2:
        (tn, fp), (fn, tp) = counts
        measures |= {
            "sensitivity": _share(tp, tp + fn),
            "specificity": _share(tn, tn + fp),
            "precision": _share(tp, tp + fp),
            "f1_score": _share(2 * tp, 2 * tp + fp + fn),
            "jaccard": _share(tp, tp + fp + fn),
        }
    return measures


def _share(part, whole):
    return float(part / whole) if whole else float("nan")


def _mean(values):
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")
