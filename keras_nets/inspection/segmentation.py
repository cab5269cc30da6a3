"""How good a segmentation is: pixel by pixel, inside a mask, from counts or from probabilities."""

import numpy as np
from sklearn.metrics import average_precision_score, confusion_matrix, roc_auc_score


def pixel_measures(probabilities, labels, mask=None, threshold=0.5):
    """Measures of a binary segmentation, such as of vessels.

    Args:
        probabilities: of the foreground, an array of any shape with values from 0 to 1.
        labels: 0 or 1, of that shape.
        mask: which pixels count, such as those inside the field of view; None counts all.
        threshold: from which probability on a pixel is taken for foreground.

    Returns:
        `roc_auc`, `pr_auc` (average precision) and those of `confusion_measures`.

    Raises:
        ValueError: the shapes differ, or the pixels that count are all of one class.

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


def counted_pixels(probabilities, labels, mask=None):
    """Probabilities, and as truth values labels, of the pixels that count, side by side. Raises as `pixel_measures`."""
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
    """Measures that follow from how many pixels of each class were taken for which.

    Of two classes the second is the foreground: TP, FP, FN and TN are counts of pixels that are rightly or wrongly
    called foreground or background.

    Args:
        counts: `(classes, classes)`, rows are true classes: [[TN, FP], [FN, TP]].

    Returns:
        `accuracy`, the share of all pixels that are right, and `mean_iou`, the mean over the classes that occur of
        TP / (TP + FP + FN). For two classes also `sensitivity` TP / (TP + FN), `specificity` TN / (TN + FP),
        `precision` TP / (TP + FP), `f1_score` 2 TP / (2 TP + FP + FN), which is the Dice coefficient, and `jaccard`
        TP / (TP + FP + FN). What would be 0 / 0 is NaN.

    Raises:
        ValueError: counts are no square table.

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
