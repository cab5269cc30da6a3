"""Self-organizing map (Kohonen, 1982), whose codebook is moved by the neighborhood rule instead of a gradient."""

import contextlib
import math
import warnings

import keras
import numpy as np
from keras import ops


@contextlib.contextmanager
def untrained_by_gradient():
    """Keras warns of a model that leaves its optimizer nothing to do; here that is the method."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The model does not have any trainable weights")
        yield


@keras.saving.register_keras_serializable(package="keras_nets")
class SelfOrganizingMap(keras.Model):
    """Grid of units that learn the inputs they win, together with their neighbors on the grid.

    The winner c of an input x is the unit with the nearest weight vector. Step t moves every unit i by
    α(t) exp(-|r_i - r_c|² / (2 σ(t)²)) (x - m_i), where r are places on the grid; the learning rate α and the
    radius σ fall exponentially over `decay_steps` steps and then stay. `fit(x)` takes no targets and no loss; it
    shows the mean distance to the winner, as `loss` and `quantization_error`, and the share of inputs whose second
    nearest unit does not touch the winner, as `topographic_error`; both are taken before the step moves the units.
    The optimizer has nothing to do. Calling the model gives the squared distance to every unit.
    Differs: the neighborhood is the Gaussian of Kohonen's review of 1990 instead of a square, and a batch moves
    the units by the mean of its examples' pulls; batches of one example are Kohonen's rule.

    Reference:
        Kohonen, 1982, Self-organized formation of topologically correct feature maps,
        https://doi.org/10.1007/BF00337288
        Kohonen, 1990, The self-organizing map, https://doi.org/10.1109/5.58325

    Args:
        input_shape: Shape of one example; an input of higher rank is flattened.
        grid_shape: Rows and columns of the grid.
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
        ValueError: If a size is unknown or a number is out of range.

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
        learning_rate=0.5,
        final_learning_rate=0.01,
        radius=None,
        final_radius=0.5,
        decay_steps=10_000,
        preprocessing=None,
        **kwargs,
    ):
        # Distances lose their order in half precision, so inputs are not cast to the policy's compute dtype.
        super().__init__(autocast=False, **kwargs)
        if len(grid_shape) != 2 or any(not isinstance(side, int) or side < 1 for side in grid_shape):
            raise ValueError(f"grid_shape={grid_shape} must be two integers of at least 1, such as (10, 10).")
        if math.prod(grid_shape) < 2:
            raise ValueError(f"grid_shape={grid_shape} has one unit; a map needs at least two, such as (1, 2).")
        radius = max(grid_shape) / 2 if radius is None else radius
        rates = {"learning_rate": learning_rate, "final_learning_rate": final_learning_rate}
        spans = {"radius": radius, "final_radius": final_radius, "decay_steps": decay_steps}
        for argument, value in {**rates, **spans}.items():
            if value <= 0:
                raise ValueError(f"{argument}={value} must be above 0.")
            if argument in rates and value > 1:
                raise ValueError(f"{argument}={value} must be at most 1, or units jump beyond the input.")
        self.example_shape = tuple(input_shape)
        self.grid_shape = tuple(grid_shape)
        self.learning_rate = learning_rate
        self.final_learning_rate = final_learning_rate
        self.radius = radius
        self.final_radius = final_radius
        self.decay_steps = decay_steps
        self.preprocessing = preprocessing
        self.quantization_tracker = keras.metrics.Mean(name="quantization_error")
        self.topographic_tracker = keras.metrics.Mean(name="topographic_error")

        shape = (None, *self.example_shape)
        shape = tuple(preprocessing.compute_output_shape(shape) if preprocessing else shape)
        if len(shape) < 2 or None in shape[1:]:
            raise ValueError(f"input_shape={input_shape} must give every size of one example, such as (4,).")
        self.input_spec = keras.layers.InputSpec(shape=(None, *self.example_shape))
        self.unit_count, self.features = math.prod(grid_shape), math.prod(shape[1:])
        self.places = np.indices(grid_shape).reshape(2, -1).T.astype("float32")
        self.codebook = self.add_weight(
            name="codebook",
            shape=(*self.grid_shape, self.features),
            initializer="random_uniform",
            dtype="float32",
            trainable=False,
            autocast=False,
            aggregation="mean",
        )
        self.step = self.add_weight(name="step", dtype="int32", trainable=False, aggregation="only_first_replica")
        self.built = True

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
        return ops.cast(ops.take(self.places, winner, axis=0), "int32")

    def quantization_error(self, x):
        """Mean distance of the examples to their nearest units."""
        return ops.mean(self._errors(self(x))[0])

    def topographic_error(self, x):
        """Share of the examples whose nearest two units do not touch, not even at a corner."""
        return ops.mean(self._errors(self(x))[1])

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        quantization, topographic = self._errors(y_pred)
        self.quantization_tracker.update_state(quantization)
        self.topographic_tracker.update_state(topographic)
        return ops.mean(quantization)

    def fit(self, *args, **kwargs):
        with untrained_by_gradient():
            return super().fit(*args, **kwargs)

    def train_on_batch(self, *args, **kwargs):
        with untrained_by_gradient():
            return super().train_on_batch(*args, **kwargs)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.grid_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "input_shape": self.example_shape,
            "grid_shape": self.grid_shape,
            "learning_rate": self.learning_rate,
            "final_learning_rate": self.final_learning_rate,
            "radius": self.radius,
            "final_radius": self.final_radius,
            "decay_steps": self.decay_steps,
            "preprocessing": keras.saving.serialize_keras_object(self.preprocessing),
        }

    @classmethod
    def from_config(cls, config):
        preprocessing = keras.saving.deserialize_keras_object(config["preprocessing"])
        return super().from_config({**config, "preprocessing": preprocessing})

    def _centered(self, inputs):
        """Flat examples and units, both relative to the mean unit: far from the origin, distances lose digits."""
        x = self.preprocessing(inputs) if self.preprocessing else inputs
        x = ops.reshape(ops.cast(x, "float32"), (ops.shape(x)[0], self.features))
        units = ops.reshape(self.codebook, (self.unit_count, self.features))
        center = ops.mean(units, axis=0)
        return x - center, units - center

    def _learn(self, x, units, winner):
        progress = ops.minimum(ops.cast(self.step, "float32") / self.decay_steps, 1.0)
        rate = self.learning_rate * (self.final_learning_rate / self.learning_rate) ** progress
        radius = self.radius * (self.final_radius / self.radius) ** progress
        apart = ops.subtract(ops.take(self.places, winner, axis=0)[:, None], self.places)
        neighborhood = ops.exp(-ops.sum(apart**2, axis=-1) / (2 * radius**2))
        pulls = ops.matmul(ops.transpose(neighborhood), x) - ops.sum(neighborhood, axis=0)[:, None] * units
        mean_pull = ops.reshape(pulls, self.codebook.shape) / ops.cast(ops.shape(x)[0], "float32")
        self.codebook.assign_add(rate * mean_pull)
        self.step.assign_add(1)

    def _errors(self, distances):
        """Of each example the distance to its nearest unit, and 1 where its nearest two do not touch."""
        nearness, nearest = ops.top_k(-ops.reshape(distances, (-1, self.unit_count)), 2)
        first, second = (ops.take(self.places, nearest[:, rank], axis=0) for rank in (0, 1))
        touching = ops.max(ops.abs(first - second), axis=1) <= 1
        return ops.sqrt(-nearness[:, 0]), 1.0 - ops.cast(touching, "float32")


def self_organizing_map(
    input_shape,
    *,
    grid_shape=(10, 10),
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
    neighborhoods; see `SelfOrganizingMap` for the formula, the metrics and the methods.
    Differs: the neighborhood is Gaussian instead of square, and a batch moves the units by the mean of its
    examples' pulls.

    Reference:
        Kohonen, 1982, Self-organized formation of topologically correct feature maps,
        https://doi.org/10.1007/BF00337288

    Args:
        input_shape: Shape of one example; an input of higher rank is flattened.
        grid_shape: Rows and columns of the grid.
        learning_rate: Learning rate of the first step.
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
        ValueError: If a size is unknown or a number is out of range.

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
        learning_rate=learning_rate,
        final_learning_rate=final_learning_rate,
        radius=radius,
        final_radius=final_radius,
        decay_steps=decay_steps,
        preprocessing=preprocessing,
        name=name,
    )
