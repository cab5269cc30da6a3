"""Activations of today's networks by one name: `activate(x, "prelu", name="act")`."""

import keras
from keras import ops

# Slopes of the papers, not Keras's defaults.
LEAKY_SLOPE = 0.01
PRELU_SLOPE = 0.25


def activate(x, activation, name):
    """Apply an activation as a layer of its own.

    Args:
        x: Tensor; of images, `(batch, height, width, channels)`, PReLU learns one slope per channel.
        activation: `"leaky_relu"` (slope 0.01), `"prelu"` (slopes start at 0.25), `"shared_prelu"` (one slope for all
            channels), `"rrelu"`, or any of Keras's activations by name or function, such as `"relu"`, `"elu"`, `"silu"`
            (Swish) and `"gelu"`; None leaves `x` as it is.
        name: Name of the layer.

    Raises:
        ValueError: If there is no such activation.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8, 8, 3))
    >>> keras.Model(inputs, activate(inputs, "prelu", name="act")).count_params()
    3
    """
    if activation is None:
        return x
    if activation == "leaky_relu":
        return keras.layers.LeakyReLU(LEAKY_SLOPE, name=name)(x)
    if activation in ("prelu", "shared_prelu"):
        slopes = keras.initializers.Constant(PRELU_SLOPE)
        shared_axes = tuple(range(1, len(x.shape) - (activation == "prelu"))) or None
        return keras.layers.PReLU(slopes, shared_axes=shared_axes, name=name)(x)
    if activation == "rrelu":
        return RandomizedLeakyReLU(name=name)(x)
    try:
        return keras.layers.Activation(activation, name=name)(x)
    except ValueError as error:
        raise ValueError(
            "activation must be 'leaky_relu', 'prelu', 'shared_prelu', 'rrelu' or one of Keras's own, such as 'relu', "
            f"'elu', 'silu' and 'gelu', got {activation!r}"
        ) from error


def activation_name(name, activation):
    """Name of the activation that belongs to layer `name`: `<name>_relu`, or `<name>_activation` for a function."""
    return f"{name}_{activation if isinstance(activation, str) else 'activation'}"


@keras.saving.register_keras_serializable(package="keras_nets")
class RandomizedLeakyReLU(keras.layers.Layer):
    """Leaky ReLU whose slope is drawn anew for every value in training.

    `f(x) = x` for `x >= 0` and `x / a` below, with `a` uniform between `lower` and `upper` in training and
    `(lower + upper) / 2` afterwards.

    Reference:
        Xu, Wang, Chen, Li, 2015, Empirical evaluation of rectified activations in convolutional network,
        https://arxiv.org/abs/1505.00853

    Args:
        lower: Least divisor a, positive.
        upper: Largest divisor a.
        seed: Seed of the draws.

    Input shape:
        Any.

    Output shape:
        That of the input.

    Raises:
        ValueError: If not `0 < lower <= upper`.

    Example:

    >>> import keras
    >>> keras.ops.convert_to_numpy(RandomizedLeakyReLU()(keras.ops.array([-11.0, 2.0])))
    array([-2.,  2.], dtype=float32)
    """

    def __init__(self, lower=3.0, upper=8.0, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not 0 < lower <= upper:
            raise ValueError(f"the divisors of rrelu need 0 < lower <= upper, got lower={lower}, upper={upper}")
        self.lower, self.upper, self.seed = lower, upper, seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs, training=False):
        if training:
            divisor = keras.random.uniform(
                ops.shape(inputs), self.lower, self.upper, dtype=inputs.dtype, seed=self.seed_generator
            )
        else:
            divisor = (self.lower + self.upper) / 2
        return ops.where(inputs >= 0, inputs, inputs / divisor)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "lower": self.lower, "upper": self.upper, "seed": self.seed}
