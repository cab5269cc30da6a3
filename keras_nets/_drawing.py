"""What all pictures share: an image in its axes, many small ones as one, colors of classes, figures as pixels."""

import contextlib
import logging
import warnings

from keras_nets._fonts import use_fonts_for

import numpy as np
from matplotlib import colormaps
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

GAP = 1
# A line of a caption of 9 points.
LINE_INCHES = 0.17
# Characters of a name or of a line of a caption.
LONGEST_NAME, LONGEST_LINE = 40, 24


def show_image(axes, image):
    """Draw one image of one or three channels, gray where it has one."""
    image = np.clip(image, 0, 1)
    axes.imshow(image[..., 0] if image.shape[-1] == 1 else image, cmap="gray", vmin=0, vmax=1)


def literal(text):
    """A text as Matplotlib shows it with its dollars, between which it would look for a formula."""
    return str(text).replace("$", r"\$")


def shortened(text, most=LONGEST_NAME):
    """A text without its middle if it is longer than `most` characters; names often differ at their end.

    Example:

    >>> shortened("vertebrate_mammal_cat_siamese", 16)
    'vertebr…_siamese'
    """
    text = str(text)
    if len(text) <= most:
        return text
    end = most // 2
    return f"{text[: most - 1 - end]}…{text[-end:]}"


def shortened_lines(text, most=LONGEST_LINE):
    """Every line of a text shortened."""
    return "\n".join(shortened(line, most) for line in str(text).split("\n"))


def pixels(figure):
    """A figure as an array (height, width, 3) of bytes. It is drawn once, however often it is shown."""
    figure.set_dpi(120)
    use_fonts_for(figure)
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings(), _quiet_search_of_fonts():
        # What no font has was told in one line.
        warnings.filterwarnings("ignore", r"Glyph \d+")
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


@contextlib.contextmanager
def _quiet_search_of_fonts():
    """Matplotlib would tell in a line which weights a fallback font lacks."""
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def class_colors(classes):
    """Distinct colors, `(classes, 3)` from 0 to 1."""
    if classes <= 10:
        return np.array(colormaps["tab10"].colors)[:classes]
    return colormaps["turbo"](np.linspace(0.05, 0.95, classes))[:, :3]


def pixel_class_colors(classes):
    """A color for each class of pixels, black for the first, usually the background: `(classes, 3)` from 0 to 1."""
    others = colormaps["tab10" if classes <= 11 else "tab20"].colors
    return np.array([(0.0, 0.0, 0.0), *(others[number % len(others)] for number in range(classes - 1))])


def color_legend(figure, colors):
    """What each color means, `{name: color}`, below a figure."""
    names = [shortened_lines(name) for name in colors]
    handles = [Patch(color=color, label=literal(name)) for name, color in zip(names, colors.values(), strict=True)]
    # A character is some 5 points wide; a patch with its margins takes as much as eight.
    fitting = int(72 * figure.get_figwidth() / 5 / (8 + max(map(len, names))))
    columns = min(len(handles), 11, max(1, fitting))
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, fontsize=8)


def mosaic(pictures, shifted=False, captions=None, colors=None, labels=()):
    """Pictures in rows and columns as one image, which is drawn quickly however many there are.

    Args:
        pictures: `(rows, columns, height, width, channels)` with values from 0 to 1; of NaN are places left empty.
        shifted: Whether every second row moves right by half a picture.
        captions: `rows x columns` short texts, written below the pictures.
        colors: `rows x columns` colors of the captions; None writes all in black.
        labels: A text in front of each row.

    Example:

    >>> mosaic(np.zeros((2, 3, 4, 4, 1))).axes[0].images[0].get_array().shape
    (11, 16, 3)
    """
    rows, columns, height, width, channels = np.shape(pictures)
    if captions is not None:
        captions = [[shortened_lines(text) for text in row] for row in captions]
    written = [] if captions is None else [line for text in np.ravel(captions) for line in text.split("\n")]
    lines = 0 if captions is None else 1 + max(text.count("\n") for text in np.ravel(captions))
    wide, shift, line_height = width + GAP, (width + GAP) // 2 if shifted else 0, max(2, height // 4)
    # In inches a pixel, at most 9 inches wide or high, and where there is room an inch for each caption.
    widest = max(columns * wide + shift, rows * (height + lines * line_height + GAP)) + GAP
    scale = min(9 / widest, max(0.08, (lines > 0) / width))
    below = lines * min(line_height, int(np.ceil(LINE_INCHES / scale)))
    tall = height + below + GAP
    canvas = np.ones((rows * tall + GAP, columns * wide + GAP + shift, channels), "float32")
    for row, column in np.ndindex(rows, columns):
        top, left = row * tall + GAP, column * wide + GAP + shift * (row % 2)
        canvas[top : top + height, left : left + width] = pictures[row][column]
    canvas = np.nan_to_num(canvas, nan=1.0).clip(0, 1)
    canvas = np.repeat(canvas, 3, axis=-1) if channels == 1 else canvas[..., :3]
    figure = Figure(figsize=[max(side * scale, 1.0) for side in canvas.shape[1::-1]], layout="constrained")
    axes = figure.subplots()
    axes.imshow(canvas)
    axes.set_axis_off()
    if captions is not None:
        # A character is some 0.6 of the size wide.
        size = 72 * scale * min(0.8 * below / lines, width / 0.6 / max(1, *map(len, written)))
        for row, column in np.ndindex(rows, columns):
            x, y = column * wide + GAP + shift * (row % 2) + width / 2 - 0.5, row * tall + GAP + height
            style = {"fontsize": np.clip(size, 4, 9), "color": "black" if colors is None else colors[row][column]}
            axes.text(x, y, literal(captions[row][column]), ha="center", va="top", **style)
    for row, label in enumerate(labels):
        axes.text(-1.5, GAP + tall * row + tall / 2 - 1, f"{literal(label)} ", ha="right", va="center")
    return figure


def grid(pictures, columns=None, captions=None, colors=None):
    """Pictures from left to right and from top to bottom as one image; see `mosaic`.

    Args:
        pictures: `(pictures, height, width, channels)` with values from 0 to 1.
        columns: Number of pictures in a row; None makes the grid nearly square.
        captions, colors: A short text below each picture and its color.

    Example:

    >>> grid(np.zeros((5, 4, 4, 1))).axes[0].images[0].get_array().shape
    (11, 16, 3)
    """
    pictures = np.asarray(pictures, "float32")
    columns = columns or max(1, int(np.ceil(np.sqrt(len(pictures)))))
    rows = max(1, -(-len(pictures) // columns))

    def placed(values, empty):
        return np.reshape([*values, *[empty] * (rows * columns - len(values))], (rows, columns, *np.shape(empty)))

    return mosaic(
        placed(pictures, np.full(pictures.shape[1:], np.nan, "float32")),
        captions=None if captions is None else placed(captions, ""),
        colors=None if colors is None else placed(colors, "black"),
    )
