"""The curves of trainings. Matplotlib figures, drawn without a screen."""

from keras_nets._drawing import literal

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator


def training_curves(metrics, best_epoch=None):
    """One panel per metric over the epochs, training and validation together.

    Args:
        metrics: The table of `metrics.csv`.
        best_epoch: Epoch, counted from 1, whose weights were kept, which is marked; None marks none.
    """
    names = [name for name in metrics.columns if name != "epoch" and not name.startswith("val_")]
    # A line through one point shows nothing.
    marker = "o" if len(metrics) == 1 else ""
    figure = Figure(figsize=(4.2 * len(names), 3.2), layout="constrained")
    for axes, name in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        axes.plot(metrics["epoch"], metrics[name], marker=marker, label="training")
        if f"val_{name}" in metrics:
            axes.plot(metrics["epoch"], metrics[f"val_{name}"], marker=marker, label="validation")
        if best_epoch is not None:
            label = f"best epoch, {best_epoch}"
            axes.axvline(best_epoch, color="gray", linewidth=1, linestyle=":", label=label)
        if len(axes.lines) > 1:
            axes.legend(frameon=False)
        axes.set(xlabel="epoch", title=name.replace("_", " "))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def compared_curves(curves, title):
    """One line per run over the epochs, in one picture.

    Args:
        curves: `{name of the run: (epochs, values)}`.
        title: What the values are.
    """
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    for name, (epochs, values) in curves.items():
        axes.plot(epochs, values, label=literal(name), marker="." if len(values) < 2 else None)
    axes.set(xlabel="epoch", title=title.replace("_", " "))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize="small")
    return figure
