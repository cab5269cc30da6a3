"""Normal random numbers through which gradients flow."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class GaussianSampling(keras.layers.Layer):
    """Draws z = μ + σ ε with normal ε, through which a gradient reaches mean and variance (reparameterization).

    It draws in training and at test time alike: where no draw is wanted, use the mean.

    Reference:
        Kingma, Welling, 2013, Auto-encoding variational Bayes, section 2.4, https://arxiv.org/abs/1312.6114

    Args:
        seed: Seed of the draws.

    Input shape:
        Two tensors of one shape, the mean μ and the logarithm of the variance σ².

    Output shape:
        That of the mean.

    Example:

    >>> import keras
    >>> z = GaussianSampling(seed=0)(keras.ops.full((1000, 2), 3.0), keras.ops.full((1000, 2), -20.0))
    >>> round(float(keras.ops.mean(z)), 2)
    3.0
    """

    def __init__(self, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, mean, log_variance):
        noise = keras.random.normal(ops.shape(mean), dtype=mean.dtype, seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_variance) * noise

    def compute_output_shape(self, mean_shape, log_variance_shape):
        return mean_shape

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
