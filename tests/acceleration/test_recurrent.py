"""Accelerated recurrent layers equal Keras's in outputs, states and gradients."""

from keras_nets.acceleration import accelerate

import keras
import numpy as np
import pytest
import tensorflow as tf

BATCH, STEPS, FEATURES, UNITS = 4, 7, 5, 6
OWN = [
    {},
    {"return_sequences": True},
    {"return_sequences": True, "go_backwards": True},
    {"return_sequences": True, "zero_output_for_mask": True},
    {"use_bias": False},
    {"dropout": 0.3},
    {"activation": "relu", "recurrent_activation": "hard_sigmoid"},
    {"stateful": True},
]
KERAS = [{"unroll": True}, {"recurrent_dropout": 0.3}, {"reset_after": False}]
MASK = np.random.default_rng(0).uniform(size=(BATCH, STEPS)) > 0.4
# An example whose first steps do not count, one whose last do not, and one of padding alone.
MASK[0, :3], MASK[1, -2:], MASK[2] = False, False, False


def is_accelerated(layer):
    return "inner_loop" in vars(layer)


def trained(kind, *, accelerated, mask, dtype="float32", **arguments):
    """The layer; outputs and states; gradients of inputs, first states and weights: of two batches."""
    keras.utils.set_random_seed(0)
    layer = getattr(keras.layers, kind)(
        UNITS, return_state=True, bias_initializer="random_normal", seed=3, dtype=dtype, **arguments
    )
    layer.build((BATCH, STEPS, FEATURES))
    if accelerated:
        accelerate(layer)
    random = np.random.default_rng(1)
    x = tf.constant(random.normal(size=(BATCH, STEPS, FEATURES)), layer.compute_dtype)
    states = [tf.constant(random.normal(size=(BATCH, UNITS)), layer.compute_dtype) for _ in layer.state_size]

    @tf.function
    def step(x, states):
        first = {} if layer.stateful else {"initial_state": states}
        with tf.GradientTape() as tape:
            tape.watch([x, states])
            found = layer(x, training=True, mask=mask, **first)
            loss = sum(tf.reduce_sum(tf.sin(2.0 * tf.cast(each, tf.float32))) for each in found)
        watched = [x, *states, *(weight.value for weight in layer.trainable_weights)]
        return [*found, *tape.gradient(loss, watched, unconnected_gradients="zero")]

    return layer, step(x, states) + step(x, states)


@pytest.mark.parametrize("mask", [None, MASK], ids=["all steps", "masked"])
@pytest.mark.parametrize("arguments", OWN + KERAS, ids=str)
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_it_equals_keras(kind, arguments, mask):
    # A simple layer has no gates, and only a GRU has a reset.
    arguments = dict(arguments)
    if kind == "SimpleRNN":
        arguments.pop("recurrent_activation", None)
    if kind != "GRU" and "reset_after" in arguments:
        return
    _, theirs = trained(kind, accelerated=False, mask=mask, **arguments)
    layer, ours = trained(kind, accelerated=True, mask=mask, **arguments)
    assert is_accelerated(layer) == (not any(each.items() <= arguments.items() for each in KERAS))
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision(dtype):
    theirs, ours = (trained("LSTM", accelerated=which, mask=MASK, dtype=dtype)[1] for which in (False, True))
    for one, other in zip(ours, theirs, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(tf.cast(one, tf.float32), tf.cast(other, tf.float32), atol=0.1)


def test_eager_steps_of_a_stateful_layer_see_the_states_before_them():
    found = []
    for which in (False, True):
        tf.config.run_functions_eagerly(True)
        try:
            found.append(trained("LSTM", accelerated=which, mask=None, stateful=True)[1])
        finally:
            tf.config.run_functions_eagerly(False)
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)


def test_both_directions_are_accelerated_and_sequences_of_any_length_are_read():
    layer = keras.layers.Bidirectional(keras.layers.GRU(UNITS, return_sequences=True))
    layer.build((None, None, FEATURES))
    model = keras.Sequential([keras.Input((None, FEATURES)), layer])
    sequences = [np.random.default_rng(0).normal(size=(3, steps, FEATURES)).astype("float32") for steps in (9, 2)]
    theirs = [model(x, training=True) for x in sequences]
    accelerate(model)
    assert is_accelerated(layer.forward_layer) and is_accelerated(layer.backward_layer)
    step = tf.function(lambda x: model(x, training=True), input_signature=[tf.TensorSpec((None, None, FEATURES))])
    for x, expected in zip(sequences, theirs, strict=True):
        np.testing.assert_allclose(step(x), expected, atol=1e-6)


def test_no_gradient_of_weights_is_added_up_step_by_step():
    """Backward, the loop over time has one product a step, and the weights have theirs after it."""
    layer = accelerate(keras.layers.LSTM(UNITS))
    layer.build((BATCH, STEPS, FEATURES))

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(layer(x, training=True))
        return tape.gradient(loss, [weight.value for weight in layer.trainable_weights])

    graph = step.get_concrete_function(tf.TensorSpec((BATCH, STEPS, FEATURES))).graph
    loops = [operation for operation in graph.get_operations() if operation.type in ("While", "StatelessWhile")]
    assert len(loops) == 2
    functions = {function.signature.name: function for function in graph.as_graph_def().library.function}
    for loop in loops:
        body = functions[loop.get_attr("body").name]
        assert sum("MatMul" in node.op for node in body.node_def) == 1


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_layers_that_come_next_know_how_many_steps_there_are(kind):
    """Where the number of steps is unknown, Keras's `TimeDistributed` takes that of examples."""
    sequences = getattr(keras.layers, kind)(UNITS, return_sequences=True)
    after = [keras.layers.TimeDistributed(keras.layers.Dense(2)), keras.layers.SimpleRNN(3, unroll=True)]
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), sequences, *after])
    x = np.random.default_rng(0).normal(size=(BATCH, STEPS, FEATURES)).astype("float32")
    run = tf.function(lambda x: model(x, training=True), input_signature=[tf.TensorSpec((None, STEPS, FEATURES))])
    theirs = run(x)
    accelerate(model)
    run = tf.function(lambda x: model(x, training=True), input_signature=[tf.TensorSpec((None, STEPS, FEATURES))])
    np.testing.assert_allclose(run(x), theirs, atol=1e-5)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_activations_that_may_have_weights_are_left_to_keras(kind):
    for activation in (keras.layers.PReLU(), lambda x: keras.ops.tanh(2 * x)):
        assert not is_accelerated(accelerate(getattr(keras.layers, kind)(UNITS, activation=activation)))
