"""How machines of visible and hidden units learn: contrastive divergence, persistent or not, with sparse features."""

from keras_nets.models._counts import check_counts

import keras
import numpy as np
from keras import ops


class MachineOfUnits(keras.Model):
    """Base of machines whose visible `units` take values of a certain range."""

    def check_inputs(self, x):
        """Raises ValueError if an array has values that the visible units cannot take."""
        x = np.asarray(x)
        lowest, highest = self.units.bounds
        if x.size and not (np.isfinite(x).all() and lowest <= x.min() and x.max() <= highest):
            raise ValueError(
                f"{self.name} has visible units for values from {lowest} to {highest}, got values from {x.min():.4g} "
                f"to {x.max():.4g}; {self.units.advice}"
            )

    def fit(self, x=None, *args, **kwargs):
        # Values inside a compiled step cannot be looked at; arrays can, before it.
        if isinstance(x, np.ndarray):
            self.check_inputs(x)
        return super().fit(x, *args, **kwargs)


class BipartiteMachine(MachineOfUnits):
    """Energy model of visible units v and hidden units h, in which no two units of a side are connected.

    A subclass has `hidden_input(visible)` and `visible_input(hidden)`, what the units of one side receive from the
    other; `hidden_mean(hidden_input)` and `draw_hidden(hidden_input)`; and `free_energy(visible, hidden_input)`.

    The loss is F(v_data) - F(v_model), whose gradient is that of contrastive divergence when v_model, the end of a
    Gibbs chain, is held constant. To it comes λ Σ_j (ρ - mean of p(h_j = 1 | v) over the batch)² where features
    shall be sparse.

    Reference:
        Hinton, 2002, Training products of experts by minimizing contrastive divergence,
        https://doi.org/10.1162/089976602760128018
        Tieleman, 2008, Training restricted Boltzmann machines using approximations to the likelihood gradient,
        https://doi.org/10.1145/1390156.1390290
        Lee, Ekanadham, Ng, 2008, Sparse deep belief net model for visual area V2,
        https://papers.nips.cc/paper/3313-sparse-deep-belief-net-model-for-visual-area-v2

    Args:
        visible_shape: Shape of v.
        units: Kind of the visible units, as `_visible_units` has them.
        cd_steps: Gibbs steps from the data, or those that persistent chains make in one training step.
        persistent_chains: Chains that go on from training step to training step; 0 starts them at the data.
        sparsity_target: The fraction ρ of the time that a hidden unit should be on; None leaves it free.
        sparsity_cost: The weight λ.
    """

    def __init__(self, visible_shape, units, cd_steps, persistent_chains, sparsity_target, sparsity_cost, **kwargs):
        super().__init__(**kwargs)
        check_counts(self.name, cd_steps=cd_steps)
        check_counts(self.name, least=0, persistent_chains=persistent_chains)
        if sparsity_target is not None and not 0 < sparsity_target < 1:
            raise ValueError(f"{self.name} needs a sparsity_target between 0 and 1, or None, got {sparsity_target}")
        if sparsity_cost < 0:
            raise ValueError(f"{self.name} needs a sparsity_cost of at least 0, got {sparsity_cost}")
        self.units = units
        self.cd_steps = cd_steps
        self.persistent_chains = persistent_chains
        self.sparsity_target = sparsity_target
        self.sparsity_cost = sparsity_cost
        self.seed_generator = keras.random.SeedGenerator()
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_error")
        self.input_spec = keras.layers.InputSpec(shape=(None, *visible_shape))
        if persistent_chains:
            self.chains = self.add_weight(
                name="chains",
                shape=(persistent_chains, *visible_shape),
                initializer="zeros",
                trainable=False,
                aggregation="only_first_replica",
            )

    def hidden_given_visible(self, visible):
        """Probabilities p(h = 1 | v)."""
        return self.hidden_mean(self.hidden_input(visible))

    def visible_given_hidden(self, hidden):
        """Means of p(v|h); of binary units these are the probabilities p(v = 1 | h)."""
        return self.units.mean(self.visible_input(hidden))

    def sample_hidden(self, visible):
        """A state h drawn from p(h|v)."""
        return self.draw_hidden(self.hidden_input(visible))

    def sample_visible(self, hidden):
        """A state v drawn from p(v|h)."""
        return self.units.draw(self.visible_input(hidden), self.seed_generator)

    def gibbs_step(self, visible):
        """A state v' drawn from p(v|h) after an h drawn from p(h|v)."""
        return self.sample_visible(self.sample_hidden(visible))

    def gibbs_chain(self, visible, length, steps=1):
        """Means of p(v|h) along a chain from `visible`, every `steps` Gibbs steps: `(length, *visible.shape)`."""
        means = []
        for _ in range(length):
            for _ in range(steps - 1):
                visible = self.gibbs_step(visible)
            hidden = self.sample_hidden(visible)
            means.append(self.visible_given_hidden(hidden))
            visible = self.sample_visible(hidden)
        return ops.stack(means)

    def reconstruct(self, visible):
        """Means of the visible units given the probabilities of the hidden units, without drawing."""
        return self.visible_given_hidden(self.hidden_given_visible(visible))

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        data = self._as_weights(x)
        hidden_input = self.hidden_input(data)
        visible_input = self.visible_input(self.draw_hidden(hidden_input))
        if self.persistent_chains:
            model, steps = ops.convert_to_tensor(self.chains), self.cd_steps
        else:
            model, steps = self.units.draw(visible_input, self.seed_generator), self.cd_steps - 1
        for _ in range(steps):
            model = self.gibbs_step(model)
        model = ops.stop_gradient(model)
        if self.persistent_chains and training:
            self.chains.assign(model)
        self.measure_step(data, hidden_input, self.units.mean(visible_input))
        loss = ops.mean(self.free_energy(data, hidden_input)) - ops.mean(self.free_energy(model))
        return loss if self.sparsity_target is None else loss + self.sparsity_penalty(hidden_input)

    def measure_step(self, data, hidden_input, reconstruction):
        """Updates the metrics that `fit` shows."""
        axes = tuple(range(1, len(data.shape)))
        self.reconstruction_tracker.update_state(ops.mean(ops.square(data - reconstruction), axis=axes))

    def sparsity_penalty(self, hidden_input):
        """λ Σ_j (ρ - q_j)², where q_j is the mean activation of a hidden unit, or of all units of a filter."""
        axes = tuple(range(len(hidden_input.shape) - 1))
        activation = ops.mean(self.hidden_mean(hidden_input), axis=axes)
        return self.sparsity_cost * ops.sum(ops.square(self.sparsity_target - activation))

    def get_config(self):
        return {
            **super().get_config(),
            "cd_steps": self.cd_steps,
            "persistent_chains": self.persistent_chains,
            "sparsity_target": self.sparsity_target,
            "sparsity_cost": self.sparsity_cost,
        }

    def _as_weights(self, state):
        return ops.cast(state, self.kernel.dtype)
