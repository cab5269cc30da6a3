from keras_nets.layers import KLSparsity, KSparse

import keras
import numpy as np
import pytest


def test_the_price_is_the_divergence_of_two_coins_summed_over_units():
    activations = np.random.default_rng(0).uniform(size=(5, 4)).astype("float32")
    layer = KLSparsity(activity=0.2, weight=0.5)
    np.testing.assert_array_equal(layer(activations), activations)
    means = activations.mean(axis=0)
    expected = sum(0.2 * np.log(0.2 / p) + 0.8 * np.log(0.8 / (1 - p)) for p in means)
    assert float(layer.losses[0]) == pytest.approx(0.5 * expected, rel=1e-5)


def test_units_that_are_always_on_or_off_cost_a_finite_price():
    layer = KLSparsity()
    layer(np.array([[0.0, 1.0], [0.0, 1.0]], "float32"))
    assert 10 < float(layer.losses[0]) < 1000


def test_training_brings_units_to_the_wanted_activity():
    inputs = keras.Input((6,))
    outputs = KLSparsity(0.1, 1.0)(keras.layers.Dense(8, activation="sigmoid")(inputs))
    model = keras.Model(inputs, outputs)
    model.compile(
        keras.optimizers.Adam(0.1), loss=lambda y, output: 0.0 * keras.ops.sum(output), steps_per_execution=50
    )
    x = np.random.default_rng(0).normal(size=(64, 6)).astype("float32")
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    model.fit(np.tile(x, (100, 1)), np.zeros((6400, 1)), batch_size=64, shuffle=False, verbose=0)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model(x)).mean(axis=0), 0.1, atol=0.02)


def test_the_k_largest_stay_and_only_they_get_a_gradient():
    x = np.random.default_rng(0).permutation(20).reshape(4, 5).astype("float32") + 1
    y = keras.ops.convert_to_numpy(KSparse(2)(x))
    for row, kept in zip(x, y, strict=True):
        assert sorted(kept[kept != 0]) == sorted(row)[-2:]
    inputs = keras.Input((5,))
    dense = keras.layers.Dense(5, use_bias=False, kernel_initializer="identity")
    model = keras.Model(inputs, KSparse(2)(dense(inputs)))
    model.compile("sgd", "mse", run_eagerly=True)
    model.train_on_batch(x[:1], np.zeros((1, 5)))
    moved = (keras.ops.convert_to_numpy(dense.kernel) != np.eye(5)).any(axis=0)
    np.testing.assert_array_equal(moved, y[0] != 0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: KLSparsity(activity=0), "above 0 and below 1, got activity=0"),
        (lambda: KLSparsity(weight=-1), "a weight of at least 0, got -1"),
        (lambda: KSparse(0), "at least 1, got active_units=0"),
        (lambda: KSparse(6)(np.zeros((1, 5))), "cannot keep active_units=6 of 5 units"),
    ],
)
def test_refusals(make, message):
    with pytest.raises(ValueError, match=message):
        make()
