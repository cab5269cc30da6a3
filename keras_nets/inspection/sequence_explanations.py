"""Pictures of explanations of sequences: series above their saliency, and texts whose tokens are shaded by it."""

from keras_nets._colors import LINES, color_legend
from keras_nets._drawing import literal, note, shortened, width_of
from keras_nets._fonts import Figure
from keras_nets._wording import temperature_note
from keras_nets.inspection.explanations import normalized

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap

# Columns of a line of text, and lines of an example.
LINE, MOST_LINES = 90, 8
# From no saliency to the largest; never as dark as the text and the lines on it.
SHADES = ListedColormap(colormaps["Reds"](np.linspace(0, 0.6, 256)), "saliency")
# Of a title, which is of the usual weight, since fonts of Chinese and other characters often have no bold one.
TITLE_COLOR = "navy"


def step_maps(series, maps, titles, feature_names=(), temperature=1.0):
    """One panel per series: its features over the steps, on a background that is darker where saliency is larger.

    Args:
        series: `(examples, steps, features)`.
        maps: Saliency `(examples, steps)`, each shaded from none to its own largest.
        titles: Title of each example.
        feature_names: Name of each feature; empty numbers them.
        temperature: Temperature of the probabilities in the titles, which is told unless it is 1.

    Example:

    >>> figure = step_maps(np.zeros((2, 9, 3)), np.ones((2, 9)), ["up", "down"], ["x", "y", "z"])
    >>> [text.get_text() for text in figure.legends[0].get_texts()]
    ['x', 'y', 'z']
    """
    features = np.shape(series)[2]
    names = feature_names or [f"feature {number}" for number in range(features)]
    few = features <= len(LINES)
    colors = LINES[:features] if few else ["black"] * features
    figure = Figure(figsize=(7, 1.7 * len(series) + 0.4), layout="constrained")
    panels = figure.subplots(len(series), 1, squeeze=False, sharex=True)[:, 0]
    for axes, values, saliency, title in zip(panels, series, maps, titles, strict=True):
        low, high = values.min(), max(values.max(), values.min() + 1e-6)
        margin = 0.05 * (high - low)
        extent = (-0.5, len(values) - 0.5, low - margin, high + margin)
        style = {"cmap": SHADES, "vmin": 0, "vmax": 1, "aspect": "auto", "extent": extent}
        shaded = axes.imshow(normalized(saliency)[None], **style)
        for feature, color in zip(np.transpose(values), colors, strict=True):
            axes.plot(np.arange(len(values)), feature, color=color, linewidth=0.9, alpha=1 if few else 3 / features)
        axes.set_title(literal(title.replace("\n", ", ")), fontsize=9)
    panels[-1].set_xlabel("step")
    bar = figure.colorbar(shaded, ax=list(panels), label="saliency", ticks=[0, 1], aspect=15 * len(series), pad=0.01)
    bar.set_ticklabels(["none", "largest"])
    if few and (features > 1 or feature_names):
        color_legend(figure, dict(zip(names, colors, strict=True)))
    note(figure, "" if few else f"{features} features, one line each", temperature_note(temperature))
    return figure


def token_maps(texts, maps, titles, temperature=1.0):
    """Texts whose tokens are shaded by their saliency, one below the other.

    Args:
        texts: Tokens of each example, lists of strings.
        maps: Saliency of these tokens, a vector for each example.
        titles: Title of each example.
        temperature: Temperature of the probabilities in the titles, which is told unless it is 1.

    Example:

    >>> figure = token_maps([["not", "bad"]], [[0.5, 1.0]], ["positive 80%"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['positive 80%', 'not', 'bad']
    """
    placed = [_lines(tokens) for tokens in texts]
    told = temperature_note(temperature)
    above = 1.5 if told else 0.0
    rows = above + sum(2.5 + max((line for line, _ in places), default=0) for places in placed)
    figure = Figure(figsize=(0.085 * LINE + 0.4, 0.24 * rows + 0.2))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-1, LINE + 2), ylim=(rows + 0.3, -0.7))
    axes.set_axis_off()
    if told:
        axes.text(0, 0, told, fontsize=9, va="center")
    top = above
    for tokens, places, saliency, title in zip(texts, placed, maps, titles, strict=True):
        axes.text(0, top, literal(title.replace("\n", ", ")), fontsize=10, color=TITLE_COLOR, va="center")
        shades = normalized(np.asarray(saliency, "float64")) if len(saliency) else ()
        for token, (line, column), shade in zip(tokens, places, shades, strict=False):
            box = {"facecolor": SHADES(float(shade)), "edgecolor": "none", "pad": 1.5}
            style = {"fontsize": 9, "family": "monospace", "va": "center", "bbox": box}
            axes.text(column, top + 1 + line, literal(shortened(token, LINE // 2)), **style)
        top += 2.5 + max((line for line, _ in places), default=0)
    return figure


def _lines(tokens):
    """Line and column of each token, as many as fit."""
    places, line, column = [], 0, 0
    for token in tokens:
        width = width_of(shortened(token, LINE // 2)) + 1
        if column and column + width > LINE:
            line, column = line + 1, 0
        if line == MOST_LINES:
            break
        places.append((line, column))
        column += width
    return places
