"""Recurrent layers that multiply all steps at once wherever a step does not need the one before."""

import functools

from keras_nets.acceleration.recurrence import recur

import keras
import tensorflow as tf


def accelerate(layer):
    """Has a `keras.layers.LSTM`, `GRU` or `SimpleRNN` train with fewer and faster products.

    The inputs of all steps are multiplied by the kernel at once, and so are the gradients of all weights. It computes
    what Keras computes, and does so Keras's way in inference, where loops are unrolled, with dropout between steps,
    with activations that are not Keras's functions and in a GRU that resets states before their product.

    Args:
        layer: The layer; others and subclasses, which may compute something else, are left alone.

    Example:

    >>> layer = keras.layers.SimpleRNN(1, kernel_initializer="ones", recurrent_initializer="ones", activation="linear")
    >>> accelerate(layer)
    >>> layer(np.ones((1, 3, 1)), training=True).numpy().tolist()
    [[3.0]]
    """
    if (
        type(layer) in STEPS
        and not (layer.unroll or layer.recurrent_dropout)
        and _has_one_product(layer.cell)
        and _has_functions_of_keras(layer.cell)
    ):
        layer.inner_loop = functools.partial(_inner_loop, layer)


def _has_one_product(cell):
    """Whether a step multiplies the state itself, and does so once."""
    return getattr(cell, "implementation", 2) == 2 and getattr(cell, "reset_after", True)


def _has_functions_of_keras(cell):
    """Whether the activations are functions of Keras: others may have weights, whose gradients would be lost."""
    activations = (cell.activation, getattr(cell, "recurrent_activation", cell.activation))
    return all(each in vars(keras.activations).values() for each in activations)


def _inner_loop(layer, sequences, initial_state, mask, training=False):
    """Takes the place of Keras's method: last output, outputs and states."""
    if not training:
        return type(layer).inner_loop(layer, sequences, initial_state, mask, training)
    cell = layer.cell
    mask = None if mask is None else tf.cast(tf.reshape(mask, tf.shape(sequences)[:2]), tf.bool)
    inputs, mask = (each if each is None else _by_time(each, layer.go_backwards) for each in (sequences, mask))
    if 0 < cell.dropout < 1:
        inputs *= cell.get_dropout_mask(sequences[:, 0])
    kernel, recurrent_kernel = (
        keras.ops.cast(each, cell.compute_dtype) for each in (cell.kernel, cell.recurrent_kernel)
    )
    inputs, offset = _biased(cell, tf.tensordot(inputs, kernel, 1))
    states = recur(
        functools.partial(STEPS[type(layer)], cell),
        inputs,
        recurrent_kernel,
        # A stateful layer gives variables, which it assigns to before gradients are computed.
        [tf.identity(state) for state in initial_state],
        offset=offset,
        mask=None if mask is None else _of_units(mask, recurrent_kernel.shape[0]),
        additive=type(layer) is not keras.layers.GRU,
    )
    outputs = states[0]
    if mask is not None:
        # Before the first step that counts, Keras gives zeros and not the initial state.
        shown = mask if layer.zero_output_for_mask else tf.math.cumsum(tf.cast(mask, tf.int32)) > 0
        outputs = tf.where(shown[..., None], outputs, 0)
    last, outputs = outputs[-1], tf.transpose(outputs, (1, 0, 2))
    # A loop forgets how many steps it takes, which layers that come next may ask for.
    outputs.set_shape((*sequences.shape[:2], recurrent_kernel.shape[0]))
    return last, outputs, [each[-1] for each in states]


def _of_units(mask, units):
    """A mask for every unit, since selecting is slow where a mask must be spread first."""
    return tf.broadcast_to(mask[..., None], tf.concat([tf.shape(mask), [units]], 0))


def _by_time(sequences, backwards):
    """Steps first, in the order in which the layer takes them."""
    sequences = tf.transpose(sequences, (1, 0, *range(2, len(sequences.shape))))
    return tf.reverse(sequences, [0]) if backwards else sequences


def _biased(cell, inputs):
    """Inputs with what biases add to them, and what they add to the products of states, `(batch, units)` or None."""
    if not cell.use_bias:
        return inputs, None
    bias = keras.ops.cast(cell.bias, cell.compute_dtype)
    if len(bias.shape) == 1:
        return inputs + bias, None
    return inputs + bias[0], tf.broadcast_to(bias[1], (tf.shape(inputs)[1], bias.shape[1]))


def _lstm_step(cell, inputs, product, states):
    input_gate, forget_gate, new, output_gate = tf.split(inputs + product, 4, 1)
    carried = cell.recurrent_activation(forget_gate) * states[1]
    carried += cell.recurrent_activation(input_gate) * cell.activation(new)
    return cell.recurrent_activation(output_gate) * cell.activation(carried), carried


def _gru_step(cell, inputs, product, states):
    (update, reset, new), (update_product, reset_product, new_product) = tf.split(inputs, 3, 1), tf.split(product, 3, 1)
    update = cell.recurrent_activation(update + update_product)
    reset = cell.recurrent_activation(reset + reset_product)
    return (update * states[0] + (1 - update) * cell.activation(new + reset * new_product),)


def _simple_step(cell, inputs, product, states):
    return (cell.activation(inputs + product),)


STEPS = {keras.layers.LSTM: _lstm_step, keras.layers.GRU: _gru_step, keras.layers.SimpleRNN: _simple_step}
