"""Centers of numbers that float32 would merge, such as clocks in milliseconds or large targets.

Networks compute in float32, which has 24 binary digits: from 2^24 on it merges neighboring integers. Where numbers lie
far from zero and close together, their center is subtracted first, in float64. All other numbers stay as they are.
"""

import math

import numpy as np

# Numbers that are examined in all, examples that suffice, and those that there should be at least.
_BUDGET, _MOST_ROWS, _LEAST_ROWS = 2_000_000, 10_000, 100
# As many of a hundred distinct values may merge, as the last digits of measurements do.
_PERCENT = 1


def center_of(numbers):
    """The center that is to be subtracted from a vector of float64 before it becomes float32; None if there is none."""
    return float(_centers(numbers[_spread(len(numbers), 1), None])[0]) or None


def centers_of(x, train):
    """The center of each feature, the last axis of `x`, as a tuple of floats; None where float32 keeps all apart.

    Args:
        x: Numbers of any type, (examples, ..., features).
        train: Indices of the training examples, from which the centers are learned.
    """
    if x.dtype.kind not in "iuf" or np.can_cast(x.dtype, np.float32) or not x.size:
        return None
    some = x[train[_spread(len(train), math.prod(x.shape[1:]))]]
    centers = _centers(some.reshape(-1, x.shape[-1]).astype("float64"))
    return tuple(centers.tolist()) if centers.any() else None


def centered(numbers, center):
    """`numbers - center`, computed in float64, as float32."""
    return (np.asarray(numbers, "float64") - center).astype("float32")


def told_of(center):
    """What the owner of the data should know about a center."""
    return f"float32 would merge its numbers, so {center:.15g} is subtracted first"


def _spread(examples, size):
    """Indices of examples, evenly spread."""
    rows = min(examples, _MOST_ROWS, max(_LEAST_ROWS, _BUDGET // max(size, 1)))
    return np.linspace(0, examples - 1, rows).astype(int)


def _centers(rows):
    """The median of each column that float32 merges and a center keeps apart; 0 for the others."""
    medians, distinct = np.median(rows, axis=0), _distinct(rows)
    lost = distinct - _distinct(rows.astype("float32"))
    still_lost = distinct - _distinct(centered(rows, medians))
    return np.where((100 * lost > _PERCENT * distinct) & (2 * still_lost < lost), medians, 0.0)


def _distinct(rows):
    """How many different values each column has."""
    return 1 + np.count_nonzero(np.diff(np.sort(rows, axis=0), axis=0), axis=0)
