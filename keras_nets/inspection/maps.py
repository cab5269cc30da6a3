"""Pictures of self-organizing maps, one cell per unit: distances between neighbors, hits, classes and the codebook."""

from keras_nets._colors import class_colors, color_legend, ink_on
from keras_nets._drawing import COLUMN, SMALLEST, fitted, literal, mosaic
from keras_nets._fonts import Figure

import numpy as np
from matplotlib.collections import PolyCollection

# Inches of a map, and of the part of it in which the cells are.
WIDTH, HEIGHT = 5.4, 4.6
INNER = 0.92
# Fewer columns of a long name say nothing, and a legend of more classes is as large as the map.
FEWEST_COLUMNS, MOST_CLASSES = 4, 20


def distance_map(distances, topology="rectangular"):
    """U-matrix: each unit's mean distance to its neighbors on the grid. Dark valleys are clusters, ridges divide them.

    Reference:
        Ultsch, Siemon, 1990, Kohonen's self organizing feature maps for exploratory data analysis, INNC 90

    Args:
        distances: `(rows, columns)`, from a map's `u_matrix()`.
        topology: `"rectangular"` or `"hexagonal"`.

    Example:

    >>> len(distance_map(np.random.rand(2, 3)).axes[0].collections[0].get_paths())
    6
    """
    return _shaded(distances, topology, "bone", "mean distance to neighbors")


def hit_map(hits, topology="rectangular"):
    """Number of examples that each unit is nearest to; units without examples stay white.

    Args:
        hits: `(rows, columns)`, from a map's `hits(x)`.
        topology: `"rectangular"` or `"hexagonal"`.

    Example:

    >>> hit_map([[3, 0], [1, 4]]).axes[0].collections[0].get_array().tolist()
    [3.0, 0.0, 1.0, 4.0]
    """
    return _shaded(hits, topology, "Blues", "examples")


def class_map(units, labels, grid_shape, class_names, topology="rectangular"):
    """The class of each unit of a map: the most frequent one among the examples that it is nearest to.

    Names are shortened to the width of a cell, and left out where it has no room for them. A legend then has the names
    of the classes with most units.

    Args:
        units: `(examples, 2)`, row and column of each example's best matching unit.
        labels: True classes, integers.
        grid_shape: `(rows, columns)`.
        class_names: Names of the classes.
        topology: `"rectangular"` or `"hexagonal"`.

    Example:

    >>> figure = class_map([(0, 0), (1, 2)], [0, 1], (2, 3), ("cat", "dog"))
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['cat', 'dog']
    """
    counts = np.zeros((*grid_shape, len(class_names)))
    np.add.at(counts, (*np.asarray(units).T, np.asarray(labels)), 1)
    winners = np.where(counts.sum(axis=-1) > 0, counts.argmax(axis=-1), -1).ravel()
    # Units without examples stay light gray.
    faces = np.where(winners[:, None] >= 0, class_colors(len(class_names))[winners], 0.92)
    figure, axes = _panel()
    _draw_cells(axes, grid_shape, topology, facecolors=faces, edgecolors="white", linewidths=0.5)
    room = 0.85 * _cell_width(grid_shape, topology)
    names, size = fitted(class_names, room)
    whole = names == list(map(str, class_names))
    if whole or room > FEWEST_COLUMNS * COLUMN * SMALLEST:
        for unit in np.flatnonzero(winners >= 0):
            x, y = _centers(grid_shape, topology)[unit]
            style = {"fontsize": min(size, room), "color": ink_on(faces[unit])}
            axes.text(x, y, literal(names[winners[unit]]), ha="center", va="center", **style)
    if not whole:
        units_of = np.bincount(winners[winners >= 0], minlength=len(class_names))
        most = np.argsort(-units_of, kind="stable")[: min(MOST_CLASSES, np.count_nonzero(units_of))]
        color_legend(figure, {class_names[number]: class_colors(len(class_names))[number] for number in sorted(most)})
    return figure


def codebook_grid(codebook, image_shape, topology="rectangular"):
    """The codebook of a self-organizing map, with every unit's vector as a picture at its place.

    Args:
        codebook: `(rows, columns, features)`.
        image_shape: `(height, width, channels)` of a vector.
        topology: `"rectangular"` or `"hexagonal"`, which shifts every second row by half a picture.

    Example:

    >>> codebook_grid(np.zeros((2, 3, 16)), (4, 4, 1)).axes[0].images[0].get_array().shape[:2]
    (11, 16)
    """
    codebook = np.asarray(codebook, "float32")
    if codebook.ndim != 3:
        raise ValueError(f"a codebook must have the shape (rows, columns, features), got {codebook.shape}")
    pictures = codebook.reshape(*codebook.shape[:2], *image_shape)
    return mosaic(pictures, shifted=topology == "hexagonal")


def _shaded(values, topology, cmap, label):
    values = np.asarray(values, "float64")
    if values.ndim != 2:
        raise ValueError(f"a map must have the shape (rows, columns), got {values.shape}")
    figure, axes = _panel()
    style = {"array": values.ravel(), "cmap": cmap, "edgecolors": "0.75", "linewidths": 0.4}
    cells = _draw_cells(axes, values.shape, topology, **style)
    figure.colorbar(cells, ax=axes, shrink=0.8, label=label)
    return figure


def _draw_cells(axes, grid_shape, topology, **style):
    """One square or hexagon per unit; hexagons stand on a corner, since rows are shifted sideways."""
    corners, turn = (6, 0) if topology == "hexagonal" else (4, 0.5)
    angles = 2 * np.pi * (np.arange(corners) + turn) / corners
    outline = np.stack([np.sin(angles), np.cos(angles)], axis=1) / (2 * np.cos(np.pi / corners))
    cells = PolyCollection(_centers(grid_shape, topology)[:, None] + outline, **style)
    axes.add_collection(cells)
    axes.autoscale_view()
    return cells


def _centers(grid_shape, topology):
    """Places of the units, `(units, 2)`, neighbors 1 apart, as in `models.self_organizing_map`."""
    rows, columns = np.indices(grid_shape).reshape(2, -1)
    if topology == "hexagonal":
        return np.stack([columns + rows % 2 / 2, rows * np.sqrt(3) / 2], axis=1)
    return np.stack([columns, rows], axis=1).astype("float64")


def _cell_width(grid_shape, topology):
    """Points from a cell to the next one in its row."""
    wide, high = _centers(grid_shape, topology).max(axis=0) + 1
    return 72 * INNER * min(WIDTH / wide, HEIGHT / high)


def _panel():
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    axes = figure.subplots()
    axes.set_aspect("equal")
    # The first row stands on top, as in a table.
    axes.invert_yaxis()
    axes.set_axis_off()
    return figure, axes
