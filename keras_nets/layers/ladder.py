"""The rungs of a ladder network: layers of its two encoders, which share weights, and of its decoder."""

import keras
from keras import ops

EPSILON = 1e-3
# Like the weights of the original: normal, with a variance of 1 over the number of inputs.
INITIALIZER = {"scale": 1.0, "mode": "fan_in", "distribution": "untruncated_normal"}


def standardized(x):
    """`x` less its mean and over its standard deviation in the batch, unit by unit; and these two."""
    mean = ops.mean(x, axis=0)
    centered = x - mean
    deviation = ops.sqrt(ops.mean(ops.square(centered), axis=0) + EPSILON)
    return centered * (1 / deviation), mean, deviation


@keras.saving.register_keras_serializable(package="keras_nets")
class LadderEncoder(keras.layers.Layer):
    """A layer of the encoder, h = f(γ (z + β)), where z is W h' of the layer h' below, normalized unit by unit.

    Calling it gives h of the clean encoder: with the batch's own mean and standard deviation in training, which it
    averages, and with the averages at test time. `normalized` and `activated` are its halves, between which noise is
    added.

    Reference:
        Rasmus, Valpola, Honkala, Berglund, Raiko, 2015, Semi-supervised learning with ladder networks,
        https://arxiv.org/abs/1507.02672

    Args:
        units: Number of units.
        activation: The function f.
        scale: Whether to learn the scale γ; before a rectifier the weights of the next layer make up for it.
        momentum: Of the averages for test time.

    Input shape:
        `(batch, features)`.

    Output shape:
        `(batch, units)`.

    Example:

    >>> LadderEncoder(3)(keras.ops.ones((2, 4))).shape == (2, 3)
    True
    """

    def __init__(self, units, activation="relu", scale=False, momentum=0.99, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)
        self.scale, self.momentum = scale, momentum

    def build(self, input_shape):
        initializer = keras.initializers.VarianceScaling(**INITIALIZER)
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.units), initializer=initializer)
        # Only products are taken in half precision; statistics, and what is compared with them, are not.
        unit = {"shape": (self.units,), "autocast": False}
        self.beta = self.add_weight(name="beta", initializer="zeros", **unit)
        self.gamma = self.add_weight(name="gamma", initializer="ones", **unit) if self.scale else None
        average = {"trainable": False, "aggregation": "mean", **unit}
        self.moving_mean = self.add_weight(name="moving_mean", initializer="zeros", **average)
        self.moving_deviation = self.add_weight(name="moving_deviation", initializer="ones", **average)

    def call(self, below, training=False):
        if training:
            z, mean, deviation = standardized(self.projected(below))
            self.average(mean, deviation)
            return self.activated(z)
        return self.activated((self.projected(below) - self.moving_mean) / self.moving_deviation)

    def projected(self, below):
        """W h', not yet normalized."""
        return ops.cast(ops.matmul(ops.cast(below, self.compute_dtype), self.kernel), self.variable_dtype)

    def activated(self, z):
        """h = f(γ (z + β))."""
        shifted = z + self.beta if self.gamma is None else self.gamma * (z + self.beta)
        return ops.cast(self.activation(shifted), self.compute_dtype)

    def average(self, mean, deviation):
        """Let the averages for test time follow those of a batch."""
        for average, value in ((self.moving_mean, mean), (self.moving_deviation, deviation)):
            average.assign(self.momentum * average + (1 - self.momentum) * ops.stop_gradient(value))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        activation = keras.activations.serialize(self.activation)
        own = {"units": self.units, "activation": activation, "scale": self.scale, "momentum": self.momentum}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable(package="keras_nets")
class LadderDecoder(keras.layers.Layer):
    """A layer of the decoder, which removes the noise from z̃ with the help of what the layer above restored.

    u is V ẑ' of the layer ẑ' above, normalized unit by unit, and ẑ = (z̃ - μ(u)) v(u) + μ(u) with
    μ(u) = a1 σ(a2 u + a3) + a4 u + a5 and v(u) = a6 σ(a7 u + a8) + a9 u + a10, ten numbers for each unit.

    Reference:
        Rasmus, Valpola, Honkala, Berglund, Raiko, 2015, Semi-supervised learning with ladder networks,
        https://arxiv.org/abs/1507.02672

    Args:
        units: Number of units.
        weight: The factor λ of the layer's denoising cost.
        project: Whether there is a V; on the topmost layer u is the normalized output of the encoder.

    Input shape:
        ẑ' of shape `(batch, features)` and z̃ of shape `(batch, units)`.

    Output shape:
        `(batch, units)`.

    Example:

    >>> LadderDecoder(3)(keras.ops.ones((2, 4)), keras.ops.ones((2, 3))).shape == (2, 3)
    True
    """

    def __init__(self, units, weight=1.0, project=True, **kwargs):
        super().__init__(**kwargs)
        self.units, self.weight, self.project = units, weight, project

    def build(self, above_shape, lateral_shape):
        initializer = keras.initializers.VarianceScaling(**INITIALIZER)
        shape = (above_shape[-1], self.units)
        self.kernel = self.add_weight(name="projection", shape=shape, initializer=initializer) if self.project else None
        # Slopes inside the sigmoids are 1, all else is 0: at first every ẑ is 0, the mean of the normalized z.
        first = ["ones" if number in (2, 7) else "zeros" for number in range(1, 11)]
        self.combinator = [
            self.add_weight(name=f"a{number}", shape=(self.units,), initializer=value, autocast=False)
            for number, value in enumerate(first, 1)
        ]

    def call(self, above, lateral):
        u = above if self.kernel is None else ops.matmul(above, self.kernel)
        u, lateral = standardized(ops.cast(u, self.variable_dtype))[0], ops.cast(lateral, self.variable_dtype)
        a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 = self.combinator
        mean = a1 * ops.sigmoid(a2 * u + a3) + a4 * u + a5
        weight = a6 * ops.sigmoid(a7 * u + a8) + a9 * u + a10
        return (lateral - mean) * weight + mean

    def add_denoising_cost(self, restored, clean, deviation):
        """Add λ |z - ẑ|² to the loss, a mean over examples and units, with ẑ normalized as the clean z was.

        Args:
            restored: ẑ before it is normalized.
            clean: W h' of the clean encoder. Both are normalized by the same mean, which cancels.
            deviation: The standard deviation of each unit in `clean`.
        """
        errors = ops.mean(ops.square(restored - clean), axis=0)
        self.add_loss(self.weight * ops.mean(errors / ops.square(deviation)))

    def compute_output_shape(self, above_shape, lateral_shape):
        return (*above_shape[:-1], self.units)

    def get_config(self):
        return {**super().get_config(), "units": self.units, "weight": self.weight, "project": self.project}
