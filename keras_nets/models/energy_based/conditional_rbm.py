"""Conditional restricted Boltzmann machine of sequences (Taylor, Hinton and Roweis, 2006)."""

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._sequence_machine import SequenceMachine, past_influence

import keras


@keras.saving.register_keras_serializable(package="keras_nets")
class ConditionalRestrictedBoltzmannMachine(SequenceMachine):
    """Machine of sequences whose biases depend linearly on the last frames.

    b_t = b + Σ_k v_(t-k) A_k and c_t = c + Σ_k v_(t-k) B_k with k from 1 to `order`; given them, frame v_t and its
    hidden units h_t are a restricted Boltzmann machine, E = Σ e(v_t) - b_t·v_t - c_t·h_t - v_t W h_t with e(v) = v² / 2
    for Gaussian units and 0 for binary ones.

    `fit(x)` takes no targets and no loss; it shows the difference of free energies as `loss`, the
    `reconstruction_error` of a frame after one Gibbs step, and the `prediction_error` of frames foretold from their
    past. Calling the model gives p(h_t | v_t, past). `free_energy`, `predict_frames` and `generate` take sequences of
    any length.
    Differs: frames before the first count as zeros, where the paper learns only frames whose whole past is known.

    Reference:
        Taylor, Hinton, Roweis, 2006, Modeling human motion using binary latent variables,
        https://papers.nips.cc/paper/3078-modeling-human-motion-using-binary-latent-variables

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Length of h_t.
        order: Frames that the biases look back on.
        visible: `"gaussian"` (unit variance) or `"bernoulli"` (values from 0 to 1).
        cd_steps: Steps of the Gibbs chain.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, frames, hidden_units)`.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> machine = ConditionalRestrictedBoltzmannMachine((5, 2), 3, order=2)
    >>> machine.generate(keras.ops.zeros((4, 5, 2)), steps=3).shape == (4, 3, 2)
    True
    """

    def __init__(self, input_shape, hidden_units, order=3, visible="gaussian", cd_steps=1, **kwargs):
        super().__init__(input_shape, hidden_units, visible, cd_steps, **kwargs)
        check_counts(self.name, order=order)
        self.order = order
        self.visible_to_visible = self.add_past("visible_to_visible", order, self.visible_units, self.visible_units)
        self.visible_to_hidden = self.add_past("visible_to_hidden", order, self.visible_units, hidden_units)

    def add_past(self, name, order, inputs, outputs):
        """New weights from the last `order` frames' states; `past_kernel` makes the A_k of them."""
        initializer = keras.initializers.RandomNormal(stddev=0.01)
        return self.add_weight(name=name, shape=(order, inputs, outputs), initializer=initializer)

    def past_kernel(self, weights):
        """The A_k, `(order, inputs, outputs)`."""
        return weights

    def biases(self, frames, hidden):
        visible_bias, hidden_bias = super().biases(frames, hidden)
        return (
            visible_bias + past_influence(frames, self.past_kernel(self.visible_to_visible)),
            hidden_bias + past_influence(frames, self.past_kernel(self.visible_to_hidden)),
        )

    def get_config(self):
        return {**super().get_config(), "order": self.order}


def conditional_rbm(input_shape, hidden_units, *, order=3, visible="gaussian", cd_steps=1, name="conditional_rbm"):
    """Builds a conditional restricted Boltzmann machine of sequences, to be trained by `fit(x)` without targets.

    The biases of a frame and of its hidden units depend linearly on the last `order` frames; see
    `ConditionalRestrictedBoltzmannMachine` for the formulas, the metrics and the methods that predict and generate.
    Differs: frames before the first count as zeros, where the paper learns only frames whose whole past is known.

    Reference:
        Taylor, Hinton, Roweis, 2006, Modeling human motion using binary latent variables,
        https://papers.nips.cc/paper/3078-modeling-human-motion-using-binary-latent-variables

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Number of hidden units of a frame.
        order: Frames that the biases look back on.
        visible: `"gaussian"` for values of mean 0 and variance 1, or `"bernoulli"` for values from 0 to 1.
        cd_steps: Steps of the Gibbs chain that starts from the data.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, frames, hidden_units)`: the probabilities of the hidden units.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> machine = conditional_rbm((8, 4), 5, order=2)
    >>> machine.count_params()
    101
    >>> machine.compile(keras.optimizers.SGD(0.01))
    >>> history = machine.fit(keras.random.normal((10, 8, 4)), verbose=0)
    >>> sorted(history.history)
    ['loss', 'prediction_error', 'reconstruction_error']
    """
    return ConditionalRestrictedBoltzmannMachine(
        input_shape, hidden_units, order=order, visible=visible, cd_steps=cd_steps, name=name
    )
