"""Noise that destroys a part of the input."""

from keras_nets.layers.seeded_noise import SeededNoise

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class MaskingNoise(SeededNoise):
    """Sets a random fraction of the inputs to zero in training; at test time inputs stay as they are.

    What is left is not enlarged, as dropout does it: a denoising autoencoder is to fill in what is missing.

    Reference:
        Vincent, Larochelle, Bengio, Manzagol, 2008, Extracting and composing robust features with denoising
        autoencoders, https://doi.org/10.1145/1390156.1390294

    Args:
        rate: Fraction of the inputs that is destroyed, from 0 to 1.
        seed: Seed of the draws.

    Input shape:
        Any.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `rate` is out of range.

    Example:

    >>> import keras
    >>> noisy = MaskingNoise(0.5, seed=0)(keras.ops.ones((10, 100)), training=True)
    >>> sorted(set(keras.ops.convert_to_numpy(noisy).ravel().tolist()))
    [0.0, 1.0]
    """

    def __init__(self, rate, seed=None, **kwargs):
        check_fraction("MaskingNoise", rate)
        super().__init__(rate, seed, **kwargs)

    def disturb(self, inputs):
        return inputs * ops.cast(self.draw(ops.shape(inputs)) >= self.rate, inputs.dtype)


def check_fraction(name, rate):
    """Refuse what is no fraction of the inputs with a `ValueError`."""
    if not 0 <= rate <= 1:
        raise ValueError(f"{name} destroys a fraction of the inputs from 0 to 1, got rate={rate}")
