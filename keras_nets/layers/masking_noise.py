"""Noise that destroys a part of the input."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class MaskingNoise(keras.layers.Layer):
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
        super().__init__(**kwargs)
        check_fraction("MaskingNoise", rate)
        self.rate, self.seed = rate, seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        # Drawn in single precision: half precision has too few values near 1.
        kept = keras.random.uniform(ops.shape(inputs), dtype="float32", seed=self.seed_generator) >= self.rate
        return inputs * ops.cast(kept, inputs.dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}


def check_fraction(name, rate):
    """Refuse what is no fraction of the inputs with a `ValueError`."""
    if not 0 <= rate <= 1:
        raise ValueError(f"{name} destroys a fraction of the inputs from 0 to 1, got rate={rate}")
