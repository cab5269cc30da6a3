"""Pictures of segmentations: classes as colors; for two classes also overlays and curves."""

from keras_nets._colors import color_legend, pixel_class_colors
from keras_nets._drawing import show_image
from keras_nets._fonts import Figure
from keras_nets.datasets import retina_photograph
from keras_nets.tasks.pixel_scores import counted_pixels
from keras_nets.tasks.pixels import predict_whole

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

RIGHT, MISSED, FALSE = (0.13, 0.6, 0.25), (0.1, 0.35, 0.95), (0.9, 0.15, 0.1)
# A curve of millions of thresholds is drawn with at most this many points.
MOST_POINTS = 2000


def threshold_curves(probabilities, labels, mask=None):
    """ROC and precision-recall curves of a binary segmentation, with the areas under them.

    Args:
        probabilities: Probabilities of the foreground, an array of any shape.
        labels: Labels 0 or 1, of that shape.
        mask: Mask of the pixels that count; None counts all.

    Raises:
        ValueError: As `pixel_measures`.

    Example:

    >>> figure = threshold_curves(np.array([0.9, 0.4, 0.2, 0.6]), np.array([1, 1, 0, 0]))
    >>> figure.axes[0].get_title()
    'ROC, area 0.7500'
    """
    scores, truth = counted_pixels(probabilities, labels, mask)
    false_rates, true_rates, _ = roc_curve(truth, scores)
    precisions, recalls, _ = precision_recall_curve(truth, scores)
    figure = Figure(figsize=(8.4, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(*_thinned(false_rates, true_rates))
    left.plot([0, 1], [0, 1], color="gray", linewidth=1, linestyle=":")
    left.set(xlabel="1 - specificity", ylabel="sensitivity")
    left.set_title(f"ROC, area {roc_auc_score(truth, scores):.4f}")
    right.plot(*_thinned(recalls, precisions))
    right.axhline(truth.mean(), color="gray", linewidth=1, linestyle=":")
    right.set(xlabel="sensitivity (recall)", ylabel="precision")
    right.set_title(f"precision and recall, area {average_precision_score(truth, scores):.4f}")
    for axes in (left, right):
        axes.set(xlim=(0, 1), ylim=(0, 1.01), aspect="equal")
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def foreground_overlay(images, probabilities, labels, mask=None, threshold=0.5, names=None):
    """Each image beside a copy with the foreground that was found, missed or falsely found.

    Args:
        images: `(images, height, width, channels)` with values from 0 to 1.
        probabilities: Probabilities of the foreground, `(images, height, width)`.
        labels: Labels 0 or 1, of that shape.
        mask: Mask of the pixels that count, of that shape; None counts all.
        threshold: Smallest probability of a predicted foreground pixel.
        names: Title of each image.

    Example:

    >>> labels = np.eye(4, dtype=int)[None]
    >>> figure = foreground_overlay(np.zeros((1, 4, 4, 1)), labels * 0.9, labels)
    >>> [text.get_text() for text in figure.legends[0].get_texts()]
    ['right', 'missed', 'false']
    """
    counted = np.ones(np.shape(labels), bool) if mask is None else np.asarray(mask, bool)
    found, truth = np.asarray(probabilities) >= threshold, np.asarray(labels).astype(bool)
    height, width = np.shape(labels)[1:]
    figure = Figure(figsize=(8, 4 * height / width * len(images) + 0.2), layout="constrained")
    for number, (plain, colored) in enumerate(figure.subplots(len(images), 2, squeeze=False)):
        show_image(plain, images[number])
        paled = 0.5 + 0.5 * np.broadcast_to(images[number], (height, width, 3)).clip(0, 1)
        for color, where in (
            (RIGHT, found[number] & truth[number]),
            (MISSED, ~found[number] & truth[number]),
            (FALSE, found[number] & ~truth[number]),
        ):
            paled[where & counted[number]] = color
        show_image(colored, paled)
        plain.set_title(names[number] if names else "", fontsize=9)
        plain.set_axis_off()
        colored.set_axis_off()
    color_legend(figure, {"right": RIGHT, "missed": MISSED, "false": FALSE})
    return figure


def foreground_map(image, probabilities, mask=None):
    """An image beside the probability of the foreground at every pixel, for images without labels.

    Args:
        image: `(height, width, channels)` with values from 0 to 1.
        probabilities: Probabilities of the foreground, `(height, width)`.
        mask: Mask of the pixels that count, of that shape; others are drawn black. None counts all.

    Example:

    >>> [axes.get_title() for axes in foreground_map(np.zeros((4, 4, 3)), np.eye(4)).axes]
    ['', 'probability of the foreground']
    """
    height, width = np.shape(probabilities)
    figure = Figure(figsize=(8, 4 * height / width + 0.3), layout="constrained")
    left, right = figure.subplots(1, 2)
    show_image(left, image)
    shown = np.asarray(probabilities) if mask is None else np.where(mask, probabilities, 0.0)
    show_image(right, shown[..., None])
    right.set_title("probability of the foreground", fontsize=9)
    for axes in (left, right):
        axes.set_axis_off()
    return figure


def class_map(image, probabilities, class_names):
    """An image beside a copy in the colors of the predicted classes, with a legend of those that occur.

    Args:
        image: `(height, width, channels)` with values from 0 to 1.
        probabilities: `(height, width, classes)`.
        class_names: Names of the classes, which may be their colors, as `#rrggbb`. The class whose color is black,
            usually the background, leaves the copy as it is.

    Example:

    >>> figure = class_map(np.zeros((2, 2, 1)), np.eye(4)[:, :3].reshape(2, 2, 3), ["none", "sky", "sea"])
    >>> [text.get_text() for text in figure.legends[0].get_texts()]
    ['none', 'sky', 'sea']
    """
    height, width = np.shape(probabilities)[:2]
    found, palette = np.argmax(probabilities, axis=-1), pixel_class_colors(class_names)
    figure = Figure(figsize=(8, 4 * height / width + 0.2), layout="constrained")
    plain, colored = figure.subplots(1, 2)
    show_image(plain, image)
    shades = np.broadcast_to(image, (height, width, 3)).clip(0, 1)
    tinted = palette[found].any(axis=-1, keepdims=True)
    show_image(colored, np.where(tinted, 0.4 * shades + 0.6 * palette[found], shades))
    for axes in (plain, colored):
        axes.set_axis_off()
    color_legend(figure, {class_names[number]: palette[number] for number in np.unique(found)})
    return figure


def class_overlay(images, probabilities, labels, class_names, ignored_label=None):
    """Images in columns, above the true and the predicted class of every pixel.

    Args:
        images: `(images, height, width, channels)` with values from 0 to 1.
        probabilities: `(images, height, width, classes)`.
        labels: Integer labels `(images, height, width)`.
        class_names: Names of the labels, which may be their colors, as `#rrggbb`.
        ignored_label: Label of pixels that do not count, left white.

    Example:

    >>> labels = np.zeros((2, 4, 4), int)
    >>> figure = class_overlay(np.zeros((2, 4, 4, 1)), np.ones((2, 4, 4, 1)), labels, ["sky"])
    >>> len(figure.axes)
    6
    """
    palette = pixel_class_colors(class_names)
    figure = Figure(figsize=(max(1.5 * len(images) + 0.4, 4), 4.7), layout="constrained")
    axes = figure.subplots(3, len(images), squeeze=False)
    for number, image in enumerate(images):
        counted = np.ones(labels[number].shape, bool) if ignored_label is None else labels[number] != ignored_label
        truth = np.where(counted, labels[number], 0)
        show_image(axes[0, number], image)
        for row, classes in ((1, truth), (2, probabilities[number].argmax(axis=-1))):
            show_image(axes[row, number], np.where(counted[..., None], palette[classes], 1.0))
    for row, title in zip(axes[:, 0], ("image", "true", "found"), strict=True):
        row.set_ylabel(title)
    for each in axes.ravel():
        each.set(xticks=[], yticks=[])
    color_legend(figure, dict(zip(class_names, palette, strict=True)))
    return figure


def retina_pictures(model, dataset, split):
    """Vessels in scikit-image's retina photograph, found by a network for photographs; for a recipe's `pictures`.

    Args:
        model: A segmentation network of two classes.
        dataset: A `Dataset`; without preprocessing of photographs nothing is drawn.
        split: Not used, since the photograph is in no split.

    Returns:
        `{name: figure}`.
    """
    if getattr(dataset.form, "preprocessing", "none") == "none":
        return {}
    photograph, prepared, seen = retina_photograph(dataset)
    return {"photograph": foreground_map(photograph / 255, predict_whole(model, prepared)[0, ..., 1], seen)}


def _thinned(x, y):
    """At most `MOST_POINTS` points of a curve, including its ends."""
    kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).astype(int))
    return x[kept], y[kept]
