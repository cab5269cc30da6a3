"""What all pictures share: an image in its axes, many small ones as one, colors of classes, figures as pixels."""

import numpy as np
from matplotlib import colormaps
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

GAP = 1


def show_image(axes, image):
    """Draw one image of one or three channels, gray where it has one."""
    image = np.clip(image, 0, 1)
    axes.imshow(image[..., 0] if image.shape[-1] == 1 else image, cmap="gray", vmin=0, vmax=1)


def pixels(figure):
    """A figure as an array (height, width, 3) of bytes. It is drawn once, however often it is shown."""
    figure.set_dpi(120)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


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
    handles = [Patch(color=color, label=name) for name, color in colors.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 11), frameon=False, fontsize=8)


def mosaic(pictures, shifted=False, captions=None):
    """Pictures in rows and columns as one image, which is drawn quickly however many there are.

    Args:
        pictures: `(rows, columns, height, width, channels)` with values from 0 to 1; of NaN are places left empty.
        shifted: whether every second row moves right by half a picture.
        captions: `rows x columns` short texts, written below the pictures.

    Example:
        >>> mosaic(np.zeros((2, 3, 4, 4, 1))).axes[0].images[0].get_array().shape
        (11, 16, 3)
    """
    rows, columns, height, width, channels = np.shape(pictures)
    # A caption is a fifth as high as a line of pictures.
    below = max(2, height // 4) if captions is not None else 0
    tall, wide, shift = height + below + GAP, width + GAP, (width + GAP) // 2 if shifted else 0
    canvas = np.ones((rows * tall + GAP, columns * wide + GAP + shift, channels), "float32")
    for row, column in np.ndindex(rows, columns):
        top, left = row * tall + GAP, column * wide + GAP + shift * (row % 2)
        canvas[top : top + height, left : left + width] = pictures[row][column]
    canvas = np.nan_to_num(canvas, nan=1.0).clip(0, 1)
    canvas = np.repeat(canvas, 3, axis=-1) if channels == 1 else canvas[..., :3]
    figure = Figure(figsize=_inches(canvas.shape), layout="constrained")
    axes = figure.subplots()
    axes.imshow(canvas, interpolation="nearest")
    axes.set_axis_off()
    if captions is not None:
        size = 0.8 * 72 * figure.get_figwidth() * below / canvas.shape[1]
        for row, column in np.ndindex(rows, columns):
            x, y = column * wide + GAP + shift * (row % 2) + width / 2 - 0.5, row * tall + GAP + height + below / 2
            axes.text(x, y, captions[row][column], ha="center", va="center", fontsize=np.clip(size, 4, 9))
    return figure


def _inches(shape):
    """A figure of the canvas's proportions, at most 9 inches wide or high."""
    height, width = shape[:2]
    scale = min(9 / max(height, width), 0.08)
    return max(width * scale, 1.0), max(height * scale, 1.0)
