"""A recurrent decoder that attends to a source."""

from keras_nets.layers.additive_attention import AdditiveAttention
from keras_nets.layers.attention import joint_mask

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class AttentionDecoder(keras.layers.Layer):
    """Gated recurrent unit that before every step looks at a source, by additive attention from its state.

    c_i = Σ_j α_ij h_j over the source's annotations h_j, where α_i is the softmax over j of
    v·tanh(W s_(i-1) + U h_j); then s_i = GRU([x_i; c_i], s_(i-1)).

    Reference:
        Bahdanau, Cho, Bengio, 2014, Neural machine translation by jointly learning to align and translate,
        https://arxiv.org/abs/1409.0473

    Differs: the reset gate acts after the product with the state's weights, as in `keras.layers.GRU`.

    Args:
        units: Length of the state s.
        attention_units: Length of v; by default that of the state.

    Input shape:
        Inputs x of shape `(batch, T, features)`, annotations h `(batch, S, width)`, the first state `(batch, units)`.
        The mask of the annotations is False at those that pad.

    Output shape:
        States s `(batch, T, units)`, contexts c `(batch, T, width)` and weights α `(batch, T, S)`.

    Raises:
        ValueError: If a number of units is below 1.

    Example:

    >>> decoder = AttentionDecoder(4)
    >>> outputs = decoder(keras.Input((7, 3)), keras.Input((9, 5)), keras.Input((4,)))
    >>> [output.shape for output in outputs]
    [(None, 7, 4), (None, 7, 5), (None, 7, 9)]
    """

    def __init__(self, units, attention_units=None, **kwargs):
        super().__init__(**kwargs)
        if units < 1:
            raise ValueError(f"AttentionDecoder needs units of at least 1, got {units}")
        self.units, self.attention_units = units, attention_units
        length = units if attention_units is None else attention_units
        self.attention = AdditiveAttention(length, dtype=self.dtype_policy, name="attention")
        self.cell = keras.layers.GRUCell(units, dtype=self.dtype_policy, name="cell")
        self.supports_masking = True
        # XLA cannot compile the gradient of TensorFlow's loops over a number of steps that is not constant.
        self.supports_jit = keras.backend.backend() != "tensorflow"

    def build(self, inputs_shape, annotations_shape, initial_state_shape):
        self.attention.build((inputs_shape[0], 1, self.units), annotations_shape)
        self.cell.build((inputs_shape[0], inputs_shape[-1] + annotations_shape[-1]))

    def call(self, inputs, annotations, initial_state, annotations_mask=None):
        source = self.source(annotations, annotations_mask)

        def step(before, x):
            after = self.step(x, before[0], source)
            return after, after

        # TensorFlow's scan collects what has the form of the carry, so contexts and weights are carried along.
        context, weights = ops.zeros_like(annotations[:, 0]), ops.zeros_like(annotations[..., 0])
        _, steps = ops.scan(step, (initial_state, context, weights), ops.swapaxes(inputs, 0, 1))
        return tuple(ops.swapaxes(values, 0, 1) for values in steps)

    def source(self, annotations, mask=None):
        """What `step` needs of a source, computed once: projected annotations, annotations, and their mask or None."""
        return self.attention.projected(annotations), annotations, joint_mask(None, annotations, mask)

    def step(self, x, state, source):
        """State, context and weights of one step, from its input `(batch, features)` and the state before it."""
        context, weights = self.attention.attend(state[:, None], *source)
        _, (state,) = self.cell(ops.concatenate([x, context[:, 0]], axis=-1), [state])
        return state, context[:, 0], weights[:, 0]

    def compute_mask(self, inputs, previous_mask=None):
        return None if previous_mask is None else (previous_mask, previous_mask, None)

    def compute_output_shape(self, inputs_shape, annotations_shape, initial_state_shape):
        steps = inputs_shape[:2]
        return (*steps, self.units), (*steps, annotations_shape[-1]), (*steps, annotations_shape[1])

    def get_config(self):
        return {**super().get_config(), "units": self.units, "attention_units": self.attention_units}
