"""The attention of a network while it writes, as a picture."""

from keras_nets._drawing import COLUMN, literal, widest_line
from keras_nets._fonts import Figure

import numpy as np

# Inches of a cell, of the label of an axis, and of a column of the names of tokens, which are of 10 points.
CELL, LABEL, NAME = 0.28, 0.35, COLUMN * 10 / 72


def attention_map(weights, read, written, labels=("read", "written")):
    """Attention weights, one row per written token and one column per read token; darker is more.

    Args:
        weights: `(written, read)`, from 0 to 1.
        read: Names of the source tokens.
        written: Names of the target tokens.
        labels: What the columns and the rows are. Rows are `"target"` where the weights come from a network that is
            given the true target, which it may write otherwise.

    Raises:
        ValueError: If the weights do not have one row and one column per token.

    Example:

    >>> attention_map(np.eye(2), ["4", "May"], ["0", "5"]).axes[0].images[0].get_array().shape
    (2, 2)
    """
    weights = np.asarray(weights)
    if weights.shape != (len(written), len(read)):
        raise ValueError(
            f"attention has weights of shape {weights.shape} for {len(written)} written and {len(read)} read tokens; "
            "pass one row per written token and one column per read token"
        )
    # Names wider than a cell stand on end.
    above = widest_line(read) if widest_line(read) * NAME > CELL else 2
    size = CELL * len(read) + LABEL + NAME * widest_line(written), CELL * len(written) + LABEL + NAME * above
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    axes.imshow(weights, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set(xlabel=labels[0], ylabel=labels[1])
    axes.set_xticks(range(len(read)), map(literal, read), rotation=90 if above > 2 else 0)
    axes.set_yticks(range(len(written)), map(literal, written))
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure
