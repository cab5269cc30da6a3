"""What all pictures share: an image in its axes, many small ones as one, texts that fit, figures as pixels."""

import textwrap
import unicodedata

from keras_nets._fonts import Figure
from keras_nets._wording import printable

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection

GAP = 1
CORNERS = np.array([(0, 0), (0, 1), (1, 1), (1, 0)])
# A line of a caption of 9 points.
LINE_INCHES = 0.17
# Columns of a name or of a line of a caption.
LONGEST_NAME, LONGEST_LINE = 40, 24
# A column of text is some 0.6 of the font's size wide. Smaller letters than these points are hard to read.
COLUMN, SMALLEST, USUAL = 0.6, 6, 9
# Inches that a mosaic of few pixels is wide.
NARROWEST = 2.5


def show_image(axes, image):
    """Draw one image of one or three channels, gray where it has one."""
    image = np.clip(image, 0, 1)
    axes.imshow(image[..., 0] if image.shape[-1] == 1 else image, cmap="gray", vmin=0, vmax=1)


def literal(text):
    """A text as Matplotlib shows it with its dollars, between which it would look for a formula.

    Control characters stand escaped, but for the ends of lines.
    """
    return "\n".join(map(printable, str(text).split("\n"))).replace("$", r"\$")


def width_of(text):
    """Columns of a line of text: two for a wide character, such as a Chinese one, none for one that joins another.

    Example:

    >>> width_of("cat"), width_of("小猫")
    (3, 4)
    """
    return sum(map(_columns, str(text)))


def _columns(character):
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def shortened(text, most=LONGEST_NAME):
    """A text without its middle if it is wider than `most` columns; names often differ at their end.

    Example:

    >>> shortened("vertebrate_mammal_cat_siamese", 16)
    'vertebr…_siamese'
    >>> shortened("金毛寻回犬和拉布拉多犬", 12)
    '金毛…拉多犬'
    """
    text = str(text)
    if width_of(text) <= most:
        return text
    end = most // 2
    last = _beginning(text[::-1], end)[::-1]
    return f"{_beginning(text, most - 1 - end)}…{last}"


def _beginning(text, most):
    """As many characters from the first on as fit in `most` columns."""
    fitting = np.cumsum([_columns(character) for character in text]) <= most
    return text[: np.count_nonzero(fitting)]


def shortened_lines(text, most=LONGEST_LINE):
    """Every line of a text shortened."""
    return "\n".join(shortened(line, most) for line in str(text).split("\n"))


def widest_line(texts):
    """Columns of the widest line of several texts, at least 1."""
    return max((width_of(line) for text in texts for line in str(text).split("\n")), default=0) or 1


def fitted(texts, points):
    """Texts that all fit beside each other, and their font size: smaller letters first, then shortened lines.

    Args:
        texts: Texts of one or more lines.
        points: Width of the place of each, in points.

    Example:

    >>> fitted(["小猫", "金毛寻回犬和拉布拉多犬"], 47)
    (['小猫', '金毛寻…拉多犬'], 6.0256410256410255)
    """
    most = min(LONGEST_LINE, int(points / (COLUMN * SMALLEST)))
    texts = [shortened_lines(text, most) for text in texts]
    return texts, min(USUAL, max(SMALLEST, points / (COLUMN * widest_line(texts))))


def note(figure, *texts):
    """Write above a finished figure what concerns all of it, in lines as wide as it; empty texts are left out."""
    most = int(72 * figure.get_figwidth() / (COLUMN * USUAL))
    lines = [line for text in texts for line in textwrap.wrap(text, most)]
    if lines:
        figure.suptitle("\n".join(lines), fontsize=USUAL)
        # What it shows stays as large as it was.
        figure.set_figheight(figure.get_figheight() + LINE_INCHES * len(lines))


def pixels(figure):
    """A figure as an array (height, width, 3) of bytes. It is drawn once, however often it is shown."""
    figure.set_dpi(120)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def mosaic(pictures, shifted=False, captions=None, colors=None, labels=()):
    """Pictures in rows and columns as one image, which is drawn quickly however many there are.

    A thin gray line surrounds each picture, so that white ones have their borders on a white page.

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
    lines = 0 if captions is None else 1 + max(str(text).count("\n") for text in np.ravel(captions))
    wide, shift, line_height = width + GAP, (width + GAP) // 2 if shifted else 0, max(2, height // 4)
    # In inches a pixel, at most 9 inches wide or high, and where there is room an inch for each caption.
    widest = max(columns * wide + shift, rows * (height + lines * line_height + GAP)) + GAP
    roomy = max(0.08, NARROWEST / (columns * wide + shift + GAP), (lines > 0) / width)
    scale = min(9 / widest, roomy)
    below = lines * min(line_height, int(np.ceil(LINE_INCHES / scale)))
    tall = height + below + GAP
    canvas = np.ones((rows * tall + GAP, columns * wide + GAP + shift, channels), "float32")
    borders = []
    for row, column in np.ndindex(rows, columns):
        top, left, picture = (
            row * tall + GAP,
            column * wide + GAP + shift * (row % 2),
            np.asarray(pictures[row][column]),
        )
        canvas[top : top + height, left : left + width] = picture
        if not np.isnan(picture).all():
            # Pixels have their middles at whole numbers.
            borders.append(np.array([left, top]) - 0.5 + np.array([width, height]) * CORNERS)
    canvas = np.nan_to_num(canvas, nan=1.0).clip(0, 1)
    canvas = np.repeat(canvas, 3, axis=-1) if channels == 1 else canvas[..., :3]
    figure = Figure(figsize=[max(side * scale, 1.0) for side in canvas.shape[1::-1]], layout="constrained")
    axes = figure.subplots()
    axes.imshow(canvas)
    axes.add_collection(PolyCollection(borders, facecolors="none", edgecolors="0.6", linewidths=0.6))
    axes.set_axis_off()
    if captions is not None:
        # The margins of the figure take a little of the width, and so does that letters begin at whole pixels.
        texts, size = fitted(np.ravel(captions), 0.9 * 72 * scale * wide)
        style = {"ha": "center", "va": "top", "fontsize": max(4, min(size, 72 * scale * 0.8 * below / lines))}
        for (row, column), text in zip(np.ndindex(rows, columns), texts, strict=True):
            x, y = column * wide + GAP + shift * (row % 2) + width / 2 - 0.5, row * tall + GAP + height
            color = "black" if colors is None else colors[row][column]
            axes.text(x, y, literal(text), color=color, **style)
    for row, label in enumerate(labels):
        text = literal(shortened_lines(label))
        axes.text(-1.5, GAP + tall * row + tall / 2 - 1, f"{text} ", ha="right", va="center")
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
