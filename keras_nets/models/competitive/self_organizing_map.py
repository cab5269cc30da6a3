"""Self-organizing map (Kohonen, 1982), whose codebook is moved by the neighborhood rule instead of a gradient."""

import math

from keras_nets.layers.preprocessing import Moments, batches_of
from keras_nets.layers.principal_components import principal_axes
from keras_nets.models.competitive._competitive_network import CompetitiveNetwork

import keras
import numpy as np
from keras import ops

TOPOLOGIES = ("rectangular", "hexagonal")
RULES = ("online", "batch")
# Units nearer than this on the grid touch: also at a corner of squares, and never in the second ring of hexagons.
TOUCHING = 1.5


def grid_places(grid_shape, topology):
    """Places of the units in the plane, `(units, 2)`; neighbors are 1 apart, and odd rows of hexagons are shifted."""
    rows, columns = np.indices(grid_shape).reshape(2, -1)
    if topology == "hexagonal":
        return np.stack([rows * math.sqrt(3) / 2, columns + rows % 2 / 2], axis=1).astype("float32")
    return np.stack([rows, columns], axis=1).astype("float32")


@keras.saving.register_keras_serializable(package="keras_nets")
class SelfOrganizingMap(CompetitiveNetwork):
    """Grid of units that learn the inputs they win, together with their neighbors on the grid.

    The winner c of an input x is the unit with the nearest weight vector m_c. The neighborhood of units at places r
    is h(c, i) = exp(-|r_i - r_c|² / (2 σ(t)²)). The online rule moves every unit by α(t) h(c, i) (x - m_i). The
    batch rule sets it to the mean of the inputs, Σ h(c, i) x / Σ h(c, i), over the batch and, forgotten by the
    share α(t) at every step, those before it: α = 1 is Kohonen's batch map of the batch alone, and smaller rates
    let small batches act together. The rate α and the radius σ fall exponentially over `decay_steps` steps.

    `fit(x)` takes no targets and no loss; it shows the mean distance to the winner, as `loss` and
    `quantization_error`, and the fraction of inputs whose second nearest unit does not touch the winner, as
    `topographic_error`; both are taken before the step moves the units. Calling the model gives the squared
    distance to every unit.
    Differs: the neighborhood is the Gaussian of Kohonen's review of 1990 instead of a square, and the online rule
    moves the units by the mean of a batch's pulls; batches of one example are Kohonen's rule.

    Reference:
        Kohonen, 1982, Self-organized formation of topologically correct feature maps,
        https://doi.org/10.1007/BF00337288
        Kohonen, 1990, The self-organizing map, https://doi.org/10.1109/5.58325
        Kohonen, 2013, Essentials of the self-organizing map, https://doi.org/10.1016/j.neunet.2012.09.018

    Args:
        input_shape: Shape of one example; an input of higher rank is flattened.
        grid_shape: Rows and columns of the grid.
        topology: `"rectangular"`, or `"hexagonal"` with six neighbors a unit.
        rule: `"online"` or `"batch"`.
        learning_rate: α at the first step.
        final_learning_rate: α after `decay_steps` steps.
        radius: σ at the first step, in units of the grid; `None` is half of its larger side.
        final_radius: σ after `decay_steps` steps.
        decay_steps: Training steps over which α and σ fall; may be set on the model before it is compiled.
        preprocessing: Layer that is applied to the input first, such as an adapted `Standardization`.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, rows, columns)`.

    Raises:
        ValueError: If a size is unknown, a number is out of range or a name is none of those above.

    Example:

    >>> model = SelfOrganizingMap((3,), grid_shape=(4, 5))
    >>> tuple(model.codebook.shape)
    (4, 5, 3)
    >>> model.best_matching_unit(np.zeros((2, 3))).shape == (2, 2)
    True
    """

    def __init__(
        self,
        input_shape,
        grid_shape=(10, 10),
        topology="rectangular",
        rule="online",
        learning_rate=0.5,
        final_learning_rate=0.01,
        radius=None,
        final_radius=0.5,
        decay_steps=10_000,
        preprocessing=None,
        **kwargs,
    ):
        super().__init__(input_shape, preprocessing, **kwargs)
        if len(grid_shape) != 2 or any(not isinstance(side, int) or side < 1 for side in grid_shape):
            raise ValueError(
                f"{self.name} needs a grid_shape of two integers of at least 1, such as (10, 10), got {grid_shape}"
            )
        if math.prod(grid_shape) < 2:
            raise ValueError(f"{self.name} needs at least 2 units, such as grid_shape=(1, 2), got {grid_shape}")
        for argument, value, known in (("topology", topology, TOPOLOGIES), ("rule", rule, RULES)):
            if value not in known:
                raise ValueError(f"{self.name} needs {argument} to be one of {', '.join(known)}, got {value!r}")
        radius = max(grid_shape) / 2 if radius is None else radius
        rates = {"learning_rate": learning_rate, "final_learning_rate": final_learning_rate}
        spans = {"radius": radius, "final_radius": final_radius, "decay_steps": decay_steps}
        for argument, value in {**rates, **spans}.items():
            if value <= 0:
                raise ValueError(f"{self.name} needs {argument} above 0, got {value}")
            if argument in rates and value > 1:
                raise ValueError(
                    f"{self.name} needs {argument} of at most 1, or units jump beyond the input, got {value}"
                )
        self.grid_shape = tuple(grid_shape)
        self.topology = topology
        self.rule = rule
        self.learning_rate = learning_rate
        self.final_learning_rate = final_learning_rate
        self.radius = radius
        self.final_radius = final_radius
        self.decay_steps = decay_steps
        self.quantization_tracker = keras.metrics.Mean(name="quantization_error")
        self.topographic_tracker = keras.metrics.Mean(name="topographic_error")
        self.unit_count = math.prod(grid_shape)
        self.places = grid_places(grid_shape, topology)
        shape = (*self.grid_shape, self.features)
        self.codebook = self._add_state("codebook", shape, "random_uniform", aggregation="mean")
        if rule == "batch":
            # Σ h(c, i) over the inputs that unit i is the mean of.
            self.mass = self._add_state("mass", (self.unit_count,), aggregation="mean")
        self.step = self._add_state("step", dtype="int32")
        self.built = True

    def start_from_principal_components(self, x):
        """Spreads the units over the plane of the two largest principal components of examples.

        The units get the mean of the examples and, along the two components, their variance; the longer side of the
        grid follows the first.

        Args:
            x: An array of examples, or an iterable of batches.
        """
        moments = Moments(matrix=True)
        for batch in batches_of(x):
            moments.update(ops.convert_to_numpy(self._flat(batch)).astype("float64"))
        variances, axes = principal_axes(moments, most=min(2, self.features))
        spread = self.places.std(axis=0)
        units = np.tile(moments.mean, (self.unit_count, 1))
        for component, side in enumerate(np.argsort(-spread, kind="stable")[: self.features]):
            places = (self.places[:, side] - self.places[:, side].mean()) / max(spread[side], 1e-12)
            units += np.outer(places, axes[:, component] * np.sqrt(variances[component]))
        self.codebook.assign(units.reshape(self.codebook.shape))

    def call(self, inputs, training=False):
        x, units = self._centered(inputs)
        products = ops.matmul(x, ops.transpose(units))
        squares = ops.sum(x**2, axis=1, keepdims=True) + ops.sum(units**2, axis=1)
        distances = ops.relu(squares - 2 * products)
        if training:
            self._learn(x, units, winner=ops.argmin(distances, axis=1))
        return ops.reshape(distances, (-1, *self.grid_shape))

    def best_matching_unit(self, x):
        """Row and column of the unit nearest to each example, of shape `(batch, 2)`."""
        winner = ops.argmin(ops.reshape(self(x), (-1, self.unit_count)), axis=1)
        columns = self.grid_shape[1]
        return ops.cast(ops.stack([winner // columns, winner % columns], axis=1), "int32")

    def hits(self, x):
        """Number of the examples that each unit is nearest to, a NumPy array of shape `(rows, columns)`."""
        counts = np.zeros(self.grid_shape, "int64")
        np.add.at(counts, tuple(ops.convert_to_numpy(self.best_matching_unit(x)).T), 1)
        return counts

    def u_matrix(self):
        """Mean distance of each unit to the four or six beside it, a NumPy array of shape `(rows, columns)`.

        Reference:
            Ultsch, Siemon, 1990, Kohonen's self organizing feature maps for exploratory data analysis, INNC 90
        """
        units = ops.convert_to_numpy(self.codebook).reshape(self.unit_count, -1)
        means = []
        for place, unit in zip(self.places, units, strict=True):
            apart = np.linalg.norm(self.places - place, axis=1)
            beside = units[(apart > 0.5) & (apart < 1.2)]
            means.append(np.linalg.norm(beside - unit, axis=1).mean())
        return np.reshape(means, self.grid_shape)

    def quantization_error(self, x):
        """Mean distance of the examples to their nearest units."""
        return ops.mean(self._errors(self(x))[0])

    def topographic_error(self, x):
        """Fraction of the examples whose nearest two units do not touch, on a grid of squares not even at a corner."""
        return ops.mean(self._errors(self(x))[1])

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        quantization, topographic = self._errors(y_pred)
        self.quantization_tracker.update_state(quantization)
        self.topographic_tracker.update_state(topographic)
        return ops.mean(quantization)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.grid_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "grid_shape": self.grid_shape,
            "topology": self.topology,
            "rule": self.rule,
            "learning_rate": self.learning_rate,
            "final_learning_rate": self.final_learning_rate,
            "radius": self.radius,
            "final_radius": self.final_radius,
            "decay_steps": self.decay_steps,
        }

    def _centered(self, inputs):
        """Flat examples and units, both relative to the mean unit: far from the origin, distances lose digits."""
        units = ops.reshape(self.codebook, (self.unit_count, self.features))
        center = ops.mean(units, axis=0)
        return self._flat(inputs) - center, units - center

    def _learn(self, x, units, winner):
        progress = ops.minimum(ops.cast(self.step, "float32") / self.decay_steps, 1.0)
        rate = self.learning_rate * (self.final_learning_rate / self.learning_rate) ** progress
        radius = self.radius * (self.final_radius / self.radius) ** progress
        if self.rule == "online":
            neighborhood = self._neighborhood(ops.take(self.places, winner, axis=0), radius)
            weight = ops.sum(neighborhood, axis=0)
            share = rate / ops.cast(ops.shape(x)[0], "float32")
        else:
            # Inputs of one winner pull alike, so that the products that follow are of units instead of inputs.
            wins = ops.segment_sum(ops.ones_like(x[:, 0]), winner, self.unit_count)
            x = ops.segment_sum(x, winner, self.unit_count)
            neighborhood = self._neighborhood(self.places, radius)
            weight = ops.matmul(wins, neighborhood)
            self.mass.assign((1 - rate) * self.mass + weight)
            # A unit so far from all winners that its mass is rounding stays where it is.
            share = 1 / ops.maximum(self.mass, keras.config.epsilon())[:, None]
        pulls = ops.matmul(ops.transpose(neighborhood), x) - weight[:, None] * units
        self.codebook.assign_add(ops.reshape(share * pulls, self.codebook.shape))
        self.step.assign_add(1)

    def _neighborhood(self, centers, radius):
        """h between centers and all units."""
        apart = sum(ops.subtract(centers[:, None, axis], self.places[:, axis]) ** 2 for axis in (0, 1))
        return ops.exp(-apart / (2 * radius**2))

    def _errors(self, distances):
        """Of each example the distance to its nearest unit, and 1 where its nearest two do not touch."""
        distances = ops.reshape(distances, (-1, self.unit_count))
        # Twice the smallest takes half as long as the smallest two of a sort.
        first = ops.argmin(distances, axis=1)
        others = ops.where(ops.equal(ops.arange(self.unit_count), first[:, None]), float("inf"), distances)
        apart = ops.take(self.places, first, axis=0) - ops.take(self.places, ops.argmin(others, axis=1), axis=0)
        touching = ops.sum(apart**2, axis=1) < TOUCHING**2
        return ops.sqrt(ops.min(distances, axis=1)), 1.0 - ops.cast(touching, "float32")


def self_organizing_map(
    input_shape,
    *,
    grid_shape=(10, 10),
    topology="rectangular",
    rule="online",
    learning_rate=0.5,
    final_learning_rate=0.01,
    radius=None,
    final_radius=0.5,
    decay_steps=10_000,
    preprocessing=None,
    name="self_organizing_map",
):
    """Builds a self-organizing map, to be trained by `fit(x)` without targets.

    The unit nearest to an input and its neighbors on the grid move towards it, first in wide and then in narrow
    neighborhoods; see `SelfOrganizingMap` for the formulas, the metrics and the methods, of which
    `start_from_principal_components` saves the first, widest steps.
    Differs: the neighborhood is Gaussian instead of square, and the online rule moves the units by the mean of a
    batch's pulls.

    Reference:
        Kohonen, 1982, Self-organized formation of topologically correct feature maps,
        https://doi.org/10.1007/BF00337288

    Args:
        input_shape: Shape of one example; an input of higher rank is flattened.
        grid_shape: Rows and columns of the grid.
        topology: `"rectangular"`, or `"hexagonal"` with six neighbors a unit.
        rule: `"online"`, Kohonen's first, for small batches, or `"batch"`, weighted means, for large ones.
        learning_rate: Learning rate of the first step; for the batch rule the fraction of the past that it forgets.
        final_learning_rate: Learning rate after `decay_steps` steps.
        radius: Radius of the neighborhood at the first step; `None` is half of the grid's larger side.
        final_radius: Radius after `decay_steps` steps.
        decay_steps: Training steps over which rate and radius fall exponentially; best all that `fit` will make.
            `model.decay_steps` may be set before the model is compiled.
        preprocessing: Layer that is applied to the input first, such as an adapted `Standardization`.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, rows, columns)`: squared distances to all units.

    Raises:
        ValueError: If a size is unknown, a number is out of range or a name is none of those above.

    Example:

    >>> model = self_organizing_map((2,), grid_shape=(3, 4))
    >>> model.compile()
    >>> history = model.fit(np.random.default_rng(0).uniform(size=(8, 2)), verbose=0)
    >>> sorted(history.history)
    ['loss', 'quantization_error', 'topographic_error']
    """
    return SelfOrganizingMap(
        input_shape,
        grid_shape=grid_shape,
        topology=topology,
        rule=rule,
        learning_rate=learning_rate,
        final_learning_rate=final_learning_rate,
        radius=radius,
        final_radius=final_radius,
        decay_steps=decay_steps,
        preprocessing=preprocessing,
        name=name,
    )
