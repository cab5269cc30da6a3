"""Minimum pooling, and how the three poolings pass gradients back."""

from keras_nets.layers import MinPooling2D

import keras
import numpy as np
import pytest
import tensorflow as tf

POOLINGS = [MinPooling2D, keras.layers.MaxPooling2D, keras.layers.AveragePooling2D]


def windows(x):
    """Windows of 2x2 of maps: `(batch, rows, columns, maps, 4)`."""
    batch, height, width, maps = x.shape
    x = x.reshape(batch, height // 2, 2, width // 2, 2, maps)
    return x.transpose(0, 1, 3, 5, 2, 4).reshape(batch, height // 2, width // 2, maps, 4)


def test_least_value_of_each_window():
    x = np.random.default_rng(0).normal(size=(2, 6, 4, 3)).astype("float32")
    np.testing.assert_array_equal(MinPooling2D()(x), windows(x).min(axis=-1))


@pytest.mark.parametrize("arguments", [{"pool_size": 3, "strides": 2}, {"padding": "same"}, {"pool_size": (2, 3)}])
def test_sizes_and_mirror_of_maximum_pooling(arguments):
    x = np.random.default_rng(0).normal(size=(2, 7, 7, 3)).astype("float32")
    layer, maximum = MinPooling2D(**arguments), keras.layers.MaxPooling2D(**arguments)
    np.testing.assert_array_equal(layer(x), -keras.ops.convert_to_numpy(maximum(-x)))
    assert layer.compute_output_shape(x.shape) == layer(x).shape == maximum(x).shape


@pytest.mark.parametrize("pooling, share", list(zip(POOLINGS, [np.argmin, np.argmax, None], strict=True)))
def test_gradient_goes_to_the_chosen_value_or_is_spread(pooling, share):
    x = np.random.default_rng(0).normal(size=(2, 4, 6, 3)).astype("float32")
    inputs = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = pooling(2)(inputs)
        loss = tf.reduce_sum(outputs * outputs)
    gradients = windows(tape.gradient(loss, inputs).numpy())
    expected = np.full(gradients.shape, 0.25) if share is None else np.eye(4)[share(windows(x), axis=-1)]
    np.testing.assert_allclose(gradients, 2 * outputs.numpy()[..., None] * expected, rtol=1e-5, atol=1e-6)


def test_twenty_by_twenty_pooled_by_ten_is_two_by_two():
    assert all(pooling(10)(np.zeros((1, 20, 20, 1))).shape == (1, 2, 2, 1) for pooling in POOLINGS)


def test_saves_and_computes_in_half_precision(tmp_path):
    inputs = keras.Input((7, 7, 2))
    layer = MinPooling2D(3, strides=2, padding="same", dtype="mixed_bfloat16")
    model = keras.Model(inputs, layer(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(2, 7, 7, 2)).astype("float32")
    assert keras.backend.standardize_dtype(loaded(x).dtype) == "bfloat16"
    np.testing.assert_array_equal(loaded(x), model(x))
