from keras_nets.layers import Maxout

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def test_unit_is_the_maximum_of_its_pieces():
    layer = Maxout(3, pieces=4, bias_initializer="random_normal")
    x = random(5, 6)
    outputs = keras.ops.convert_to_numpy(layer(x))
    kernel, bias = layer.get_weights()
    linear = x @ kernel + bias
    expected = [[max(row[j * 3 + i] for j in range(4)) for i in range(3)] for row in linear]
    np.testing.assert_allclose(outputs, expected, rtol=1e-5)


def test_two_pieces_can_be_the_absolute_value():
    layer = Maxout(1, pieces=2, use_bias=False)
    layer.build((None, 1))
    layer.set_weights([np.array([[1.0, -1.0]])])
    outputs = keras.ops.convert_to_numpy(layer(np.array([[-3.0], [0.5]], dtype="float32")))
    np.testing.assert_array_equal(outputs, [[3.0], [0.5]])


def test_leading_axes_are_kept():
    layer = Maxout(3)
    assert layer(random(2, 7, 6)).shape == (2, 7, 3)
    assert layer.compute_output_shape((None, None, 6)) == (None, None, 3)


def test_max_norm_bounds_every_pieces_weight_vector():
    layer = Maxout(3, pieces=2, kernel_constraint=keras.constraints.MaxNorm(0.5, axis=0))
    model = keras.Sequential([keras.Input((6,)), layer])
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(random(4, 6), random(4, 3, seed=1), verbose=0)
    norms = np.linalg.norm(layer.get_weights()[0], axis=0)
    assert norms.shape == (6,)
    assert norms.max() <= 0.5 + 1e-6
    assert norms.min() > 0.1


def test_regularizer_counts():
    layer = Maxout(3, kernel_regularizer=keras.regularizers.L2(0.1))
    layer(random(2, 4))
    np.testing.assert_allclose(float(layer.losses[0]), 0.1 * np.square(layer.get_weights()[0]).sum(), rtol=1e-5)


@pytest.mark.parametrize("arguments", [{"units": 0}, {"units": 2, "pieces": 0}])
def test_sizes_must_be_positive(arguments):
    with pytest.raises(ValueError, match="at least 1 unit and 1 piece, got units="):
        Maxout(**arguments)
