"""Noise that replaces a part of the input by its extremes."""

from keras_nets.layers.masking_noise import check_fraction
from keras_nets.layers.seeded_noise import SeededNoise

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class SaltAndPepperNoise(SeededNoise):
    """Sets a random fraction of the inputs to their least or largest value in training, as a fair coin says.

    At test time inputs stay as they are.

    Reference:
        Vincent, Larochelle, Lajoie, Bengio, Manzagol, 2010, Stacked denoising autoencoders: learning useful
        representations in a deep network with a local denoising criterion,
        https://www.jmlr.org/papers/v11/vincent10a.html

    Args:
        rate: Fraction of the inputs that is replaced, from 0 to 1.
        low: What pepper is, the least value of the inputs.
        high: What salt is, their largest value.
        seed: Seed of the draws.

    Input shape:
        Any.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `rate` is out of range.

    Example:

    >>> import keras
    >>> noisy = SaltAndPepperNoise(0.5, seed=0)(keras.ops.full((10, 100), 0.5), training=True)
    >>> sorted(set(keras.ops.convert_to_numpy(noisy).ravel().tolist()))
    [0.0, 0.5, 1.0]
    """

    def __init__(self, rate, low=0.0, high=1.0, seed=None, **kwargs):
        check_fraction("SaltAndPepperNoise", rate)
        super().__init__(rate, seed, **kwargs)
        self.low, self.high = low, high

    def disturb(self, inputs):
        # One draw says both whether and by what an input is replaced.
        draw = self.draw(ops.shape(inputs))
        low, high = (ops.cast(value, inputs.dtype) for value in (self.low, self.high))
        return ops.where(draw < self.rate / 2, low, ops.where(draw < self.rate, high, inputs))

    def get_config(self):
        return {**super().get_config(), "low": self.low, "high": self.high}
