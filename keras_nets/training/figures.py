"""The curves of trainings. Matplotlib figures, drawn without a screen."""

from keras_nets._drawing import literal
from keras_nets._fonts import Figure

import numpy as np
from matplotlib.ticker import MaxNLocator

# Where one of two curves lies so many times above the other, an axis of equal steps shows the lower one as zero.
_FAR_APART = 30


def training_curves(metrics, best_epoch=None, monitor=None):
    """One panel per metric over the epochs, training and validation together.

    Args:
        metrics: The table of `metrics.csv`.
        best_epoch: Epoch, counted from 1, whose weights were kept, which is marked; None marks none.
        monitor: The metric that it was best by.
    """
    names = [name for name in metrics.columns if name != "epoch" and not name.startswith("val_")]
    # A line through one point shows nothing.
    marker = "o" if len(metrics) == 1 else ""
    figure = Figure(figsize=(max(4.2 * len(names), 5), 3.5), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, len(names)))
    for axes, name in zip(panels, names, strict=True):
        lines = axes.plot(metrics["epoch"], metrics[name], marker=marker, label="training")
        if f"val_{name}" in metrics:
            lines += axes.plot(metrics["epoch"], metrics[f"val_{name}"], marker=marker, label="validation")
        if best_epoch is not None:
            by = f" by {monitor.replace('_', ' ')}" if monitor else ""
            label = f"best epoch{by}: {best_epoch}"
            axes.axvline(best_epoch, color="gray", linewidth=1, linestyle=":", label=label)
        if _are_far_apart([line.get_ydata() for line in lines]):
            axes.set_yscale("log")
        axes.set(title=name.replace("_", " "))
        _over_epochs(axes, metrics["epoch"])
    # The panel with the most lines names them all. Below the panels no line crosses the names.
    handles, labels = max((axes.get_legend_handles_labels() for axes in panels), key=lambda found: len(found[1]))
    if len(labels) > 1:
        figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    return figure


def _are_far_apart(curves):
    """Whether one of two positive curves lies far above the other."""
    middles = [float(np.nanmedian(curve)) for curve in curves]
    return min(np.nanmin(curve) for curve in curves) > 0 and max(middles) > _FAR_APART * min(middles)


def _over_epochs(axes, epochs):
    """Whole epochs as ticks, the first and the last among them."""
    first, last = int(min(epochs)), int(max(epochs))
    ticks = [
        first,
        *(int(tick) for tick in MaxNLocator(6, integer=True).tick_values(first, last) if tick > first),
        last,
    ]
    step = ticks[-2] - ticks[-3] if len(ticks) > 3 else 1
    # A tick right before the last one would run into it.
    axes.set_xticks(sorted({tick for tick in ticks if tick in (first, last) or tick <= last - step / 2}))
    axes.set_xlabel("epoch")
    axes.spines[["top", "right"]].set_visible(False)


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
    axes.set(title=title.replace("_", " "))
    _over_epochs(axes, [epoch for epochs, _ in curves.values() for epoch in epochs])
    axes.legend(frameon=False, fontsize="small")
    return figure
