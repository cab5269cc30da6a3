"""Pictures of a training: curves, confusion matrix, sample predictions. Matplotlib figures, drawn without a screen."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix as count_confusions

MOST_SAMPLES = 25


def training_curves(metrics):
    """One panel a metric over the epochs, training and validation together.

    Args:
        metrics: the table of `metrics.csv`.
    """
    names = [name for name in metrics.columns if name != "epoch" and not name.startswith("val_")]
    figure = Figure(figsize=(4.2 * len(names), 3.2), layout="constrained")
    for axes, name in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        axes.plot(metrics["epoch"], metrics[name], label="training")
        if f"val_{name}" in metrics:
            axes.plot(metrics["epoch"], metrics[f"val_{name}"], label="validation")
            axes.legend(frameon=False)
        axes.set(xlabel="epoch", title=name.replace("_", " "))
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def confusion_matrix(labels, predictions, class_names):
    """Counts of true against predicted class; rows are true classes, shades are shares of a row."""
    counts = count_confusions(labels, predictions, labels=np.arange(len(class_names)))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = min(3.2 + 0.42 * len(class_names), 14)
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ticks = np.arange(len(class_names))
    longest = max(map(len, class_names))
    axes.set_xticks(ticks, class_names, rotation=90 if longest > 3 else 0)
    axes.set_yticks(ticks, class_names)
    axes.set(xlabel="predicted", ylabel="true", title=f"{np.trace(counts)} of {counts.sum()} right")
    if len(class_names) <= 30:
        for row, column in zip(*np.nonzero(counts), strict=True):
            color = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, counts[row, column], ha="center", va="center", color=color, fontsize=9)
    return figure


def sample_predictions(images, labels, probabilities, class_names):
    """A grid of images under what the network takes them for; mistakes first and in red.

    Args:
        images: (examples, height, width, channels), values from 0 to 1.
        labels: true classes, integers.
        probabilities: (examples, classes).
        class_names: what the integers mean.
    """
    predictions = probabilities.argmax(axis=1)
    order = np.argsort(predictions == labels, kind="stable")[:MOST_SAMPLES]
    columns = min(5, len(order))
    rows = -(-len(order) // columns)
    figure = Figure(figsize=(1.7 * columns, 1.9 * rows))
    # A line or two above each image. To search for a layout would take longer than to draw the images.
    figure.subplots_adjust(0.02, 0.01, 0.98, 1 - 0.4 / (1.9 * rows), wspace=0.1, hspace=0.3)
    for axes, index in zip(np.ravel(figure.subplots(rows, columns)), order, strict=False):
        show_image(axes, images[index])
        right = predictions[index] == labels[index]
        guess = f"{class_names[predictions[index]]} {probabilities[index].max():.0%}"
        title = guess if right else f"{guess}\nis {class_names[labels[index]]}"
        axes.set_title(title, fontsize=9, y=1, pad=3, color="black" if right else "firebrick")
    for axes in figure.axes:
        axes.set_axis_off()
    return figure


def predicted_against_true(targets, predictions):
    """A point an example: predicted over true value, with the line on which a perfect model would lie."""
    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.scatter(targets, predictions, s=12, alpha=0.6)
    ends = [min(np.min(targets), np.min(predictions)), max(np.max(targets), np.max(predictions))]
    axes.plot(ends, ends, color="gray", linewidth=1)
    axes.set(xlabel="true", ylabel="predicted")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def show_image(axes, image):
    """Draw one image of one or three channels, gray where it has one."""
    image = np.clip(image, 0, 1)
    axes.imshow(image[..., 0] if image.shape[-1] == 1 else image, cmap="gray", vmin=0, vmax=1)


def pixels(figure):
    """A figure as an array (height, width, 3) of bytes. It is drawn once, however often it is shown."""
    figure.set_dpi(120)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()
