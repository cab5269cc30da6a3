from keras_nets.layers import Subsampling2D, scaled_tanh

import keras
import numpy as np


def test_sum_of_the_window_times_coefficient_plus_bias():
    layer = Subsampling2D(activation=scaled_tanh)
    x = np.random.default_rng(0).normal(size=(2, 4, 6, 3)).astype("float32")
    layer.build(x.shape)
    coefficient, bias = np.array([0.5, -1.0, 2.0], "float32"), np.array([0.1, 0.2, 0.3], "float32")
    layer.set_weights([coefficient, bias])
    sums = x.reshape(2, 2, 2, 3, 2, 3).sum(axis=(2, 4))
    expected = 1.7159 * np.tanh(2 / 3 * (sums * coefficient + bias))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(layer(x)), expected, rtol=1e-4)


def test_starts_as_the_mean_of_the_window():
    x = np.random.default_rng(0).normal(size=(2, 6, 6, 3)).astype("float32")
    for size in (2, 3, (3, 2)):
        expected = keras.layers.AveragePooling2D(size)(x)
        np.testing.assert_allclose(Subsampling2D(size)(x), expected, atol=1e-6)


def test_two_weights_a_map():
    for maps, weights in ((6, 12), (16, 32)):
        layer = Subsampling2D()
        layer.build((None, 10, 10, maps))
        assert layer.count_params() == weights


def test_rows_and_columns_that_fill_no_window_are_left_out():
    layer = Subsampling2D()
    assert layer(np.zeros((1, 5, 7, 2))).shape == (1, 2, 3, 2) == layer.compute_output_shape((1, 5, 7, 2))
    assert layer.compute_output_shape((None, None, 7, 2)) == (None, None, 3, 2)
