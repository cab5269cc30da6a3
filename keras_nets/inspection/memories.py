"""Pictures of how much an associative memory holds."""

import numpy as np
from matplotlib.figure import Figure


def capacity_curve(loads, errors, capacity=None):
    """Share of wrong units after recall over the load of a memory, with a mark where theory has it break.

    Args:
        loads: stored patterns a unit.
        errors: of each load, from 0 to 1.
        capacity: load to mark; None marks none.

    Example:
        >>> capacity_curve([0.1, 0.2], [0.0, 0.1], capacity=0.138).axes[0].get_xlabel()
        'patterns a unit'
    """
    figure = Figure(figsize=(4.6, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot(loads, 100 * np.asarray(errors), marker="o", markersize=4)
    if capacity is not None:
        axes.axvline(capacity, color="gray", linewidth=1, linestyle="--")
        # Above the curve, which is flat before the break.
        axes.annotate(
            f"{capacity:g} ", (capacity, 0.93), xycoords=("data", "axes fraction"), ha="right", color="dimgray"
        )
    axes.set(xlabel="patterns a unit", ylabel="wrong units after recall, %", xlim=(0, None))
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
