from keras_nets.layers import AttentionDecoder

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def arrays(outputs):
    return [keras.ops.convert_to_numpy(output) for output in outputs]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def reference(layer, inputs, annotations, state, allowed):
    """States, contexts and weights of one example, step by step as in the paper's appendix."""
    query_kernel, key_kernel, v, kernel, recurrent_kernel, (bias, recurrent_bias) = layer.get_weights()
    steps = []
    for x in inputs:
        exponentials = np.exp(np.tanh(state @ query_kernel + annotations @ key_kernel) @ v) * allowed
        weights = exponentials / exponentials.sum()
        context = weights @ annotations
        from_input = np.split(np.concatenate([x, context]) @ kernel + bias, 3)
        from_state = np.split(state @ recurrent_kernel + recurrent_bias, 3)
        update, reset = (sigmoid(from_input[gate] + from_state[gate]) for gate in (0, 1))
        state = update * state + (1 - update) * np.tanh(from_input[2] + reset * from_state[2])
        steps.append((state, context, weights))
    return [np.stack(values) for values in zip(*steps, strict=True)]


def test_equals_the_papers_loop():
    layer = AttentionDecoder(4, attention_units=6)
    inputs, annotations, state = random(2, 7, 3), random(2, 5, 8, seed=1), random(2, 4, seed=2)
    mask = np.array([[True] * 5, [True, True, True, False, False]])
    layer.build(inputs.shape, annotations.shape, state.shape)
    layer.set_weights([random(*weight.shape, seed=n) for n, weight in enumerate(layer.get_weights())])
    outputs = arrays(layer(inputs, annotations, state, annotations_mask=mask))
    for example in range(2):
        expected = reference(layer, inputs[example], annotations[example], state[example], mask[example])
        for ours, theirs in zip(outputs, expected, strict=True):
            np.testing.assert_allclose(ours[example], theirs, rtol=1e-4, atol=1e-5)
    assert (outputs[2][1, :, 3:] == 0).all()
    np.testing.assert_allclose(outputs[2].sum(axis=-1), 1, rtol=1e-5)


def test_states_and_contexts_keep_the_mask_of_the_inputs():
    words = keras.layers.Embedding(5, 3, mask_zero=True)(np.array([[1, 2, 0]]))
    states, contexts, weights = AttentionDecoder(4)(words, random(1, 5, 8), random(1, 4))
    for values in (states, contexts):
        np.testing.assert_array_equal(values._keras_mask, [[True, True, False]])
    assert getattr(weights, "_keras_mask", None) is None


def test_computes_in_half_precision():
    outputs = AttentionDecoder(4, dtype="mixed_bfloat16")(random(2, 7, 3), random(2, 5, 8), random(2, 4))
    assert {keras.backend.standardize_dtype(output.dtype) for output in outputs} == {"bfloat16"}


def test_config_builds_the_same_layer():
    layer = AttentionDecoder(4, attention_units=6, dtype="mixed_float16", name="decoder")
    copy = AttentionDecoder.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    shapes = (2, 7, 3), (2, 5, 8), (2, 4)
    copy.build(*shapes)
    # W, U and v; three gates with the weights of inputs, contexts and states, and two biases each.
    assert copy.count_params() == 6 * (4 + 8 + 1) + 3 * 4 * (3 + 8 + 4 + 2)
    assert copy.compute_output_shape(*shapes) == ((2, 7, 4), (2, 7, 8), (2, 7, 5))


@pytest.mark.parametrize("arguments, name", [((0,), "AttentionDecoder"), ((4, 0), "AdditiveAttention")])
def test_numbers_of_units_are_at_least_one(arguments, name):
    with pytest.raises(ValueError, match=f"{name} needs units of at least 1, got 0"):
        AttentionDecoder(*arguments)
