"""Measures and pictures of the capacity of an associative memory."""

from keras_nets._fonts import Figure

import numpy as np


def recall_errors(network, loads, seed=0):
    """Fraction of wrong units after recall from a stored random pattern, for each load of a memory.

    Args:
        network: A compiled memory of signs with `store`, such as `models.hopfield`.
        loads: Stored patterns per unit.
        seed: Seed of the patterns.

    Returns:
        An array, one number for each load.
    """
    generator, errors, units = np.random.default_rng(seed), [], network.units
    for load in loads:
        patterns = generator.choice([-1.0, 1.0], size=(round(load * units), units))
        network.store(patterns)
        # Always the same number of states, so that recall is compiled once.
        shown = patterns[np.arange(100) % len(patterns)]
        errors.append(np.mean(network.predict_on_batch(shown) != shown))
    return np.array(errors)


def capacity_curve(loads, errors, capacity=None):
    """Fraction of wrong units after recall over the load of a memory, with a mark at the theoretical capacity.

    Args:
        loads: Stored patterns per unit.
        errors: Error of each load, from 0 to 1.
        capacity: Load to mark; None marks none.

    Example:

    >>> capacity_curve([0.1, 0.2], [0.0, 0.1], capacity=0.138).axes[0].get_xlabel()
    'patterns per unit'
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
    axes.set(xlabel="patterns per unit", ylabel="wrong units after recall, %", xlim=(0, None))
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
