"""Colors of classes, and what they mean."""

import re

from keras_nets._drawing import literal, shortened, widest_line

import numpy as np
from matplotlib import colormaps
from matplotlib.patches import Patch

# Height of a legend without lines, and of a line of it.
LEGEND_INCHES, LEGEND_LINE_INCHES = 0.15, 0.18
# Of lines that are drawn over a red or orange ground.
LINES = ("black", "tab:blue", "tab:green", "tab:purple", "tab:cyan", "tab:olive", "navy", "tab:gray")


def class_colors(classes):
    """Distinct colors, `(classes, 3)` from 0 to 1."""
    if classes <= 10:
        return np.array(colormaps["tab10"].colors)[:classes]
    return colormaps["turbo"](np.linspace(0.05, 0.95, classes))[:, :3]


def pixel_class_colors(class_names):
    """A color for each class of pixels, `(classes, 3)` from 0 to 1.

    Classes that are named by their colors, as `#rrggbb`, have these. Else the first, usually the background, is black.

    Args:
        class_names: Names of the classes.

    Example:

    >>> pixel_class_colors(["#000000", "#00ff00"]).tolist()
    [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    names = list(map(str, class_names))
    if all(re.fullmatch("#[0-9a-fA-F]{6}", name) for name in names):
        return np.array([list(bytes.fromhex(name[1:])) for name in names]) / 255
    others = colormaps["tab10" if len(names) <= 11 else "tab20"].colors
    return np.array([(0.0, 0.0, 0.0), *(others[number % len(others)] for number in range(len(names) - 1))])


def ink_on(color):
    """`"black"` or `"white"`, whichever is easier to read on a color.

    Reference:
        Web Content Accessibility Guidelines 2.1, relative luminance and contrast ratio, https://www.w3.org/TR/WCAG21

    Args:
        color: Red, green and blue from 0 to 1.

    Example:

    >>> ink_on((1.0, 0.9, 0.3)), ink_on((0.0, 0.0, 0.5))
    ('black', 'white')
    """
    color = np.asarray(color, "float64")
    linear = np.where(color <= 0.03928, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    luminance = linear @ (0.2126, 0.7152, 0.0722)
    # Contrasts of black and white ink are (luminance + 0.05) / 0.05 and 1.05 / (luminance + 0.05).
    return "black" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else "white"


def color_legend(figure, colors):
    """What each color means, `{name: color}`, below a finished figure, which grows by it."""
    names = [shortened(name) for name in colors]
    handles = [
        # The edge shows what is white.
        Patch(facecolor=color, edgecolor="0.6", linewidth=0.5, label=literal(name))
        for name, color in zip(names, colors.values(), strict=True)
    ]
    # A column is some 5 points wide; a patch with its margins takes as much as eight.
    fitting = int(72 * figure.get_figwidth() / 5 / (8 + widest_line(names)))
    columns = min(len(handles), 11, max(1, fitting))
    figure.set_figheight(figure.get_figheight() + LEGEND_INCHES + LEGEND_LINE_INCHES * -(-len(handles) // columns))
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, fontsize=8)
