from keras_nets.layers import GaussianSampling

import keras
import numpy as np
import pytest


def draws(layer, mean, log_variance, count=20_000):
    shape = (count, 1)
    z = layer(np.full(shape, mean, "float32"), np.full(shape, log_variance, "float32"))
    return keras.ops.convert_to_numpy(z)


def test_mean_and_variance_of_the_draws():
    z = draws(GaussianSampling(seed=0), 2.0, np.log(0.25))
    assert z.mean() == pytest.approx(2.0, abs=0.02)
    assert z.var() == pytest.approx(0.25, rel=0.03)


def test_gradients_reach_mean_and_variance():
    inputs = keras.Input((1,))
    mean, log_variance = (keras.layers.Dense(1, kernel_initializer="zeros")(inputs) for _ in range(2))
    model = keras.Model(inputs, GaussianSampling(seed=0)(mean, log_variance))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    before = model.get_weights()
    # Pulled towards 3, the mean rises; the spread that then remains is all error, and shrinks.
    x = np.ones((2000, 1), "float32")
    model.fit(np.tile(x, (50, 1)), np.full((100_000, 1), 3.0), batch_size=2000, verbose=0)
    assert all((old != new).all() for old, new in zip(before, model.get_weights(), strict=True))
    assert model.predict(x, verbose=0).mean() == pytest.approx(3.0, abs=0.1)
    assert model.predict(x, verbose=0).std() < 0.7


def test_draws_are_a_function_of_the_seed_and_new_at_every_call():
    layer = GaussianSampling(seed=3)
    first, second = draws(layer, 0, 0, 5), draws(layer, 0, 0, 5)
    assert (first != second).all()
    np.testing.assert_array_equal(draws(GaussianSampling(seed=3), 0, 0, 5), first)
