"""Where a network looks while it writes: the weights of its attention as a picture."""

import numpy as np
from matplotlib.figure import Figure


def attention_map(weights, read, written):
    """Weights of attention, a row for each token that is written and a column for each that is read; darker is more.

    Args:
        weights: `(written, read)`, from 0 to 1.
        read: names of the tokens of the source.
        written: names of those of the target, one a row.

    Raises:
        ValueError: the weights are not as many as the tokens.

    Example:

    >>> attention_map(np.eye(2), ["4", "May"], ["0", "5"]).axes[0].images[0].get_array().shape
    (2, 2)
    """
    weights = np.asarray(weights)
    if weights.shape != (len(written), len(read)):
        raise ValueError(
            f"attention has weights of shape {weights.shape} for {len(written)} written and {len(read)} read tokens; "
            "pass one row a written token and one column a read one"
        )
    figure = Figure(figsize=(0.28 * len(read) + 1, 0.28 * len(written) + 1), layout="constrained")
    axes = figure.subplots()
    axes.imshow(weights, cmap="Blues", vmin=0, vmax=1)
    axes.set(xlabel="read", ylabel="written")
    axes.set_xticks(range(len(read)), read)
    axes.set_yticks(range(len(written)), written)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure


def translation_attention(weights, dataset, split):
    """The map of attention for the first example of a split of translations, without what pads its source.

    Args:
        weights: those for this example, `(target tokens, source tokens)`.
        dataset: a `Dataset` of translations, with a vocabulary of each side.
        split: name of the split.
    """
    source, target = (dataset.vocabulary(side).names for side in ("source", "target"))
    examples = dataset.split(split)
    read = [source[token] for token in examples.x["source"][0] if token]
    written = [target[token] for token in examples.y[0]]
    return attention_map(np.asarray(weights)[:, : len(read)], read, written)
