"""Kinds of visible units: what the input x = b + W h that a unit receives says of its value v.

Each kind is an exponential family, p(v|x) = exp(x v - e(v) - A(x)), and one machine serves all of them.
"""

import math

import keras
from keras import ops


def draw_binary(probabilities, seed):
    """States of units that are 1 with the given probabilities."""
    uniform = keras.random.uniform(ops.shape(probabilities), dtype=probabilities.dtype, seed=seed)
    return ops.cast(uniform < probabilities, probabilities.dtype)


class BernoulliUnits:
    """Units of the values 0 and 1: e(v) = 0 and A(x) = log(1 + exp(x))."""

    bounds = (0, 1)
    advice = "scale them to that range, or take Gaussian units for other numbers"

    def mean(self, x):
        """The probability σ(x) of the value 1."""
        return ops.sigmoid(x)

    def draw(self, x, seed):
        return draw_binary(self.mean(x), seed)

    def log_normalizer(self, x):
        """A(x) of each unit."""
        return ops.softplus(x)

    def base_energy(self, visible):
        """Σ e(v) of each state."""
        return 0.0

    def input_with_mean(self, mean):
        """The x that gives this mean, short of infinity where a unit never changes."""
        mean = ops.clip(mean, 0.01, 0.99)
        return ops.log(mean / (1 - mean))


class GaussianUnits:
    """Units of any real value, with mean x and unit variance: e(v) = v² / 2 and A(x) = x² / 2 + log(2π) / 2."""

    bounds = (-math.inf, math.inf)
    advice = "replace those that are missing or infinite"

    def mean(self, x):
        return x

    def draw(self, x, seed):
        return x + keras.random.normal(ops.shape(x), dtype=x.dtype, seed=seed)

    def log_normalizer(self, x):
        """A(x) of each unit."""
        return 0.5 * ops.square(x) + 0.5 * math.log(2 * math.pi)

    def base_energy(self, visible):
        """Σ e(v) of each state."""
        return 0.5 * ops.sum(ops.square(visible), axis=tuple(range(1, len(visible.shape))))

    def input_with_mean(self, mean):
        """The x that gives this mean."""
        return mean


class TruncatedExponentialUnits:
    """Units of the values from 0 to 1 with density p(v) ∝ exp(x v): e(v) = 0 and A(x) = log((exp(x) - 1) / x)."""

    bounds = (0, 1)
    advice = "scale them to that range, or take Gaussian units for other numbers"

    def mean(self, x):
        """1 / (1 - exp(-x)) - 1 / x."""
        safe = _away_from_zero(x)
        # Near 0 two large numbers would cancel.
        return ops.where(ops.abs(x) < 0.3, 0.5 + x / 12 - x**3 / 720, 0.5 + 0.5 / ops.tanh(safe / 2) - 1 / safe)

    def draw(self, x, seed):
        """The inverse of the cumulative distribution, taken where the density falls and mirrored where it rises."""
        slope = -ops.maximum(ops.abs(x), 1e-6)
        uniform = keras.random.uniform(ops.shape(x), dtype=x.dtype, seed=seed)
        falling = ops.log1p(uniform * ops.expm1(slope)) / slope
        return ops.where(x > 0, 1 - falling, falling)

    def log_normalizer(self, x):
        """A(x) of each unit."""
        size = ops.abs(_away_from_zero(x))
        far = ops.relu(x) + ops.log(-ops.expm1(-size) / size)
        return ops.where(ops.abs(x) < 0.3, x / 2 + x**2 / 24 - x**4 / 2880, far)

    def base_energy(self, visible):
        """Σ e(v) of each state."""
        return 0.0

    def input_with_mean(self, mean):
        """The x that gives this mean, by bisection, since the mean rises with x."""
        low, high = ops.full_like(mean, -100.0), ops.full_like(mean, 100.0)
        for _ in range(40):
            middle = (low + high) / 2
            below = self.mean(middle) < mean
            low, high = ops.where(below, middle, low), ops.where(below, high, middle)
        return (low + high) / 2


def _away_from_zero(x):
    """x where it is not small, and 1 where another formula is taken instead, so that no gradient divides by 0."""
    return ops.where(ops.abs(x) < 0.3, ops.ones_like(x), x)


VISIBLE_UNITS = {
    "bernoulli": BernoulliUnits(),
    "gaussian": GaussianUnits(),
    "truncated_exponential": TruncatedExponentialUnits(),
}


def visible_units_of(kind, machine):
    """The units called `kind`, or `kind` itself where it is no name; `machine` is who asks, for the message."""
    if not isinstance(kind, str):
        return kind
    if kind not in VISIBLE_UNITS:
        raise ValueError(f"{machine} needs visible to be one of {', '.join(VISIBLE_UNITS)}, got {kind!r}")
    return VISIBLE_UNITS[kind]
