"""Pictures of explanations of sequences: series above their saliency, and texts whose tokens are shaded by it."""

from keras_nets._drawing import literal, shortened
from keras_nets.inspection.explanations import normalized

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

# Characters of a line of text, and lines of an example.
LINE, MOST_LINES = 90, 8


def step_maps(series, maps, titles):
    """One panel per series: its features over the steps, on a background that is darker where saliency is larger.

    Args:
        series: `(examples, steps, features)`.
        maps: Saliency `(examples, steps)`.
        titles: Title of each example.

    Example:

    >>> len(step_maps(np.zeros((2, 9, 1)), np.ones((2, 9)), ["up", "down"]).axes)
    2
    """
    figure = Figure(figsize=(7, 1.7 * len(series) + 0.4), layout="constrained")
    panels = figure.subplots(len(series), 1, squeeze=False, sharex=True)[:, 0]
    for axes, values, saliency, title in zip(panels, series, maps, titles, strict=True):
        low, high = values.min(), max(values.max(), values.min() + 1e-6)
        margin = 0.05 * (high - low)
        extent = (-0.5, len(values) - 0.5, low - margin, high + margin)
        shades = 0.8 * normalized(saliency)[None]
        axes.imshow(shades, cmap="Reds", vmin=0, vmax=1, aspect="auto", extent=extent)
        axes.plot(np.arange(len(values)), values, color="black", linewidth=0.8, alpha=min(1, 3 / values.shape[1]))
        axes.set_title(literal(title.replace("\n", ", ")), fontsize=9)
    panels[-1].set_xlabel("step")
    return figure


def token_maps(texts, maps, titles):
    """Texts whose tokens are shaded by their saliency, one below the other.

    Args:
        texts: Tokens of each example, lists of strings.
        maps: Saliency of these tokens, a vector for each example.
        titles: Title of each example.

    Example:

    >>> figure = token_maps([["not", "bad"]], [[0.5, 1.0]], ["positive 80%"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['positive 80%', 'not', 'bad']
    """
    placed = [_lines(tokens) for tokens in texts]
    rows = sum(2.5 + max((line for line, _ in places), default=0) for places in placed)
    figure = Figure(figsize=(0.085 * LINE + 0.4, 0.24 * rows + 0.2))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-1, LINE + 2), ylim=(rows + 0.3, -0.7))
    axes.set_axis_off()
    top = 0.0
    for tokens, places, saliency, title in zip(texts, placed, maps, titles, strict=True):
        axes.text(0, top, literal(title.replace("\n", ", ")), fontsize=9, fontweight="bold", va="center")
        shades = normalized(np.asarray(saliency, "float64")) if len(saliency) else ()
        for token, (line, column), shade in zip(tokens, places, shades, strict=False):
            box = {"facecolor": colormaps["Reds"](0.7 * shade), "edgecolor": "none", "pad": 1.5}
            style = {"fontsize": 9, "family": "monospace", "va": "center", "bbox": box}
            axes.text(column, top + 1 + line, literal(shortened(token, LINE // 2)), **style)
        top += 2.5 + max((line for line, _ in places), default=0)
    return figure


def _lines(tokens):
    """Line and column of each token, as many as fit."""
    places, line, column = [], 0, 0
    for token in tokens:
        # Chinese and other wide characters take two columns.
        width = sum(1 if character < "\u2e80" else 2 for character in shortened(token, LINE // 2)) + 1
        if column and column + width > LINE:
            line, column = line + 1, 0
        if line == MOST_LINES:
            break
        places.append((line, column))
        column += width
    return places
