from keras_nets.layers import DropPath

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def test_nothing_is_dropped_at_test_time():
    x = random(5, 4, 3, 2)
    np.testing.assert_array_equal(DropPath(0.9)(x), x)
    np.testing.assert_array_equal(DropPath(0.9)(x, training=False), x)


def test_whole_examples_are_dropped_and_the_expectation_is_kept():
    x = random(2000, 3, 2, 4)
    outputs = keras.ops.convert_to_numpy(DropPath(0.3, seed=0)(x, training=True))
    factors = outputs / x
    np.testing.assert_allclose(factors, np.broadcast_to(factors[:, :1, :1, :1], x.shape), rtol=1e-5)
    drawn = factors[:, 0, 0, 0]
    np.testing.assert_allclose(np.unique(drawn.round(4)), [0, round(1 / 0.7, 4)])
    # The mean of the factors is 1; five standard errors.
    assert abs(drawn.mean() - 1) < 5 * np.sqrt(0.3 / 0.7 / 2000)


def test_a_dropped_branch_gets_no_gradient():
    inputs = keras.Input((2,))
    branch = DropPath(0.5, seed=1)(keras.layers.Dense(2, name="branch")(inputs))
    model = keras.Model(inputs, keras.layers.Add()([inputs, branch]))
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    moved = []
    for step in range(20):
        model.train_on_batch(random(1, 2, seed=step), random(1, 2, seed=99))
        moved.append(not np.array_equal(before[0], model.get_weights()[0]))
        before = model.get_weights()
    assert 0 < sum(moved) < 20


def test_draws_follow_the_seed_and_differ_from_batch_to_batch():
    x = np.ones((50, 2), "float32")
    first, second = DropPath(0.5, seed=3), DropPath(0.5, seed=3)
    draws = [keras.ops.convert_to_numpy(layer(x, training=True)) for layer in (first, second, first)]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert (draws[0] != draws[2]).any()


def test_computes_in_half_precision():
    outputs = DropPath(0.5, dtype="mixed_bfloat16")(np.ones((4, 2), "float32"), training=True)
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"


@pytest.mark.parametrize("rate", [-0.1, 1.0, float("nan")])
def test_rate_must_be_a_probability_below_one(rate):
    with pytest.raises(ValueError, match=r"DropPath drops with a probability of at least 0 and below 1, got "):
        DropPath(rate)
