"""Pictures of what networks without labels learned: filters, reconstructions, codebooks, maps of classes."""

from keras_nets.training.figures import show_image

import numpy as np
from matplotlib.figure import Figure


def filter_grid(weights, image_shape, limit=64):
    """Incoming weights of each hidden unit as a picture: white excites the unit, black inhibits it.

    Args:
        weights: `(pixels, units)`, as the kernel of a dense layer or an RBM has them.
        image_shape: (height, width, channels) of the visible pixels.
        limit: most units to show.

    Example:
        >>> len(filter_grid(np.eye(9), (3, 3, 1)).axes)
        9
    """
    filters = np.asarray(weights, "float32").T[:limit].reshape(-1, *image_shape)
    # Gray is zero for every unit, however strong its weights are.
    strongest = np.abs(filters).max(axis=(1, 2, 3), keepdims=True)
    pictures = 0.5 + 0.5 * filters / np.maximum(strongest, 1e-12)
    columns = int(np.ceil(np.sqrt(len(pictures))))
    return _image_grid(pictures, columns)


def reconstructions(inputs, outputs, image_shape, limit=10):
    """Inputs above what the network makes of them.

    Args:
        inputs, outputs: `(examples, ...)` with values from 0 to 1, flattened or not.
        image_shape: (height, width, channels).
        limit: most examples to show.

    Example:
        >>> len(reconstructions(np.zeros((5, 9)), np.ones((5, 9)), (3, 3, 1)).axes)
        10
    """
    pairs = [np.asarray(values, "float32")[:limit].reshape(-1, *image_shape) for values in (inputs, outputs)]
    figure = _image_grid(np.concatenate(pairs), columns=len(pairs[0]))
    for row, label in enumerate(("input", "output")):
        axes = figure.axes[row * len(pairs[0])]
        axes.text(-0.1, 0.5, label, transform=axes.transAxes, ha="right", va="center", rotation=90)
    return figure


def codebook_grid(codebook, image_shape):
    """The codebook of a self-organizing map, every unit's vector as a picture at its place.

    Args:
        codebook: `(rows, columns, features)`.
        image_shape: (height, width, channels) of a vector.

    Example:
        >>> len(codebook_grid(np.zeros((2, 3, 9)), (3, 3, 1)).axes)
        6
    """
    codebook = _checked_codebook(codebook)
    return _image_grid(codebook.reshape(-1, *image_shape), columns=codebook.shape[1])


def distance_map(codebook):
    """U-matrix: each unit's mean distance to its neighbors on the grid. Dark valleys are clusters, ridges part them.

    Reference:
        Ultsch, Siemon, 1990, Kohonen's self organizing feature maps for exploratory data analysis, INNC 90

    Args:
        codebook: `(rows, columns, features)`.

    Example:
        >>> distance_map(np.random.rand(2, 3, 9)).axes[0].images[0].get_array().shape
        (2, 3)
    """
    distances = neighbor_distances(codebook)
    figure, axes = _one_panel()
    picture = axes.imshow(distances, cmap="bone")
    figure.colorbar(picture, ax=axes, shrink=0.8, label="mean distance to neighbors")
    axes.set(xticks=[], yticks=[])
    return figure


def neighbor_distances(codebook):
    """Mean distance of each unit of a codebook `(rows, columns, features)` to those left, right, above and below."""
    codebook = _checked_codebook(codebook)
    total, neighbors = np.zeros(codebook.shape[:2]), np.zeros(codebook.shape[:2])
    for axis in (0, 1):
        steps = np.linalg.norm(np.diff(codebook, axis=axis), axis=-1)
        before, after = [(0, 1), (0, 0)], [(1, 0), (0, 0)]
        for margins in (before, after):
            margins = margins if axis == 0 else margins[::-1]
            total += np.pad(steps, margins)
            neighbors += np.pad(np.ones_like(steps), margins)
    return total / np.maximum(neighbors, 1)


def class_map(places, labels, grid_shape, class_names):
    """Which class each unit of a map answers to: the most frequent one among the examples that it is nearest to.

    Args:
        places: `(examples, 2)`, row and column of each example's best matching unit.
        labels: true classes, integers.
        grid_shape: (rows, columns).
        class_names: what the integers mean.

    Example:
        >>> figure = class_map([(0, 0), (1, 2)], [0, 1], (2, 3), ("cat", "dog"))
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['cat', 'dog']
    """
    counts = np.zeros((*grid_shape, len(class_names)))
    np.add.at(counts, (*np.asarray(places).T, np.asarray(labels)), 1)
    winners = np.where(counts.sum(axis=-1) > 0, counts.argmax(axis=-1), -1)
    figure, axes = _one_panel()
    # Units that are nearest to no example stay light gray.
    colors = np.where(winners[..., None] >= 0, _colors(len(class_names))[winners], 0.92)
    axes.imshow(colors, interpolation="nearest")
    for row, column in np.argwhere(winners >= 0):
        axes.text(column, row, class_names[winners[row, column]], ha="center", va="center", fontsize=7, color="white")
    axes.set(xticks=[], yticks=[])
    return figure


def latent_plane(codes, labels=None, class_names=()):
    """Examples as points in the plane of the first two code units; of more units the two principal components.

    Args:
        codes: `(examples, units)`, at least two units.
        labels: true classes that color the points; None colors none.
        class_names: what the integers mean.

    Raises:
        ValueError: codes of a single unit.

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
    figure, axes = _one_panel()
    for label in range(len(class_names)) if labels is not None else [None]:
        chosen = slice(None) if label is None else np.asarray(labels) == label
        color = "tab:blue" if label is None else _colors(len(class_names))[label]
        axes.scatter(*codes[chosen].T, s=8, alpha=0.7, color=color, label=None if label is None else class_names[label])
    if labels is not None and len(class_names) <= 20:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2)
    axes.set(xlabel=names[0], ylabel=names[1])
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _checked_codebook(codebook):
    codebook = np.asarray(codebook, "float64")
    if codebook.ndim != 3:
        raise ValueError(f"a codebook has the shape (rows, columns, features), got {codebook.shape}")
    return codebook


def _image_grid(pictures, columns):
    rows = -(-len(pictures) // columns)
    size = min(1.0, 12 / columns)
    figure = Figure(figsize=(size * columns + 0.3, size * rows), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02, wspace=0, hspace=0)
    for axes, picture in zip(np.ravel(figure.subplots(rows, columns)), pictures, strict=False):
        show_image(axes, picture)
    for axes in figure.axes:
        axes.set_axis_off()
    return figure


def _one_panel():
    figure = Figure(figsize=(5.4, 4.6), layout="constrained")
    return figure, figure.subplots()


def _colors(number):
    """Distinct colors, `(number, 3)`."""
    from matplotlib import colormaps

    if number <= 10:
        return np.array(colormaps["tab10"].colors)[:number]
    return colormaps["turbo"](np.linspace(0.05, 0.95, number))[:, :3]
