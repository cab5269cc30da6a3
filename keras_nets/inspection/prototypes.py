"""Pictures of what networks learned without labels: filters, reconstructions, codes."""

from keras_nets._colors import class_colors
from keras_nets._drawing import grid, literal, mosaic, shortened_lines
from keras_nets._fonts import Figure

import numpy as np


def filter_grid(weights, image_shape, limit=64):
    """Incoming weights of each hidden unit as a picture: white excites the unit, black inhibits it.

    Args:
        weights: `(pixels, units)`, such as the kernel of a dense layer or an RBM.
        image_shape: `(height, width, channels)` of the visible pixels.
        limit: Maximum number of units to show.

    Example:

    >>> filter_grid(np.eye(9), (3, 3, 1)).axes[0].images[0].get_array().shape
    (13, 13, 3)
    """
    filters = np.asarray(weights, "float32").T[:limit].reshape(-1, *image_shape)
    # Zero is gray for every unit, however large its weights are.
    strongest = np.abs(filters).max(axis=(1, 2, 3), keepdims=True)
    return grid(0.5 + 0.5 * filters / np.maximum(strongest, 1e-12))


def reconstructions(inputs, outputs, image_shape, limit=10):
    """Inputs above their reconstructions.

    Args:
        inputs, outputs: `(examples, ...)` with values from 0 to 1, flattened or not.
        image_shape: `(height, width, channels)`.
        limit: Maximum number of examples to show.

    Example:

    >>> [text.get_text() for text in reconstructions(np.zeros((5, 9)), np.ones((5, 9)), (3, 3, 1)).axes[0].texts]
    ['input ', 'output ']
    """
    pairs = [np.asarray(values, "float32")[:limit].reshape(-1, *image_shape) for values in (inputs, outputs)]
    return mosaic(pairs, labels=("input", "output"))


def latent_plane(codes, labels=None, class_names=()):
    """Examples as points in the plane of their two code units; for more units, of two principal components.

    Args:
        codes: `(examples, units)`, at least two units.
        labels: True classes that color the points; None colors none.
        class_names: Names of the classes.

    Raises:
        ValueError: If codes have a single unit.

    Example:

    >>> latent_plane(np.random.rand(8, 5)).axes[0].get_xlabel()
    'principal component 1'
    """
    codes = np.asarray(codes, "float64").reshape(len(codes), -1)
    if codes.shape[1] < 2:
        raise ValueError(f"a plane needs codes of at least 2 units, got {codes.shape[1]}")
    names = ("code unit 1", "code unit 2")
    if codes.shape[1] > 2:
        centered = codes - codes.mean(axis=0)
        codes = centered @ np.linalg.svd(centered, full_matrices=False)[2][:2].T
        names = ("principal component 1", "principal component 2")
    figure = Figure(figsize=(5.4, 4.6), layout="constrained")
    axes = figure.subplots()
    colors = class_colors(len(class_names))
    for label in range(len(class_names)) if labels is not None else [None]:
        chosen = slice(None) if label is None else np.asarray(labels) == label
        color = "tab:blue" if label is None else colors[label]
        name = None if label is None else literal(shortened_lines(class_names[label]))
        axes.scatter(*codes[chosen].T, s=8, alpha=0.7, color=color, label=name)
    if labels is not None and len(class_names) <= 20:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2)
    axes.set(xlabel=names[0], ylabel=names[1])
    axes.spines[["top", "right"]].set_visible(False)
    return figure
