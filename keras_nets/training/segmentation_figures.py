"""Pictures of images in which every pixel has a class."""

from keras_nets.training.figures import show_image

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure
from matplotlib.patches import Patch


def class_overlay(images, probabilities, labels, class_names, ignored_label=None):
    """Images in columns, above the true class of every pixel and the class that it was taken for.

    Args:
        images: `(images, height, width, channels)` with values from 0 to 1.
        probabilities: `(images, height, width, classes)`.
        labels: `(images, height, width)`, integers.
        class_names: what they mean.
        ignored_label: of pixels that do not count, left white.

    Example:
        >>> labels = np.zeros((2, 4, 4), int)
        >>> figure = class_overlay(np.zeros((2, 4, 4, 1)), np.ones((2, 4, 4, 1)), labels, ["sky"])
        >>> len(figure.axes)
        6
    """
    palette = class_colors(len(class_names))
    figure = Figure(figsize=(1.5 * len(images) + 0.4, 5.1), layout="constrained")
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


def class_colors(classes):
    """A color for each class, the first, which is mostly background, black: `(classes, 3)` from 0 to 1."""
    others = colormaps["tab10" if classes <= 11 else "tab20"].colors
    return np.array([(0.0, 0.0, 0.0), *(others[number % len(others)] for number in range(classes - 1))])


def color_legend(figure, colors):
    """What each color means, `{name: color}`, below a figure."""
    handles = [Patch(color=color, label=name) for name, color in colors.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 11), frameon=False, fontsize=8)
