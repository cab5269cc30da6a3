"""Fuzzy ART, adaptive resonance for values from 0 to 1 (Carpenter, Grossberg and Rosen, 1991)."""

from keras_nets.models.competitive._adaptive_resonance import AdaptiveResonance

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class FuzzyART(AdaptiveResonance):
    """Categories of vectors with values from 0 to 1, each a box that grows to hold the examples it learns.

    Complement coding turns an example a into I = (a, 1 - a), whose sum |I| is the number of features. With ∧ for
    the lesser of each two elements, the categories are searched in the order of their choice
    T_j = |I ∧ w_j| / (α + |w_j|). The first that passes the vigilance test |I ∧ w_j| >= ρ |I| resonates and learns,
    w_j ← β (I ∧ w_j) + (1 - β) w_j. A category that is not in use has w_j = 1, passes every test and takes I as its
    prototype at once, whatever β is; if all are in use and none passes, the example teaches nothing. A prototype
    w_j = (u, 1 - v) is the box from u to v, whose sides sum to at most (1 - ρ) times the number of features. Which
    categories are found depends on the order of the examples.

    `fit(x)` takes no targets and no loss; it shows the fraction of examples that resonated with a category in use when
    they came, as `resonance`, the other examples as `loss`, and the number of `categories` in use. With β = 1 (fast
    learning) another pass changes nothing after finitely many. Calling the model gives the choice of each
    category in use that passes the test and -1 for the others; `category(x)` gives the index of the largest, or -1.

    Reference:
        Carpenter, Grossberg, Rosen, 1991, Fuzzy ART: fast stable learning and categorization of analog patterns by
        an adaptive resonance system, https://doi.org/10.1016/0893-6080(91)90056-B

    Args:
        input_shape: Shape of one example; an input of higher rank is flattened.
        vigilance: ρ.
        choice: α, above 0; small values prefer boxes that hold the example already.
        learning_rate: β, above 0 and at most 1.
        max_categories: Most categories that can come into use.
        preprocessing: Layer that is applied to the input first, such as an adapted `MinMaxScaling`.

    Input shape:
        `(batch, *input_shape)`, values from 0 to 1.

    Output shape:
        `(batch, max_categories)`.

    Raises:
        ValueError: If a size is unknown or a number is out of range.

    Example:

    >>> model = FuzzyART((2,), max_categories=3)
    >>> model.prototypes.shape == (3, 4)
    True
    """

    def __init__(
        self,
        input_shape,
        vigilance=0.75,
        choice=0.001,
        learning_rate=1.0,
        max_categories=100,
        preprocessing=None,
        **kwargs,
    ):
        super().__init__(input_shape, vigilance, choice, learning_rate, max_categories, preprocessing, **kwargs)
        if choice <= 0:
            raise ValueError(f"{self.name} needs a choice above 0, such as 0.001, got {choice}")
        if not 0 < learning_rate <= 1:
            raise ValueError(
                f"{self.name} needs a learning_rate above 0 and at most 1, which is fast learning, got {learning_rate}"
            )

    def boxes(self):
        """Corners u and v of all categories, two NumPy arrays `(max_categories, features)`; unused ones have u > v."""
        prototypes = ops.convert_to_numpy(self.prototypes)
        return prototypes[:, : self.features], 1 - prototypes[:, self.features :]

    def get_config(self):
        return {**super().get_config(), "choice": self.choice, "learning_rate": self.learning_rate}

    def _code(self, x):
        return ops.concatenate([x, 1 - x], axis=1)

    def _fault(self, x):
        outside = x[~((x >= 0) & (x <= 1))]
        if not len(outside):
            return None
        return (
            f"values from 0 to 1, got {outside[0]:g}; scale the inputs, for example with an adapted "
            "preprocessing=MinMaxScaling()"
        )


def fuzzy_art(
    input_shape,
    *,
    vigilance=0.75,
    choice=0.001,
    learning_rate=1.0,
    max_categories=100,
    preprocessing=None,
    name="fuzzy_art",
):
    """Builds Fuzzy ART with complement coding, to be trained by `fit(x)` on values from 0 to 1, without targets.

    Each example resonates with a category whose box holds it or can grow to hold it within what the vigilance
    allows, or takes a new category; see `FuzzyART` for the formulas, the metrics and the methods.

    Reference:
        Carpenter, Grossberg, Rosen, 1991, Fuzzy ART: fast stable learning and categorization of analog patterns by
        an adaptive resonance system, https://doi.org/10.1016/0893-6080(91)90056-B

    Args:
        input_shape: Shape of one example; an input of higher rank is flattened.
        vigilance: From 0, boxes of any size, to 1, a category for each distinct example.
        choice: The paper's α, above 0, which decides the order of the search.
        learning_rate: The paper's β; 1 is fast learning, less moves the prototypes in use slowly.
        max_categories: Most categories that can come into use.
        preprocessing: Layer that is applied to the input first, such as an adapted `MinMaxScaling`.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`, values from 0 to 1; `model.check_inputs(x)` tells of others.

    Output shape:
        `(batch, max_categories)`: the choice of each category that resonates, -1 for the others.

    Raises:
        ValueError: If a size is unknown or a number is out of range.

    Example:

    >>> import numpy as np
    >>> model = fuzzy_art((2,), vigilance=0.8)
    >>> model.compile()
    >>> history = model.fit(np.array([[0.1, 0.1], [0.9, 0.9], [0.2, 0.1]]), shuffle=False, verbose=0)
    >>> history.history["categories"]
    [2.0]
    >>> lower, upper = model.boxes()
    >>> print(lower[0].round(1), upper[0].round(1))
    [0.1 0.1] [0.2 0.1]
    """
    return FuzzyART(input_shape, vigilance, choice, learning_rate, max_categories, preprocessing, name=name)
