"""Restricted Boltzmann machine with binary units, trained by contrastive divergence (Hinton, 2002)."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class RestrictedBoltzmannMachine(keras.Model):
    """Energy model of binary vectors v, whose hidden units h do not see each other, nor do the visible ones.

    E(v, h) = -b·v - c·h - v W h, hence p(h|v) = σ(c + v W), p(v|h) = σ(b + W h), and p(v) ∝ exp(-F(v)) with the
    free energy F(v) = -b·v - Σ log(1 + exp(c + v W)). The gradient of F(v_data) - F(v_model), where v_model ends a
    Gibbs chain of k steps from the data and is held constant, is that of contrastive divergence:
    <v h>_data - <v h>_model.

    `fit(x)` takes no targets and no loss; it shows the difference of free energies as `loss` (no likelihood: it
    may rise), the `reconstruction_error` after one step, and the `pseudo_log_likelihood`, estimated on one bit of
    each example. Calling the model gives p(h|v), the features for a next layer. Values between 0 and 1 count as
    probabilities of a visible unit.

    Reference:
        Smolensky, 1986, Information processing in dynamical systems: foundations of harmony theory,
        https://apps.dtic.mil/sti/citations/ADA620727
        Hinton, 2002, Training products of experts by minimizing contrastive divergence,
        https://doi.org/10.1162/089976602760128018

    Args:
        visible_units: Length of v.
        hidden_units: Length of h.
        cd_steps: Steps k of the Gibbs chain.

    Input shape:
        `(batch, visible_units)`.

    Output shape:
        `(batch, hidden_units)`.

    Raises:
        ValueError: If an argument is not a positive integer.

    Example:

    >>> machine = RestrictedBoltzmannMachine(6, 3)
    >>> machine.count_params()
    27
    >>> machine.free_energy(keras.ops.zeros((2, 6))).shape == (2,)
    True
    """

    def __init__(self, visible_units, hidden_units, cd_steps=1, **kwargs):
        super().__init__(**kwargs)
        for argument, value in (
            ("visible_units", visible_units),
            ("hidden_units", hidden_units),
            ("cd_steps", cd_steps),
        ):
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"rbm received {argument}={value!r}; it must be an integer of at least 1.")
        self.visible_units = visible_units
        self.hidden_units = hidden_units
        self.cd_steps = cd_steps
        self.seed_generator = keras.random.SeedGenerator()
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_error")
        self.likelihood_tracker = keras.metrics.Mean(name="pseudo_log_likelihood")
        self.input_spec = keras.layers.InputSpec(shape=(None, visible_units))
        self.kernel = self.add_weight(
            name="kernel",
            shape=(visible_units, hidden_units),
            initializer=keras.initializers.RandomNormal(stddev=0.01),
        )
        self.visible_bias = self.add_weight(name="visible_bias", shape=(visible_units,), initializer="zeros")
        self.hidden_bias = self.add_weight(name="hidden_bias", shape=(hidden_units,), initializer="zeros")
        self.built = True

    def call(self, inputs):
        return self.hidden_given_visible(inputs)

    def hidden_input(self, visible):
        """c + v W, the log odds of the hidden units."""
        return ops.matmul(self._as_weights(visible), self.kernel) + self.hidden_bias

    def hidden_given_visible(self, visible):
        """Probabilities p(h = 1 | v)."""
        return ops.sigmoid(self.hidden_input(visible))

    def visible_given_hidden(self, hidden):
        """Probabilities p(v = 1 | h)."""
        hidden = self._as_weights(hidden)
        return ops.sigmoid(ops.matmul(hidden, ops.transpose(self.kernel)) + self.visible_bias)

    def sample_hidden(self, visible):
        """A state h drawn from p(h|v)."""
        return self._draw(self.hidden_given_visible(visible))

    def sample_visible(self, hidden):
        """A state v drawn from p(v|h)."""
        return self._draw(self.visible_given_hidden(hidden))

    def gibbs_step(self, visible):
        """A state v' drawn from p(v|h) after an h drawn from p(h|v)."""
        return self.sample_visible(self.sample_hidden(visible))

    def reconstruct(self, visible):
        """Probabilities of the visible units given those of the hidden units, without drawing."""
        return self.visible_given_hidden(self.hidden_given_visible(visible))

    def energy(self, visible, hidden):
        """E(v, h) of each pair of states."""
        visible, hidden = self._as_weights(visible), self._as_weights(hidden)
        interaction = ops.sum(ops.matmul(visible, self.kernel) * hidden, axis=-1)
        return -ops.matmul(visible, self.visible_bias) - ops.matmul(hidden, self.hidden_bias) - interaction

    def free_energy(self, visible, hidden_input=None):
        """F(v) = -log Σ_h exp(-E(v, h)) of each state; `hidden_input` is c + v W where it is known already."""
        visible = self._as_weights(visible)
        hidden_input = self.hidden_input(visible) if hidden_input is None else hidden_input
        return -ops.matmul(visible, self.visible_bias) - ops.sum(ops.softplus(hidden_input), axis=-1)

    def pseudo_log_likelihood(self, visible, hidden_input=None):
        """Unbiased estimate of Σ_i log p(v_i | the other units) of each state, from one unit i drawn at random."""
        visible = self._as_weights(visible)
        hidden_input = self.hidden_input(visible) if hidden_input is None else hidden_input
        unit = keras.random.randint((ops.shape(visible)[0],), 0, self.visible_units, seed=self.seed_generator)
        # Flipping unit i changes c + v W by one row of W, which costs less than another product.
        change = 1 - 2 * ops.take_along_axis(visible, unit[:, None], axis=1)
        flipped_input = hidden_input + change * ops.take(self.kernel, unit, axis=0)
        softplus = ops.sum(ops.softplus(flipped_input) - ops.softplus(hidden_input), axis=-1)
        rise = -change[:, 0] * ops.take(self.visible_bias, unit) - softplus
        return self.visible_units * ops.log_sigmoid(rise)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        data = self._as_weights(x)
        hidden_input = self.hidden_input(data)
        reconstruction = self.visible_given_hidden(self._draw(ops.sigmoid(hidden_input)))
        model = self._draw(reconstruction)
        for _ in range(self.cd_steps - 1):
            model = self.gibbs_step(model)
        self.reconstruction_tracker.update_state(ops.mean(ops.square(data - reconstruction), axis=-1))
        self.likelihood_tracker.update_state(self.pseudo_log_likelihood(data, hidden_input))
        return ops.mean(self.free_energy(data, hidden_input) - self.free_energy(ops.stop_gradient(model)))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.hidden_units)

    def get_config(self):
        return {
            **super().get_config(),
            "visible_units": self.visible_units,
            "hidden_units": self.hidden_units,
            "cd_steps": self.cd_steps,
        }

    def _as_weights(self, state):
        return ops.cast(state, self.kernel.dtype)

    def _draw(self, probabilities):
        uniform = keras.random.uniform(ops.shape(probabilities), seed=self.seed_generator)
        return ops.cast(uniform < probabilities, probabilities.dtype)


def rbm(visible_units, hidden_units, *, cd_steps=1, name="rbm"):
    """Builds a restricted Boltzmann machine with binary units, to be trained by `fit(x)` without targets.

    Contrastive divergence with `cd_steps` Gibbs steps follows <v h>_data - <v h>_model; see
    `RestrictedBoltzmannMachine` for the formulas and for the methods that sample and measure.

    Reference:
        Hinton, 2002, Training products of experts by minimizing contrastive divergence,
        https://doi.org/10.1162/089976602760128018

    Args:
        visible_units: Number of visible units, the length of an example.
        hidden_units: Number of hidden units.
        cd_steps: Steps of the Gibbs chain that starts from the data.
        name: Name of the model.

    Input shape:
        `(batch, visible_units)`, values 0 and 1, or probabilities.

    Output shape:
        `(batch, hidden_units)`: the probabilities of the hidden units.

    Raises:
        ValueError: If an argument is not a positive integer.

    Example:

    >>> machine = rbm(784, 500)
    >>> machine.count_params()
    393284
    >>> machine.compile(keras.optimizers.SGD(0.05))
    >>> history = machine.fit(keras.random.uniform((10, 784)), verbose=0)
    >>> sorted(history.history)
    ['loss', 'pseudo_log_likelihood', 'reconstruction_error']
    """
    return RestrictedBoltzmannMachine(visible_units, hidden_units, cd_steps, name=name)
