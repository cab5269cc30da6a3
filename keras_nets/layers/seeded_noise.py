"""What layers share that disturb their inputs in training."""

import keras


class SeededNoise(keras.layers.Layer):
    """Disturbs a fraction of the inputs in training by the `disturb` of a subclass; at test time inputs stay unchanged.

    Args:
        rate: Fraction of the inputs; 0 disturbs none.
        seed: Seed of the draws.
    """

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.seed = rate, seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def draw(self, shape):
        """Uniform numbers in single precision: half precision has too few values near 1."""
        return keras.random.uniform(shape, dtype="float32", seed=self.seed_generator)

    def disturb(self, inputs):
        raise NotImplementedError

    def call(self, inputs, training=False):
        return self.disturb(inputs) if training and self.rate else inputs

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
