"""Restricted Boltzmann machine, trained by contrastive divergence (Smolensky, 1986; Hinton, 2002)."""

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._contrastive_divergence import BipartiteMachine
from keras_nets.models.energy_based._partition_function import exact_log_partition
from keras_nets.models.energy_based._visible_units import draw_binary, visible_units_of

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class RestrictedBoltzmannMachine(BipartiteMachine):
    """Energy model of vectors v, whose binary hidden units h do not see each other, nor do the visible ones.

    E(v, h) = -b·v - c·h - v W h, hence p(h|v) = σ(c + v W), p(v|h) = σ(b + W h), and p(v) = exp(-F(v)) / Z with the
    free energy F(v) = -b·v - Σ log(1 + exp(c + v W)). Gaussian visible units of unit variance add |v|² / 2 to both
    energies, and p(v|h) has the mean b + W h. The gradient of F(v_data) - F(v_model), where v_model ends a Gibbs
    chain and is held constant, is <v h>_data - <v h>_model; the chain starts from the data and makes k steps, or it
    is one of `persistent_chains` that go on from training step to training step.

    `fit(x)` takes no targets and no loss; it shows the difference of free energies as `loss` (no likelihood: it
    may rise), the `reconstruction_error` after one step, and of binary units the `pseudo_log_likelihood`, estimated
    on one bit of each example. Calling the model gives p(h|v), the features for a next layer. Values between 0 and
    1 count as probabilities of a binary visible unit.

    Reference:
        Smolensky, 1986, Information processing in dynamical systems: foundations of harmony theory,
        https://apps.dtic.mil/sti/citations/ADA620727
        Hinton, 2002, Training products of experts by minimizing contrastive divergence,
        https://doi.org/10.1162/089976602760128018
        Tieleman, 2008, Training restricted Boltzmann machines using approximations to the likelihood gradient,
        https://doi.org/10.1145/1390156.1390290

    Args:
        visible_units: Length of v.
        hidden_units: Length of h.
        cd_steps: Steps k of the Gibbs chain.
        persistent_chains: Number of chains that are kept; 0 starts one from each example.
        visible: Kind of the visible units, `"bernoulli"`, `"gaussian"` or `"truncated_exponential"` (see
            `continuous_rbm`).
        sparsity_target: Fraction of examples that shall switch a hidden unit on; None leaves it free.
        sparsity_cost: Weight of the squared distance to it.

    Input shape:
        `(batch, visible_units)`.

    Output shape:
        `(batch, hidden_units)`.

    Raises:
        ValueError: If an argument is out of range, or an array given to `fit` is.

    Example:

    >>> machine = RestrictedBoltzmannMachine(6, 3)
    >>> machine.count_params()
    27
    >>> machine.free_energy(keras.ops.zeros((2, 6))).shape == (2,)
    True
    """

    def __init__(
        self,
        visible_units,
        hidden_units,
        cd_steps=1,
        persistent_chains=0,
        visible="bernoulli",
        sparsity_target=None,
        sparsity_cost=1.0,
        **kwargs,
    ):
        name = kwargs.get("name") or "rbm"
        check_counts(name, visible_units=visible_units, hidden_units=hidden_units)
        super().__init__(
            (visible_units,),
            visible_units_of(visible, name),
            cd_steps,
            persistent_chains,
            sparsity_target,
            sparsity_cost,
            **kwargs,
        )
        self.visible_units = visible_units
        self.hidden_units = hidden_units
        self.visible = visible
        if visible == "bernoulli":
            self.likelihood_tracker = keras.metrics.Mean(name="pseudo_log_likelihood")
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

    def visible_input(self, hidden):
        """b + W h: the log odds of binary visible units, the means of Gaussian ones."""
        return ops.matmul(self._as_weights(hidden), ops.transpose(self.kernel)) + self.visible_bias

    def hidden_mean(self, hidden_input):
        """p(h = 1 | v) from c + v W."""
        return ops.sigmoid(hidden_input)

    def draw_hidden(self, hidden_input):
        """A state h drawn from p(h|v), from c + v W."""
        return draw_binary(self.hidden_mean(hidden_input), self.seed_generator)

    def energy(self, visible, hidden):
        """E(v, h) of each pair of states."""
        visible, hidden = self._as_weights(visible), self._as_weights(hidden)
        interaction = ops.sum(ops.matmul(visible, self.kernel) * hidden, axis=-1)
        biases = ops.matmul(visible, self.visible_bias) + ops.matmul(hidden, self.hidden_bias)
        return self.units.base_energy(visible) - biases - interaction

    def free_energy(self, visible, hidden_input=None):
        """F(v) = -log Σ_h exp(-E(v, h)) of each state; `hidden_input` is c + v W where it is known already."""
        visible = self._as_weights(visible)
        hidden_input = self.hidden_input(visible) if hidden_input is None else hidden_input
        softplus = ops.sum(ops.softplus(hidden_input), axis=-1)
        return self.units.base_energy(visible) - ops.matmul(visible, self.visible_bias) - softplus

    def hidden_free_energy(self, hidden):
        """-log Σ_v exp(-E(v, h)) of each hidden state, an integral where v is continuous."""
        hidden = self._as_weights(hidden)
        normalizer = ops.sum(self.units.log_normalizer(self.visible_input(hidden)), axis=-1)
        return -ops.matmul(hidden, self.hidden_bias) - normalizer

    def log_partition(self):
        """log Z by summing over all states of at most 20 hidden units."""
        return exact_log_partition(self)

    def log_likelihood(self, visible, log_partition=None):
        """log p(v) = -F(v) - log Z of each state, a density where v is continuous.

        `log_partition` is an estimate such as that of `annealed_log_partition`; None sums exactly.
        """
        log_partition = self.log_partition() if log_partition is None else log_partition
        return -self.free_energy(visible) - log_partition

    def pseudo_log_likelihood(self, visible, hidden_input=None):
        """Unbiased estimate of Σ_i log p(v_i | the other units) of each state, from one unit i drawn at random.

        Only of binary visible units.
        """
        if self.visible != "bernoulli":
            raise ValueError(
                f"{self.name} has {self.visible} visible units; pseudo_log_likelihood needs visible='bernoulli', "
                "log_likelihood takes all kinds"
            )
        visible = self._as_weights(visible)
        hidden_input = self.hidden_input(visible) if hidden_input is None else hidden_input
        unit = keras.random.randint((ops.shape(visible)[0],), 0, self.visible_units, seed=self.seed_generator)
        # Flipping unit i changes c + v W by one row of W, which costs less than another product.
        change = 1 - 2 * ops.take_along_axis(visible, unit[:, None], axis=1)
        flipped_input = hidden_input + change * ops.take(self.kernel, unit, axis=0)
        softplus = ops.sum(ops.softplus(flipped_input) - ops.softplus(hidden_input), axis=-1)
        rise = -change[:, 0] * ops.take(self.visible_bias, unit) - softplus
        return self.visible_units * ops.log_sigmoid(rise)

    def measure_step(self, data, hidden_input, reconstruction):
        super().measure_step(data, hidden_input, reconstruction)
        if self.visible == "bernoulli":
            self.likelihood_tracker.update_state(self.pseudo_log_likelihood(data, hidden_input))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.hidden_units)

    def get_config(self):
        return {
            **super().get_config(),
            "visible_units": self.visible_units,
            "hidden_units": self.hidden_units,
            "visible": self.visible,
        }


def rbm(
    visible_units,
    hidden_units,
    *,
    cd_steps=1,
    persistent_chains=0,
    visible="bernoulli",
    sparsity_target=None,
    sparsity_cost=1.0,
    name="rbm",
):
    """Builds a restricted Boltzmann machine with binary hidden units, to be trained by `fit(x)` without targets.

    Contrastive divergence with `cd_steps` Gibbs steps follows <v h>_data - <v h>_model, persistently where there
    are `persistent_chains`; see `RestrictedBoltzmannMachine` for the formulas and for the methods that sample and
    measure. Of up to 20 hidden units the likelihood is exact (`log_likelihood`), beyond that
    `models.annealed_log_partition` estimates it.

    Reference:
        Hinton, 2002, Training products of experts by minimizing contrastive divergence,
        https://doi.org/10.1162/089976602760128018
        Lee, Ekanadham, Ng, 2008, Sparse deep belief net model for visual area V2,
        https://papers.nips.cc/paper/3313-sparse-deep-belief-net-model-for-visual-area-v2

    Args:
        visible_units: Number of visible units, the length of an example.
        hidden_units: Number of hidden units.
        cd_steps: Steps of the Gibbs chain in one training step.
        persistent_chains: Number of chains that go on from training step to training step; 0 starts one from each
            example.
        visible: Kind of the visible units: `"bernoulli"`, `"gaussian"` (unit variance, for standardized data), or
            `"truncated_exponential"` (see `continuous_rbm`).
        sparsity_target: Fraction of examples that shall switch a hidden unit on; None leaves it free.
        sparsity_cost: Weight of the squared distance to it.
        name: Name of the model.

    Input shape:
        `(batch, visible_units)`, values 0 and 1, or probabilities; of Gaussian units any numbers.

    Output shape:
        `(batch, hidden_units)`: the probabilities of the hidden units.

    Raises:
        ValueError: If an argument is out of range, or an array given to `fit` is.

    Example:

    >>> machine = rbm(784, 500)
    >>> machine.count_params()
    393284
    >>> machine.compile(keras.optimizers.SGD(0.05))
    >>> history = machine.fit(keras.random.uniform((10, 784)), verbose=0)
    >>> sorted(history.history)
    ['loss', 'pseudo_log_likelihood', 'reconstruction_error']
    """
    return RestrictedBoltzmannMachine(
        visible_units,
        hidden_units,
        cd_steps,
        persistent_chains,
        visible,
        sparsity_target,
        sparsity_cost,
        name=name,
    )
