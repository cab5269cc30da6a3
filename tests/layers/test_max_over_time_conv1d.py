from keras_nets.layers import MaxOverTimeConv1D

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def test_equals_the_largest_response_over_windows():
    layer, x = MaxOverTimeConv1D(4, 3, bias_initializer="random_normal"), random(2, 7, 5)
    outputs = layer(x)
    kernel, bias = layer.get_weights()
    responses = np.stack([np.einsum("bhd,hdf->bf", x[:, i : i + 3], kernel) + bias for i in range(5)])
    np.testing.assert_allclose(outputs, np.maximum(responses, 0).max(axis=0), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("steps", [1, 2, 3, 6])
def test_what_pads_is_never_seen(steps):
    # Responses that grow the further a window reaches into what pads.
    layer, x = MaxOverTimeConv1D(4, 3, kernel_initializer="ones", activation=None), -np.abs(random(2, 9, 5))
    mask = np.broadcast_to(np.arange(9) < steps, (2, 9))
    alone = layer(x[:, :steps])
    x[:, steps:] = 100
    np.testing.assert_allclose(layer(x, mask=mask), alone, rtol=1e-6)
    assert (keras.ops.convert_to_numpy(alone) < 0).all()


def test_a_short_sequence_is_filled_up_with_zeros():
    layer, x = MaxOverTimeConv1D(4, 5, activation=None), random(2, 2, 3)
    filled = np.concatenate([x, np.zeros((2, 3, 3), "float32")], axis=1)
    np.testing.assert_allclose(layer(x), layer(filled), rtol=1e-6)
    np.testing.assert_allclose(layer(x), np.einsum("bhd,hdf->bf", filled, layer.get_weights()[0]), rtol=1e-5, atol=1e-6)


def test_where_all_pads_the_response_is_that_to_zeros():
    layer = MaxOverTimeConv1D(4, 3, bias_initializer="ones")
    np.testing.assert_allclose(layer(random(2, 6, 5), mask=np.zeros((2, 6), bool)), np.ones((2, 4)))


def test_computes_in_half_precision_and_hands_on_no_mask():
    words = keras.layers.Embedding(5, 3, mask_zero=True)(np.array([[1, 2, 0]]))
    outputs = MaxOverTimeConv1D(4, 2, dtype="mixed_float16")(words)
    assert keras.backend.standardize_dtype(outputs.dtype) == "float16"
    assert np.isfinite(keras.ops.convert_to_numpy(outputs)).all()
    assert getattr(outputs, "_keras_mask", None) is None


def test_saved_models_need_no_custom_objects(tmp_path):
    inputs = keras.Input((None, 3))
    model = keras.Model(inputs, MaxOverTimeConv1D(4, 2, kernel_regularizer="l2")(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(random(2, 6, 3)), model(random(2, 6, 3)))
    assert loaded.layers[-1].get_config() == model.layers[-1].get_config()
