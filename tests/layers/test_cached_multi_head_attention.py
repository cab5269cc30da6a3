from keras_nets.layers import CachedMultiHeadAttention

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def attention(**arguments):
    keras.utils.set_random_seed(0)
    layer = CachedMultiHeadAttention(2, 3, **arguments)
    layer.build((None, None, 6), (None, None, 6))
    return layer


def test_calls_are_those_of_keras():
    ours, kerass = attention(value_dim=5), keras.layers.MultiHeadAttention(2, 3, value_dim=5)
    kerass.build((None, None, 6), (None, None, 6))
    assert [weight.shape for weight in kerass.weights] == [weight.shape for weight in ours.weights]
    kerass.set_weights(ours.get_weights())
    x, y = random(2, 4, 6), random(2, 7, 6, seed=1)
    np.testing.assert_array_equal(ours(x, y), kerass(x, y))


@pytest.mark.parametrize("value_dim", [None, 5])
def test_steps_give_what_the_causal_call_gives(value_dim):
    layer, x = attention(value_dim=value_dim), random(3, 5, 6)
    expected = numpy(layer(x, x, use_causal_mask=True))
    # Room for more positions than are used.
    cache = layer.empty_cache(3, 8)
    for position in range(5):
        output, cache = layer.step(x[:, position : position + 1], position, cache)
        np.testing.assert_allclose(numpy(output)[:, 0], expected[:, position], atol=1e-6)


def test_a_step_does_not_see_what_is_masked_nor_what_is_later():
    layer, x = attention(), random(1, 4, 6)
    mask = np.array([[True, False, True, True]])
    cache = layer.project(x)
    output, _ = layer.step(x[:, 2:3], 2, cache, keras.ops.convert_to_tensor(mask))
    np.testing.assert_allclose(numpy(output), numpy(layer(x[:, 2:3], x[:, [0, 2]])), atol=1e-6)


def test_projected_keys_and_values_serve_for_the_layer_itself():
    layer, x, y = attention(), random(2, 3, 6), random(2, 7, 6, seed=1)
    mask = np.random.default_rng(0).random((2, 7)) < 0.6
    output = layer.attend(x, layer.project(y), keras.ops.convert_to_tensor(mask))
    np.testing.assert_allclose(numpy(output), numpy(layer(x, y, attention_mask=mask[:, None])), atol=1e-6)


def test_half_precision():
    layer = attention(dtype="mixed_bfloat16")
    output, cache = layer.step(keras.ops.cast(random(1, 1, 6), "bfloat16"), 0, layer.empty_cache(1, 4))
    tensors = [output, *cache.values()]
    assert {keras.backend.standardize_dtype(tensor.dtype) for tensor in tensors} == {"bfloat16"}


def test_configuration_comes_back_once_built():
    layer = attention(use_bias=False)
    again = CachedMultiHeadAttention.from_config(layer.get_config())
    again.build((None, None, 6), (None, None, 6))
    assert [weight.shape for weight in again.weights] == [weight.shape for weight in layer.weights]


@pytest.mark.parametrize("refused", [{"use_gate": True}, {"sliding_window": 3}])
def test_what_steps_cannot_do_is_refused(refused):
    with pytest.raises(ValueError, match=f"has no {next(iter(refused))}; use keras.layers.MultiHeadAttention"):
        CachedMultiHeadAttention(2, 3, **refused)
