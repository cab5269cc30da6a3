from keras_nets.layers import squeeze_excitation

import keras
import numpy as np
import pytest

INPUTS = keras.Input((4, 5, 6))


def test_each_map_is_weighted_by_what_all_hold():
    model = keras.Model(INPUTS, squeeze_excitation(INPUTS, 2, name="se", activation="silu"))
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(size=weight.shape) for weight in model.weights])
    w1, b1, w2, b2 = (weight.squeeze() for weight in model.get_weights())
    x = generator.normal(size=(3, 4, 5, 6)).astype("float32")
    hidden = x.mean(axis=(1, 2)) @ w1 + b1
    hidden = hidden / (1 + np.exp(-hidden))
    scales = 1 / (1 + np.exp(-(hidden @ w2 + b2)))
    np.testing.assert_allclose(model(x), x * scales[:, None, None], rtol=1e-4, atol=1e-5)


def test_weights_are_two_matrices_with_biases():
    layers = keras.Model(INPUTS, squeeze_excitation(INPUTS, 2, name="se")).layers
    assert [layer.name for layer in layers[1:]] == ["se_pool", "se_reduce", "se_reduce_relu", "se_expand", "se_scale"]
    assert sum(layer.count_params() for layer in layers) == 6 * 2 + 2 + 2 * 6 + 6


def test_needs_a_unit():
    with pytest.raises(ValueError, match="squeeze_excitation needs at least 1 unit, got units=0"):
        squeeze_excitation(INPUTS, 0, name="se")
