"""ART1, adaptive resonance for binary patterns (Carpenter and Grossberg, 1987)."""

from keras_nets.models.competitive._adaptive_resonance import AdaptiveResonance

import keras
import numpy as np


@keras.saving.register_keras_serializable(package="keras_nets")
class ART1(AdaptiveResonance):
    """Categories of binary patterns, whose prototypes keep the ones that all their patterns share.

    Patterns I come one after the other. With |·| for the number of ones, the categories are searched in the order
    of their choice |I ∧ w_j| / (L - 1 + |w_j|), which is the paper's bottom-up signal divided by L. The first that
    passes the vigilance test |I ∧ w_j| >= ρ |I| resonates, and by fast learning its prototype w_j becomes I ∧ w_j.
    A category that is not in use passes every test and takes the pattern as its prototype; if all are in use and
    none passes, the pattern teaches nothing. Which categories are found depends on the order of the patterns.

    `fit(x)` takes no targets and no loss; it shows the fraction of patterns that resonated with a category in use when
    they came, as `resonance`, the other patterns as `loss`, and the number of `categories` in use. After finitely
    many passes another one changes nothing. Calling the model gives the choice of each category in use that
    passes the test and -1 for the others; `category(x)` gives the index of the largest, or -1.
    Differs: bottom-up weights of a category not in use are L / (L - 1 + M) for M inputs, the bound that the paper
    has them stay below.

    Reference:
        Carpenter, Grossberg, 1987, A massively parallel architecture for a self-organizing neural pattern
        recognition machine, https://doi.org/10.1016/S0734-189X(87)80014-2

    Args:
        input_shape: Shape of one pattern; an input of higher rank is flattened.
        vigilance: ρ, the fraction of a pattern's ones that the prototype of its category must have.
        bottom_up: L, above 1: near 1 the search prefers prototypes that lie within the pattern, larger values those
            that share most ones with it.
        max_categories: Most categories that can come into use.
        preprocessing: Layer that is applied to the input first, such as `keras.layers.Discretization([0.5])`.

    Input shape:
        `(batch, *input_shape)`, zeros and ones.

    Output shape:
        `(batch, max_categories)`.

    Raises:
        ValueError: If a size is unknown or a number is out of range.

    Example:

    >>> model = ART1((4,), vigilance=1.0, max_categories=3)
    >>> model.prototypes.shape == (3, 4)
    True
    """

    def __init__(self, input_shape, vigilance=0.7, bottom_up=2.0, max_categories=100, preprocessing=None, **kwargs):
        super().__init__(input_shape, vigilance, bottom_up - 1, 1.0, max_categories, preprocessing, **kwargs)
        if bottom_up <= 1:
            raise ValueError(f"{self.name} needs bottom_up above 1, such as 2.0, got {bottom_up}")
        self.bottom_up = bottom_up

    def get_config(self):
        return {**super().get_config(), "bottom_up": self.bottom_up}

    def _fault(self, x):
        other = x[(x != 0) & (x != 1)]
        if len(other):
            return (
                f"zeros and ones, got the value {other[0]:g}; binarize the inputs, for example with "
                "preprocessing=keras.layers.Discretization([0.5])"
            )
        empty = np.flatnonzero(~x.any(axis=1))
        if len(empty):
            return f"patterns with a one, got pattern {empty[0]} without one; leave out what resonates with nothing"
        return None


def art1(input_shape, *, vigilance=0.7, bottom_up=2.0, max_categories=100, preprocessing=None, name="art1"):
    """Builds ART1, to be trained by `fit(x)` on binary patterns, without targets.

    Each pattern resonates with the category whose prototype shares most with it, if that is enough for the vigilance
    test, or takes a new category; see `ART1` for the formulas, the metrics and the methods.
    Differs: bottom-up weights of a category not in use are the bound that the paper has them stay below.

    Reference:
        Carpenter, Grossberg, 1987, A massively parallel architecture for a self-organizing neural pattern
        recognition machine, https://doi.org/10.1016/S0734-189X(87)80014-2

    Args:
        input_shape: Shape of one pattern; an input of higher rank is flattened.
        vigilance: Fraction of a pattern's ones that the prototype of its category must have; 1 gives each distinct
            pattern a category of its own, 0 accepts any.
        bottom_up: The paper's L, above 1, which decides the order of the search.
        max_categories: Most categories that can come into use.
        preprocessing: Layer that is applied to the input first, such as `keras.layers.Discretization([0.5])`.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`, zeros and ones; `model.check_inputs(x)` tells of others.

    Output shape:
        `(batch, max_categories)`: the choice of each category that resonates, -1 for the others.

    Raises:
        ValueError: If a size is unknown or a number is out of range.

    Example:

    >>> model = art1((4,), vigilance=1.0)
    >>> model.compile()
    >>> patterns = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0]])
    >>> history = model.fit(patterns, shuffle=False, verbose=0)
    >>> model.category(patterns).tolist()
    [0, 1, 0]
    """
    return ART1(input_shape, vigilance, bottom_up, max_categories, preprocessing, name=name)
