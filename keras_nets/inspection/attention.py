"""The attention of a network while it writes, as a picture."""

from keras_nets._drawing import literal

import numpy as np
from matplotlib.figure import Figure


def attention_map(weights, read, written):
    """Attention weights, one row per written token and one column per read token; darker is more.

    Args:
        weights: `(written, read)`, from 0 to 1.
        read: Names of the source tokens.
        written: Names of the target tokens.

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
    figure = Figure(figsize=(0.28 * len(read) + 1, 0.28 * len(written) + 1), layout="constrained")
    axes = figure.subplots()
    axes.imshow(weights, cmap="Blues", vmin=0, vmax=1)
    axes.set(xlabel="read", ylabel="written")
    axes.set_xticks(range(len(read)), map(literal, read))
    axes.set_yticks(range(len(written)), map(literal, written))
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure
