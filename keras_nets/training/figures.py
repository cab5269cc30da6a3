"""The curves of a training. A matplotlib figure, drawn without a screen."""

import numpy as np
from matplotlib.figure import Figure


def training_curves(metrics):
    """One panel a metric over the epochs, training and validation together.

    Args:
        metrics: The table of `metrics.csv`.
    """
    names = [name for name in metrics.columns if name != "epoch" and not name.startswith("val_")]
    figure = Figure(figsize=(4.2 * len(names), 3.2), layout="constrained")
    for axes, name in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        axes.plot(metrics["epoch"], metrics[name], label="training")
        if f"val_{name}" in metrics:
            axes.plot(metrics["epoch"], metrics[f"val_{name}"], label="validation")
            axes.legend(frameon=False)
        axes.set(xlabel="epoch", title=name.replace("_", " "))
        axes.spines[["top", "right"]].set_visible(False)
    return figure
