"""Stochastic depth."""

from keras_nets.layers.seeded_noise import SeededNoise

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class DropPath(SeededNoise):
    """Drops a whole branch, example by example, in training; at test time it stays as it is.

    With probability p an example's branch is zero, otherwise it is divided by `1 - p`, which keeps its expectation.
    Before the sum of a residual block, the dropped example takes the shortcut alone: the network gets less deep.

    Reference:
        Huang, Sun, Liu, Sedra, Weinberger, 2016, Deep networks with stochastic depth,
        https://arxiv.org/abs/1603.09382

    Differs: the paper draws once for a batch and multiplies by `1 - p` at test time.

    Args:
        rate: Probability p, at least 0 and below 1.
        seed: Seed of the draws.

    Input shape:
        `(batch, ...)`.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `rate` is no such probability.

    Example:

    >>> import keras
    >>> branch = DropPath(0.5, seed=0)(keras.ops.ones((1000, 2)), training=True)
    >>> sorted(set(keras.ops.convert_to_numpy(branch).ravel().tolist()))
    [0.0, 2.0]
    """

    def __init__(self, rate, seed=None, **kwargs):
        check_rate("DropPath", rate)
        super().__init__(rate, seed, **kwargs)

    def disturb(self, inputs):
        kept = self.draw((ops.shape(inputs)[0], *[1] * (len(inputs.shape) - 1))) >= self.rate
        return inputs * (ops.cast(kept, inputs.dtype) / (1 - self.rate))


def check_rate(name, rate):
    """Refuse a rate of dropping that is no probability below 1.

    Args:
        name: Who drops, for the message.
        rate: The probability.

    Raises:
        ValueError: If `rate` is below 0, or not below 1.

    Example:

    >>> check_rate("unet", 1.0)
    Traceback (most recent call last):
    ValueError: unet drops with a probability of at least 0 and below 1, got 1.0
    """
    if not 0 <= rate < 1:
        raise ValueError(f"{name} drops with a probability of at least 0 and below 1, got {rate}")
