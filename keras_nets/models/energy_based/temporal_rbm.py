"""Temporal restricted Boltzmann machine and its stack (Sutskever and Hinton, 2007)."""

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._contrastive_divergence import MachineOfUnits
from keras_nets.models.energy_based._sequence_machine import past_influence
from keras_nets.models.energy_based.conditional_rbm import ConditionalRestrictedBoltzmannMachine

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class TemporalRestrictedBoltzmannMachine(ConditionalRestrictedBoltzmannMachine):
    """Machine of sequences whose biases depend linearly on the last frames and on their hidden units.

    b_t = b + Σ_k v_(t-k) A_k and c_t = c + Σ_k v_(t-k) B_k + Σ_k h_(t-k) C_k. What the hidden units were is filtered:
    frame after frame, h_t is replaced by p(h_t = 1 | v_t, past), which is then held constant while contrastive
    divergence learns every frame as in `ConditionalRestrictedBoltzmannMachine`, which tells of metrics and methods.
    Differs: states before the first frame count as zeros, where the paper learns biases of their own for them.

    Reference:
        Sutskever, Hinton, 2007, Learning multilevel distributed representations for high-dimensional sequences,
        https://proceedings.mlr.press/v2/sutskever07a.html

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Length of h_t.
        order: Frames that the biases look back on.
        hidden_order: Frames whose hidden units the hidden biases look back on.
        visible: `"bernoulli"` (values from 0 to 1) or `"gaussian"` (unit variance).
        cd_steps: Steps of the Gibbs chain.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, frames, hidden_units)`.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> machine = TemporalRestrictedBoltzmannMachine((5, 2), 3)
    >>> machine.free_energy(keras.ops.zeros((4, 7, 2))).shape == (4, 7)
    True
    """

    def __init__(self, input_shape, hidden_units, order=1, hidden_order=1, visible="bernoulli", cd_steps=1, **kwargs):
        super().__init__(input_shape, hidden_units, order=order, visible=visible, cd_steps=cd_steps, **kwargs)
        check_counts(self.name, hidden_order=hidden_order)
        self.hidden_order = hidden_order
        self.hidden_to_hidden = self.add_past("hidden_to_hidden", hidden_order, hidden_units, hidden_units)

    def biases(self, frames, hidden):
        visible_bias, hidden_bias = super().biases(frames, hidden)
        return visible_bias, hidden_bias + past_influence(hidden, self.past_kernel(self.hidden_to_hidden))

    def filter(self, frames):
        # Without the hidden units' own past, all frames receive their input at once.
        received = ops.matmul(frames, self.kernel) + super().biases(frames, None)[1]
        width = self.hidden_order * self.hidden_units
        kernel = ops.reshape(self.past_kernel(self.hidden_to_hidden), (width, self.hidden_units))

        def step(past, received):
            hidden = ops.sigmoid(received + ops.matmul(past, kernel))
            past = ops.concatenate([hidden, past], axis=1)[:, :width]
            # On TensorFlow a scan gives out only what has the shape of its state.
            return past, past

        before = ops.zeros((ops.shape(frames)[0], width), dtype=received.dtype)
        _, pasts = ops.scan(step, before, ops.transpose(received, (1, 0, 2)))
        return ops.transpose(pasts[..., : self.hidden_units], (1, 0, 2))

    def get_config(self):
        return {**super().get_config(), "hidden_order": self.hidden_order}


@keras.saving.register_keras_serializable(package="keras_nets")
class StackedTemporalRestrictedBoltzmannMachine(MachineOfUnits):
    """Temporal machines of which each takes the hidden sequence of the one below for its frames.

    All learn at once, each by its own contrastive divergence: the loss is the sum of theirs, and no gradient passes
    from one to another. The metrics are those of the lowest machine; calling the model gives the hidden sequence of
    the highest.

    Reference:
        Sutskever, Hinton, 2007, Learning multilevel distributed representations for high-dimensional sequences,
        https://proceedings.mlr.press/v2/sutskever07a.html

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Hidden units of each machine, from the lowest on.
        visible: Kind of the lowest machine's visible units.
        **arguments: `order`, `hidden_order` and `cd_steps` of every machine.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, frames, hidden_units[-1])`.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> stack = StackedTemporalRestrictedBoltzmannMachine((5, 2), (4, 3))
    >>> stack(keras.ops.zeros((1, 5, 2))).shape == (1, 5, 3)
    True
    """

    def __init__(self, input_shape, hidden_units, order=1, hidden_order=1, visible="bernoulli", cd_steps=1, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(hidden_units, tuple | list) or not hidden_units:
            raise ValueError(
                f"{self.name} needs the units of each machine, such as (64, 32), got hidden_units={hidden_units!r}"
            )
        self.shared = {"order": order, "hidden_order": hidden_order, "cd_steps": cd_steps}
        self.machines = []
        for level, units in enumerate(hidden_units, 1):
            shape = (input_shape[0], hidden_units[level - 2]) if level > 1 else input_shape
            kind = "bernoulli" if level > 1 else visible
            self.machines.append(
                TemporalRestrictedBoltzmannMachine(shape, units, visible=kind, name=f"machine_{level}", **self.shared)
            )
        self.units, self.input_spec = self.machines[0].units, self.machines[0].input_spec
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_error")
        self.prediction_tracker = keras.metrics.Mean(name="prediction_error")
        self.built = True

    def call(self, inputs):
        for machine in self.machines:
            inputs = machine(inputs)
        return inputs

    def generate(self, history, steps, gibbs_steps=10):
        """Continues sequences: the highest machine generates its frames, which then pass down through the others."""
        levels = [history]
        for machine in self.machines[:-1]:
            levels.append(machine.filter(machine.frames(levels[-1])))
        states = self.machines[-1].generate(levels[-1], steps, gibbs_steps)
        for machine, sequence in zip(self.machines[-2::-1], levels[-2::-1], strict=True):
            states = machine.decode(sequence, states)
        return states

    def predict_frames(self, sequence, steps=5):
        """Means of every frame as the lowest machine predicts them from their past."""
        return self.machines[0].predict_frames(sequence, steps)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        losses, level = [], x
        for machine in self.machines:
            loss, error = machine.contrastive_divergence(level)
            if machine is self.machines[0]:
                self.reconstruction_tracker.update_state(error)
            losses.append(loss)
            level = ops.stop_gradient(machine.filter(machine.frames(level)))
        self.prediction_tracker.update_state(self.machines[0].prediction_error(x))
        return sum(losses)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:2], self.machines[-1].hidden_units)

    def get_config(self):
        return {
            **super().get_config(),
            **self.shared,
            "input_shape": self.machines[0].example_shape,
            "hidden_units": [machine.hidden_units for machine in self.machines],
            "visible": self.machines[0].visible,
        }


def temporal_rbm(
    input_shape, hidden_units, *, order=1, hidden_order=1, visible="bernoulli", cd_steps=1, name="temporal_rbm"
):
    """Builds a temporal restricted Boltzmann machine, to be trained by `fit(x)` without targets.

    The biases of a frame depend on the last frames, those of its hidden units also on the last hidden units; see
    `TemporalRestrictedBoltzmannMachine` for the formulas and the methods that predict and generate.
    Differs: states before the first frame count as zeros, where the paper learns biases of their own for them.

    Reference:
        Sutskever, Hinton, 2007, Learning multilevel distributed representations for high-dimensional sequences,
        https://proceedings.mlr.press/v2/sutskever07a.html

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Number of hidden units of a frame.
        order: Frames that the biases look back on.
        hidden_order: Frames whose hidden units the hidden biases look back on.
        visible: `"bernoulli"` for values from 0 to 1, or `"gaussian"` for values of mean 0 and variance 1.
        cd_steps: Steps of the Gibbs chain that starts from the data.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, frames, hidden_units)`: the probabilities of the hidden units.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> temporal_rbm((8, 4), 5).count_params()
    90
    """
    return TemporalRestrictedBoltzmannMachine(
        input_shape,
        hidden_units,
        order=order,
        hidden_order=hidden_order,
        visible=visible,
        cd_steps=cd_steps,
        name=name,
    )


def stacked_temporal_rbm(input_shape, hidden_units, *, name="stacked_temporal_rbm", **arguments):
    """Builds temporal machines on top of each other, each learning the hidden sequence of the one below.

    As in `temporal_rbm`, where `hidden_units` lists those of each machine, from the lowest on.

    >>> stacked_temporal_rbm((8, 4), (5, 3)).count_params()
    162
    """
    return StackedTemporalRestrictedBoltzmannMachine(input_shape, hidden_units, name=name, **arguments)
