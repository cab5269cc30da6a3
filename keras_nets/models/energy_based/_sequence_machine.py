"""What machines of sequences share: biases that follow the past, contrastive divergence, prediction, generation."""

import math

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._contrastive_divergence import MachineOfUnits
from keras_nets.models.energy_based._visible_units import draw_binary, visible_units_of

import keras
from keras import ops


class SequenceMachine(MachineOfUnits):
    """Energy model of a sequence whose every frame is a restricted Boltzmann machine, given the frames before it.

    E(v_t, h_t | past) = Σ e(v_t) - b_t·v_t - c_t·h_t - v_t W h_t: the weights W serve all frames, the biases b_t and
    c_t are functions of the past, which is what a subclass adds in `biases`. The loss is F(v_t) - F(v'_t) averaged
    over the frames, where v'_t ends a Gibbs chain from v_t under the same biases and is held constant.

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Length of h_t.
        visible: Kind of the visible units, `"bernoulli"` or `"gaussian"`.
        cd_steps: Steps of the Gibbs chain.
    """

    def __init__(self, input_shape, hidden_units, visible, cd_steps, **kwargs):
        super().__init__(**kwargs)
        self.example_shape = tuple(input_shape)
        if len(self.example_shape) < 2 or None in self.example_shape[1:]:
            raise ValueError(
                f"{self.name} needs the frames of a sequence (or None) and every size of a frame, such as (8, 64), "
                f"got input_shape={input_shape}"
            )
        check_counts(self.name, hidden_units=hidden_units, cd_steps=cd_steps)
        self.units = visible_units_of(visible, self.name)
        self.visible = visible
        self.visible_units = math.prod(self.example_shape[1:])
        self.hidden_units = hidden_units
        self.cd_steps = cd_steps
        self.seed_generator = keras.random.SeedGenerator()
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_error")
        self.prediction_tracker = keras.metrics.Mean(name="prediction_error")
        self.input_spec = keras.layers.InputSpec(shape=(None, *self.example_shape))
        self.kernel = self.add_weight(
            name="kernel",
            shape=(self.visible_units, hidden_units),
            initializer=keras.initializers.RandomNormal(stddev=0.01),
        )
        self.visible_bias = self.add_weight(name="visible_bias", shape=(self.visible_units,), initializer="zeros")
        self.hidden_bias = self.add_weight(name="hidden_bias", shape=(hidden_units,), initializer="zeros")
        self.built = True

    def call(self, inputs):
        return self.filter(self.frames(inputs))

    def biases(self, frames, hidden):
        """b_t and c_t of every t, from flat frames and hidden states before t."""
        return self.visible_bias, self.hidden_bias

    def filter(self, frames):
        """p(h_t = 1 | v_t and the past) of flat frames, `(batch, time, hidden_units)`."""
        return self.hidden_given_visible(frames, self.biases(frames, None)[1])

    def frames(self, sequence):
        """A batch of sequences with flat frames: `(batch, time, visible_units)`."""
        sequence = ops.cast(sequence, self.kernel.dtype)
        batch, time = ops.shape(sequence)[:2]
        return ops.reshape(sequence, (batch, time, self.visible_units))

    def hidden_given_visible(self, visible, hidden_bias):
        """Probabilities p(h_t = 1 | v_t) where c_t is `hidden_bias`."""
        return ops.sigmoid(ops.matmul(visible, self.kernel) + hidden_bias)

    def visible_given_hidden(self, hidden, visible_bias):
        """Means of p(v_t | h_t) where b_t is `visible_bias`."""
        return self.units.mean(self._visible_input(hidden, visible_bias))

    def free_energy(self, sequence):
        """F(v_t | past) = -log Σ_h exp(-E(v_t, h | past)) of every frame, `(batch, time)`."""
        frames = self.frames(sequence)
        data, visible_bias, hidden_bias = self._rows(frames)
        return ops.reshape(self._row_energies(data, visible_bias, hidden_bias), ops.shape(frames)[:2])

    def predict_frames(self, sequence, steps=5):
        """Means of every frame as its past predicts them, by mean-field steps from the frame before."""
        frames = self.frames(sequence)
        visible_bias, hidden_bias = self._given_past(frames)
        visible = ops.pad(frames, ((0, 0), (1, 0), (0, 0)))[:, :-1]
        for _ in range(steps):
            visible = self.visible_given_hidden(self.hidden_given_visible(visible, hidden_bias), visible_bias)
        return ops.reshape(visible, ops.shape(sequence))

    def generate(self, history, steps, gibbs_steps=10):
        """Continues sequences: `steps` new frames, each the end of a Gibbs chain that starts at the frame before it.

        The last step of a chain takes the mean of the visible units instead of a draw.

        Args:
            history: `(batch, time, ...)`, at least one frame.
            steps: Frames to add.
            gibbs_steps: Length of each chain.
        """
        check_counts(self.name, steps=steps, gibbs_steps=gibbs_steps)
        frames = self.frames(history)
        hidden = self.filter(frames)
        for _ in range(steps):
            visible_bias, hidden_bias = self.next_biases(frames, hidden)
            visible = frames[:, -1]
            for _ in range(gibbs_steps - 1):
                visible = self._gibbs_step(visible, visible_bias, hidden_bias)
            sample = self._draw_hidden(visible, hidden_bias)
            visible = self.visible_given_hidden(sample, visible_bias)
            frames = _with_frame(frames, visible)
            hidden = _with_frame(hidden, self.hidden_given_visible(visible, hidden_bias))
        return ops.reshape(frames[:, -steps:], (-1, steps, *self.example_shape[1:]))

    def decode(self, history, hidden):
        """Continues sequences by the means of frames whose hidden states are `hidden`, `(batch, steps, units)`."""
        frames = self.frames(history)
        past, steps = self.filter(frames), hidden.shape[1]
        for step in range(steps):
            visible = self.visible_given_hidden(hidden[:, step], self.next_biases(frames, past)[0])
            frames, past = _with_frame(frames, visible), _with_frame(past, hidden[:, step])
        return ops.reshape(frames[:, -steps:], (-1, steps, *self.example_shape[1:]))

    def next_biases(self, frames, hidden):
        """b and c of the frame after the last one."""
        longer = (ops.pad(states, ((0, 0), (0, 1), (0, 0))) for states in (frames, hidden))
        return tuple(bias[:, -1] for bias in self.biases(*longer))

    def contrastive_divergence(self, sequence):
        """The loss, and the squared error of every frame's reconstruction."""
        data, visible_bias, hidden_bias = self._rows(self.frames(sequence))
        visible_input = self._visible_input(self._draw_hidden(data, hidden_bias), visible_bias)
        model = self.units.draw(visible_input, self.seed_generator)
        for _ in range(self.cd_steps - 1):
            model = self._gibbs_step(model, visible_bias, hidden_bias)
        energies = (self._row_energies(rows, visible_bias, hidden_bias) for rows in (data, ops.stop_gradient(model)))
        error = ops.mean(ops.square(data - self.units.mean(visible_input)), axis=-1)
        return ops.mean(ops.subtract(*energies)), error

    def prediction_error(self, sequence):
        """Squared error of every predicted frame."""
        return ops.mean(ops.square(self.frames(sequence) - self.frames(self.predict_frames(sequence))), axis=-1)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss, reconstruction_error = self.contrastive_divergence(x)
        self.reconstruction_tracker.update_state(reconstruction_error)
        self.prediction_tracker.update_state(self.prediction_error(x))
        return loss

    def compute_output_shape(self, input_shape):
        return (*input_shape[:2], self.hidden_units)

    def get_config(self):
        return {
            **super().get_config(),
            "input_shape": self.example_shape,
            "hidden_units": self.hidden_units,
            "visible": self.visible,
            "cd_steps": self.cd_steps,
        }

    def _given_past(self, frames):
        """Biases of all frames. What hidden units were before a frame is filtered once and then held constant."""
        return self.biases(frames, ops.stop_gradient(self.filter(frames)))

    def _rows(self, frames):
        """Frames and their biases, one row a frame of any sequence."""
        return tuple(ops.reshape(x, (-1, x.shape[-1])) for x in (frames, *self._given_past(frames)))

    def _row_energies(self, visible, visible_bias, hidden_bias):
        softplus = ops.softplus(ops.matmul(visible, self.kernel) + hidden_bias)
        return self.units.base_energy(visible) - ops.sum(visible * visible_bias, axis=-1) - ops.sum(softplus, axis=-1)

    def _visible_input(self, hidden, visible_bias):
        return ops.matmul(hidden, ops.transpose(self.kernel)) + visible_bias

    def _draw_hidden(self, visible, hidden_bias):
        return draw_binary(self.hidden_given_visible(visible, hidden_bias), self.seed_generator)

    def _gibbs_step(self, visible, visible_bias, hidden_bias):
        hidden = self._draw_hidden(visible, hidden_bias)
        return self.units.draw(self._visible_input(hidden, visible_bias), self.seed_generator)


def past_influence(states, kernel):
    """Σ_k x_(t-k) A_k of every t, where x is 0 before the first frame.

    Args:
        states: `(batch, time, inputs)`.
        kernel: `(order, inputs, outputs)`; A_k stands at index k - 1.
    """
    padded = ops.pad(states, ((0, 0), (kernel.shape[0], 0), (0, 0)))[:, :-1]
    return ops.conv(padded, ops.flip(kernel, axis=0), padding="valid")


def _with_frame(states, frame):
    return ops.concatenate([states, frame[:, None]], axis=1)
