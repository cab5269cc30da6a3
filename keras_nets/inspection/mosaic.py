"""Many small pictures as one image, which draws in no time however many they are."""

import numpy as np
from matplotlib.figure import Figure

GAP = 1


def mosaic(pictures, shifted=False, captions=None):
    """Pictures in rows and columns.

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
