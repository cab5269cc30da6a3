"""Variational autoencoder (Kingma and Welling, 2013): a density model with a normally distributed code."""

import itertools
import math

from keras_nets.layers import GaussianSampling
from keras_nets.models.autoencoder.autoencoder import check_sizes

import keras
import numpy as np
from keras import layers, ops

# Below this a pixel that never varies would make its density grow without bound.
LEAST_LOG_VARIANCE = -8.0
# Decoded examples in memory at a time: with 784 pixels and two layers of 200 units some 40 MB.
MOST_DECODED = 8192


@keras.saving.register_keras_serializable(package="keras_nets")
class VariationalAutoencoder(keras.Model):
    """Encoder q(z|x), a normal distribution of its own for every example, and decoder p(x|z); p(z) is standard normal.

    `fit(x)` takes no targets and no loss: it maximizes the evidence lower bound of log p(x),
    L(x) = E_q[log p(x|z)] - KL(q(z|x) || p(z)), with one z drawn for each example and the divergence in closed form,
    -1/2 Σ_j (1 + log σ_j² - μ_j² - σ_j²). It shows -L as `loss`, and its parts `reconstruction_error` and
    `kl_divergence`, in nats for an example. Calling the model gives the mean of p(x|z) where z is the mean of q(z|x).

    Args:
        input_shape, latent_dim, hidden_units, activation, decoder: As in `variational_autoencoder`.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, *input_shape)`.

    Example:

    >>> model = VariationalAutoencoder((6,), 2, hidden_units=(4,))
    >>> model.sample(3).shape == (3, 6)
    True
    """

    def __init__(
        self, input_shape, latent_dim, hidden_units=(500,), activation="tanh", decoder="bernoulli", **arguments
    ):
        super().__init__(**arguments)
        check_sizes(self.name, input_shape, hidden_units=tuple(hidden_units), latent_dim=latent_dim)
        if decoder not in ("bernoulli", "gaussian"):
            raise ValueError(f"{self.name} needs decoder to be 'bernoulli' or 'gaussian', got {decoder!r}")
        self.example_shape, self.latent_dim = tuple(input_shape), latent_dim
        self.hidden_units, self.decoder = tuple(hidden_units), decoder
        self.activation = keras.activations.get(activation)
        self.input_spec = layers.InputSpec(shape=(None, *self.example_shape))
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_error")
        self.divergence_tracker = keras.metrics.Mean(name="kl_divergence")

        def dense(inputs, units, name, activation=None):
            layer = layers.Dense(units, activation=activation, dtype=self.dtype_policy, name=name)
            layer.build((None, inputs))
            return layer

        def stack(widths, prefix):
            pairs = enumerate(itertools.pairwise(widths), 1)
            return [dense(*pair, f"{prefix}_{number}", self.activation) for number, pair in pairs]

        pixels = math.prod(self.example_shape)
        down, up = [pixels, *self.hidden_units], [latent_dim, *reversed(self.hidden_units)]
        self.encoder_stack = stack(down, "encoder")
        self.latent_mean = dense(down[-1], latent_dim, "latent_mean")
        self.latent_log_variance = dense(down[-1], latent_dim, "latent_log_variance")
        self.sampling = GaussianSampling(dtype="float32", name="sampling")
        self.decoder_stack = stack(up, "decoder")
        self.output_mean = dense(up[-1], pixels, "output_mean")
        self.output_log_variance = dense(up[-1], pixels, "output_log_variance") if decoder == "gaussian" else None
        self.built = True

    def call(self, inputs):
        return self.decode(self.encode(inputs)[0])

    def encode(self, x):
        """Mean μ and log variance log σ² of q(z|x), each `(batch, latent_dim)`."""
        h = ops.reshape(x, (-1, math.prod(self.example_shape)))
        for layer in self.encoder_stack:
            h = layer(h)
        return tuple(ops.cast(layer(h), "float32") for layer in (self.latent_mean, self.latent_log_variance))

    def decode(self, z):
        """Mean of p(x|z), of binary x the probability of a 1, `(batch, *input_shape)`."""
        mean, _ = self._likelihood(z)
        mean = ops.sigmoid(mean) if self.decoder == "bernoulli" else mean
        return ops.reshape(mean, (-1, *self.example_shape))

    def sample(self, examples):
        """Means of p(x|z) for z drawn from the prior."""
        return self.decode(keras.random.normal((examples, self.latent_dim), seed=self.sampling.seed_generator))

    def log_likelihood(self, x, z):
        """log p(x|z) of each pair."""
        x = ops.cast(ops.reshape(x, (-1, math.prod(self.example_shape))), "float32")
        mean, log_variance = self._likelihood(z)
        if self.decoder == "bernoulli":
            return ops.sum(x * mean - ops.softplus(mean), axis=-1)
        squares = ops.square(x - mean) * ops.exp(-log_variance)
        return -0.5 * ops.sum(math.log(2 * math.pi) + log_variance + squares, axis=-1)

    def kl_divergence(self, mean, log_variance):
        """KL(q(z|x) || p(z)) of each example, from what `encode` gives."""
        return -0.5 * ops.sum(1 + log_variance - ops.square(mean) - ops.exp(log_variance), axis=-1)

    def evidence_lower_bound(self, x):
        """An estimate of L(x) for each example, from one z drawn from q(z|x)."""
        return self._in_batches(x, MOST_DECODED, lambda batch: -sum(self._costs(batch)))

    def importance_weighted_bound(self, x, samples=50):
        """log 1/k Σ_i p(x, z_i) / q(z_i|x) for each example with k = `samples`: with more of them it nears log p(x).

        Reference:
            Burda, Grosse, Salakhutdinov, 2015, Importance weighted autoencoders, https://arxiv.org/abs/1509.00519
        """
        if samples < 1:
            raise ValueError(f"importance_weighted_bound needs samples of at least 1, got {samples}")
        at_once = min(samples, MOST_DECODED)

        def bound(batch):
            mean, log_variance = self.encode(batch)
            total = ops.full((len(batch),), -math.inf)
            for start in range(0, samples, at_once):
                weights = self._log_weights(batch, mean, log_variance, min(at_once, samples - start))
                total = ops.logaddexp(total, ops.logsumexp(weights, axis=1))
            return total - math.log(samples)

        return self._in_batches(x, MOST_DECODED // at_once, bound)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        error, divergence = self._costs(x)
        self.reconstruction_tracker.update_state(error)
        self.divergence_tracker.update_state(divergence)
        return ops.mean(error + divergence)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "input_shape": self.example_shape,
            "latent_dim": self.latent_dim,
            "hidden_units": self.hidden_units,
            "activation": keras.activations.serialize(self.activation),
            "decoder": self.decoder,
        }

    def _likelihood(self, z):
        """Log odds of the pixels, or their means and log variances, flat."""
        for layer in self.decoder_stack:
            z = layer(z)
        mean = ops.cast(self.output_mean(z), "float32")
        if self.output_log_variance is None:
            return mean, None
        surplus = ops.cast(self.output_log_variance(z), "float32") - LEAST_LOG_VARIANCE
        return mean, LEAST_LOG_VARIANCE + ops.softplus(surplus)

    def _costs(self, x):
        mean, log_variance = self.encode(x)
        return -self.log_likelihood(x, self.sampling(mean, log_variance)), self.kl_divergence(mean, log_variance)

    def _log_weights(self, x, mean, log_variance, samples):
        """log p(x, z) - log q(z|x) of `samples` draws for each example, `(batch, samples)`."""
        x, mean, log_variance = (ops.repeat(values, samples, axis=0) for values in (x, mean, log_variance))
        z = self.sampling(mean, log_variance)
        noise = ops.square(z - mean) * ops.exp(-log_variance)
        weights = self.log_likelihood(x, z) + 0.5 * ops.sum(log_variance + noise - ops.square(z), axis=-1)
        return ops.reshape(weights, (-1, samples))

    def _in_batches(self, x, size, function):
        x = np.asarray(x)
        if self.decoder == "bernoulli" and (x.min() < 0 or x.max() > 1):
            raise ValueError(
                f"{self.name} has a Bernoulli decoder, which takes 0 to 1, got values from {x.min():.4g} to "
                f"{x.max():.4g}; scale them, or use decoder='gaussian'"
            )
        return ops.concatenate([function(x[start : start + size]) for start in range(0, len(x), size)])


def variational_autoencoder(
    input_shape,
    latent_dim,
    *,
    hidden_units=(500,),
    activation="tanh",
    decoder="bernoulli",
    name="variational_autoencoder",
):
    """Builds a variational autoencoder, to be trained by `fit(x)` without targets.

    It maximizes a lower bound of the likelihood of the data; see `VariationalAutoencoder` for the formulas. Its
    methods are `encode`, `decode`, `sample` from the prior, `evidence_lower_bound` and `importance_weighted_bound`.
    A Bernoulli decoder is for binary data; a Gaussian one has a mean and a variance for each pixel.
    Differs: a variance of the decoder is at least exp(-8).

    Reference:
        Kingma, Welling, 2013, Auto-encoding variational Bayes, https://arxiv.org/abs/1312.6114

    Args:
        input_shape: Shape of one example, of any rank.
        latent_dim: Length of the code z.
        hidden_units: Width of each layer of the encoder; the decoder has them in reverse order.
        activation: Activation of these layers.
        decoder: `"bernoulli"` or `"gaussian"`.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`, for a Bernoulli decoder values 0 and 1.

    Output shape:
        `(batch, *input_shape)`.

    Raises:
        ValueError: If a size is unknown, a width is not a positive integer, or there is no such decoder.

    Example:

    >>> model = variational_autoencoder((28, 28, 1), 20)
    >>> model.count_params()
    815824
    >>> model.compile("adam")
    >>> history = model.fit(keras.random.randint((4, 28, 28, 1), 0, 2), verbose=0)
    >>> sorted(history.history)
    ['kl_divergence', 'loss', 'reconstruction_error']
    """
    return VariationalAutoencoder(input_shape, latent_dim, hidden_units, activation, decoder, name=name)
