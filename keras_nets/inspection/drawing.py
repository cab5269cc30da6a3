"""A traced network as a drawing: one box per step, from top to bottom, in several columns."""

from keras_nets._fonts import Figure

import numpy as np
from matplotlib.patches import FancyBboxPatch

# Levels of the graph in one column of the page.
_LEVELS = 30
# Sizes in units of a level: width of a lane, half the width and the height of a box, space between columns.
_WIDTH, _SIDE, _HEIGHT, _GUTTER = 3.4, 1.55, 0.62, 1.0
_INK = "#444444"
_COLORS = {
    "convolution": "#cfe2f3",
    "depthwise": "#d9d2e9",
    "separable": "#d9d2e9",
    "fully": "#fce5cd",
    "max": "#d9ead3",
    "mean": "#d9ead3",
    "global": "#d9ead3",
    "add": "#f4cccc",
    "concatenate": "#fff2cc",
    "multiply": "#ead1dc",
}


def draw_trace(steps, title):
    """A matplotlib figure of the steps of `trace`: branches side by side, joins where they meet.

    Args:
        steps: List of `Step`.
        title: Title above the drawing.
    """
    places = _places(steps)
    columns = _columns(steps, places)
    lanes = [1 + 2 * max(abs(lane) for level, lane in places if level in column) for column in columns]
    offsets = np.concatenate([[0], np.cumsum([count * _WIDTH + _GUTTER for count in lanes])])
    rows = max(map(len, columns))
    figure = Figure(figsize=(0.62 * offsets[-1] + 0.6, 0.62 * rows + 0.9))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-0.2, offsets[-1]), ylim=(-rows - 0.4, 1.2))
    axes.axis("off")
    axes.text(0.15, 0.75, title, fontsize=12, fontweight="bold")
    column_of = {level: number for number, column in enumerate(columns) for level in column}
    centers = []
    for number, (step, (level, lane)) in enumerate(zip(steps, places, strict=True)):
        column = column_of[level]
        x, y = offsets[column] + (lanes[column] / 2 + lane) * _WIDTH, -(level - columns[column].start) - 0.3
        centers.append((x, y))
        for source in step.inputs:
            if column_of[places[source][0]] == column:
                _connect(axes, centers[source], (x, y), places[number][0] - places[source][0])
            else:
                _turn(axes, centers[source], (x, y), offsets[column])
        _box(axes, step, x, y)
    return figure


def _box(axes, step, x, y):
    kind = step.operation.split()[0].rstrip(",")
    box = FancyBboxPatch(
        (x - _SIDE, y - _HEIGHT / 2),
        2 * _SIDE,
        _HEIGHT,
        boxstyle="round,pad=0,rounding_size=0.1",
        facecolor=_COLORS.get(kind, "#f3f3f3"),
        edgecolor="#666666",
        linewidth=0.6,
        zorder=2,
    )
    axes.add_patch(box)
    axes.text(x, y + 0.13, _short(step.operation), ha="center", va="center", fontsize=6.5, zorder=3)
    axes.text(x, y - 0.15, step.size, ha="center", va="center", fontsize=6.5, color="#444444", zorder=3)


def _places(steps):
    """Level (longest path from an input) and lane (0 is the middle) of each step."""
    levels, lanes = [], []
    for step in steps:
        levels.append(1 + max((levels[source] for source in step.inputs), default=-1))
    by_level = {}
    for number, level in enumerate(levels):
        by_level.setdefault(level, []).append(number)
    lanes = {n: i - (len(row) - 1) / 2 for row in by_level.values() for i, n in enumerate(row)}
    return [(level, lanes[number]) for number, level in enumerate(levels)]


def _columns(steps, places):
    """Ranges of levels, broken where only a single tensor passes to the next column, if possible."""
    depth = max(level for level, _ in places) + 1
    crossing = [set() for _ in range(depth)]
    for number, step in enumerate(steps):
        for source in step.inputs:
            for level in range(places[source][0] + 1, places[number][0] + 1):
                crossing[level].add(source)
    columns, start = [], 0
    while start < depth:
        end = min(start + _LEVELS, depth)
        if end < depth:
            quiet = [level for level in range(start + _LEVELS // 2, end + 1) if len(crossing[level]) == 1]
            end = quiet[-1] if quiet else end
        columns.append(range(start, end))
        start = end
    return columns


def _connect(axes, start, end, levels):
    """An arrow from box to box; one that skips levels runs beside them."""
    (x0, y0), (x1, y1) = start, end
    if levels == 1:
        _arrow(axes, (x0, y0 - _HEIGHT / 2), (x1, y1 + _HEIGHT / 2), "arc3")
    elif abs(x0 - x1) < 0.1:
        _arrow(axes, (x0 + _SIDE, y0), (x1 + _SIDE, y1), f"bar,fraction={-0.16 / levels:.3f}")
    else:
        side = _SIDE if x0 > x1 else -_SIDE
        _arrow(axes, (x0, y0 - _HEIGHT / 2), (x1 + side, y1), "angle,angleA=-90,angleB=0")


def _turn(axes, start, end, offset):
    """From the foot of a column through the gutter to the head of the next."""
    (x0, y0), (x1, y1) = start, end
    foot, gutter, head = y0 - _HEIGHT / 2 - 0.2, offset - _GUTTER / 2, y1 + _HEIGHT / 2 + 0.25
    axes.plot([x0, x0, gutter, gutter, x1], [y0, foot, foot, head, head], color=_INK, linewidth=0.7, zorder=1)
    _arrow(axes, (x1, head), (x1, y1 + _HEIGHT / 2), "arc3")


def _arrow(axes, start, end, connection):
    style = {"arrowstyle": "-|>", "connectionstyle": connection, "linewidth": 0.7, "color": _INK}
    axes.annotate("", end, start, arrowprops={**style, "shrinkA": 0, "shrinkB": 0}, zorder=1)


def _short(operation):
    """An operation with abbreviated normalization and activation."""
    text = operation.replace("batch norm", "BN").replace("convolution", "conv").replace(", BN, relu", ", BR")
    return text if len(text) <= 46 else text[:45] + "…"
