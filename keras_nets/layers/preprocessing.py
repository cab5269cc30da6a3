"""Layers that take their statistics from data once, with `adapt`, and treat every split by the same ones."""

import math

from keras_nets._keras import leave_message

import keras
import numpy as np
from keras import ops

CHUNK_VALUES = 2**22
# A spread this small beside a feature's level, or at all, is rounding: the feature is constant.
ROUNDING, TINY = 1e-10, 1e-30


def batches_of(data):
    """Yields an array in chunks, or the batches of an iterable, as float64 arrays with the examples first."""
    if hasattr(data, "shape"):
        chunk = max(1, CHUNK_VALUES // max(1, math.prod(data.shape[1:])))
        batches = (data[start : start + chunk] for start in range(0, data.shape[0], chunk))
    elif isinstance(data, keras.utils.PyDataset):
        batches = (data[index] for index in range(data.num_batches))
    else:
        batches = data
    for batch in batches:
        inputs = batch[0] if isinstance(batch, tuple) else batch
        yield np.asarray(ops.convert_to_numpy(inputs), dtype="float64")


def divisor(spread, level):
    """The spread of each feature, or 1 where the feature is constant."""
    return np.where(spread <= np.maximum(ROUNDING * np.abs(level), TINY), 1.0, spread)


class Extremes:
    """The least and the greatest value of each column, over batches of rows."""

    def __init__(self):
        self.minimum, self.maximum = np.inf, -np.inf

    def update(self, rows):
        self.minimum = np.minimum(self.minimum, rows.min(axis=0))
        self.maximum = np.maximum(self.maximum, rows.max(axis=0))


class Moments:
    """Mean and squared deviations (or their matrix) over batches of rows, as exact as over all at once."""

    def __init__(self, matrix=False):
        self.matrix = matrix
        self.count, self.mean, self.scatter = 0, 0.0, 0.0

    def update(self, rows):
        mean = rows.mean(axis=0)
        centered, shift = rows - mean, mean - self.mean
        total = self.count + len(rows)
        between = self.count * len(rows) / total
        if self.matrix:
            self.scatter = self.scatter + centered.T @ centered + between * np.outer(shift, shift)
        else:
            self.scatter = self.scatter + np.square(centered).sum(axis=0) + between * np.square(shift)
        self.mean = self.mean + shift * len(rows) / total
        self.count = total


class AdaptedLayer(keras.layers.Layer):
    """Base of the layers below: `adapt` fills weights that training leaves alone and saving keeps.

    Statistics and arithmetic are float32 under every dtype policy; the output has its compute dtype. A subclass
    builds its weights, collects `_statistics`, turns them into `_weights_from` and applies these in `_transform`.
    """

    def __init__(self, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.adapted = False

    def adapt(self, data):
        """Computes the statistics of `data` in one pass.

        Args:
            data: An array, or an iterable of batches (a `tf.data.Dataset`, a generator, a list of arrays);
                of a batch `(inputs, targets)` the inputs are taken.
        """
        statistics, shape = self._statistics(), (self.get_build_config() or {}).get("input_shape")
        empty = True
        for batch in batches_of(data):
            if batch.ndim < 2:
                raise ValueError(
                    f"{self.name}.adapt needs batches of shape (examples, ..., features), got shape {batch.shape}; "
                    "give an array with an axis of examples, or call .batch() on the dataset"
                )
            shape = shape or (None, *batch.shape[1:])
            if self._features(batch.shape) != self._features(shape):
                raise ValueError(
                    f"{self.name}.adapt needs {self._features(shape)} features, got a batch of shape {batch.shape}; "
                    "give data of the shape that the layer was built with"
                )
            if not np.isfinite(batch).all():
                raise ValueError(
                    f"{self.name}.adapt needs finite values, got NaN or infinite ones; fill or drop them first"
                )
            if batch.size:
                statistics.update(batch.reshape(-1, self._features(shape)))
                empty = False
        if empty:
            raise ValueError(f"{self.name}.adapt needs at least one batch with examples in it, got no data")
        values = self._weights_from(statistics)
        if not self.built:
            self.build(shape)
        for weight, value in values.items():
            getattr(self, weight).assign(value)
        self.adapted = True

    def call(self, inputs):
        if not self.adapted:
            message = f"{self.name} was called before it was adapted; call {self.name}.adapt(data) first"
            raise leave_message(ValueError(message))
        return ops.cast(self._transform(ops.cast(inputs, "float32")), self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        return {**super().get_config(), "adapted": self.adapted}

    @classmethod
    def from_config(cls, config):
        """Rebuilds the layer; an adapted one stays so, since a loaded or cloned model brings its weights."""
        config = dict(config)
        adapted = config.pop("adapted", False)
        layer = super().from_config(config)
        layer.adapted = adapted
        return layer

    def load_own_variables(self, store):
        super().load_own_variables(store)
        self.adapted = True

    def _add_statistic(self, name, shape, initializer="zeros"):
        return self.add_weight(
            name=name, shape=shape, initializer=initializer, dtype="float32", trainable=False, autocast=False
        )

    def _features(self, shape):
        return shape[-1]


@keras.saving.register_keras_serializable(package="keras_nets")
class MeanRemoval(AdaptedLayer):
    """Subtracts from each feature its mean over the data of `adapt`.

    Input shape:
        `(batch, ..., features)`; images have one mean per channel.

    Output shape:
        The input's.

    Example:

    >>> layer = MeanRemoval()
    >>> layer.adapt(np.array([[1.0, 10.0], [3.0, 30.0]]))
    >>> keras.ops.convert_to_numpy(layer(np.array([[2.0, 40.0]]))).tolist()
    [[0.0, 20.0]]
    """

    def build(self, input_shape):
        self.mean = self._add_statistic("mean", input_shape[-1:])

    def _statistics(self):
        return Moments()

    def _weights_from(self, moments):
        return {"mean": moments.mean}

    def _transform(self, inputs):
        return inputs - self.mean


@keras.saving.register_keras_serializable(package="keras_nets")
class Standardization(AdaptedLayer):
    """Scales each feature to mean 0 and standard deviation 1 over the data of `adapt`: z = (x - μ) / σ.

    A constant feature becomes 0.

    Input shape:
        `(batch, ..., features)`; images have one mean and standard deviation per channel.

    Output shape:
        The input's.

    Example:

    >>> layer = Standardization()
    >>> layer.adapt(np.array([[1.0, 5.0], [3.0, 5.0]]))
    >>> keras.ops.convert_to_numpy(layer(np.array([[4.0, 5.0]]))).tolist()
    [[2.0, 0.0]]
    """

    def build(self, input_shape):
        self.mean = self._add_statistic("mean", input_shape[-1:])
        self.deviation = self._add_statistic("deviation", input_shape[-1:], "ones")

    def _statistics(self):
        return Moments()

    def _weights_from(self, moments):
        deviation = np.sqrt(moments.scatter / moments.count)
        return {"mean": moments.mean, "deviation": divisor(deviation, moments.mean)}

    def _transform(self, inputs):
        return (inputs - self.mean) / self.deviation


@keras.saving.register_keras_serializable(package="keras_nets")
class MinMaxScaling(AdaptedLayer):
    """Maps each feature's range over the data of `adapt` linearly onto `feature_range`.

    Later inputs may fall outside of it. A constant feature becomes the lower end.

    Args:
        feature_range: The output's `(low, high)`.

    Input shape:
        `(batch, ..., features)`; images have one range per channel.

    Output shape:
        The input's.

    Raises:
        ValueError: If `low` is not below `high`.

    Example:

    >>> layer = MinMaxScaling()
    >>> layer.adapt(np.array([[0.0, 5.0], [10.0, 5.0]]))
    >>> keras.ops.convert_to_numpy(layer(np.array([[2.5, 5.0]]))).tolist()
    [[0.25, 0.0]]
    """

    def __init__(self, feature_range=(0.0, 1.0), **kwargs):
        super().__init__(**kwargs)
        low, high = feature_range
        if not low < high:
            raise ValueError(
                f"feature_range must be (low, high) with low < high, such as (0.0, 1.0), got {feature_range}"
            )
        self.feature_range = (low, high)

    def build(self, input_shape):
        self.minimum = self._add_statistic("minimum", input_shape[-1:])
        self.span = self._add_statistic("span", input_shape[-1:], "ones")

    def get_config(self):
        return {**super().get_config(), "feature_range": self.feature_range}

    def _statistics(self):
        return Extremes()

    def _weights_from(self, extremes):
        span = extremes.maximum - extremes.minimum
        return {"minimum": extremes.minimum, "span": divisor(span, extremes.maximum)}

    def _transform(self, inputs):
        low, high = self.feature_range
        return (inputs - self.minimum) / self.span * (high - low) + low
