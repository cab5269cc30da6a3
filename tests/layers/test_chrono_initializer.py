from keras_nets import layers, models

import keras
import numpy as np
import pytest


def test_gates_start_with_times_between_2_and_so_many_steps():
    bias = keras.ops.convert_to_numpy(layers.ChronoInitializer(200, seed=0)((4 * 500,)))
    inputs, forget, candidates, outputs = np.split(bias, 4)
    np.testing.assert_array_equal(inputs, -forget)
    np.testing.assert_array_equal([candidates, outputs], np.zeros((2, 500)))
    # 1 / (1 - sigmoid(b)) = 1 + exp(b), uniform.
    times = 1 + np.exp(forget)
    assert 2 <= times.min() < 4 and 196 < times.max() <= 200
    assert times.mean() == pytest.approx(101, rel=0.05)


def test_cells_of_an_lstm_hold_what_they_have_for_about_that_time():
    model = models.lstm((None, 1), 1, units=50, chrono_steps=100)
    cell = model.get_layer("recurrent1").cell
    cell.kernel.assign(keras.ops.zeros(cell.kernel.shape))
    cell.recurrent_kernel.assign(keras.ops.zeros(cell.recurrent_kernel.shape))
    _, (_, held) = cell(keras.ops.zeros((1, 1)), [keras.ops.zeros((1, 50)), keras.ops.ones((1, 50))])
    times = 1 / (1 - keras.ops.convert_to_numpy(held)[0])
    assert times.min() >= 2 and 60 < times.max() <= 100.5
    assert model.count_params() == models.lstm((None, 1), 1, units=50).count_params()


def test_it_is_saved_with_its_steps_and_seed():
    initializer = layers.ChronoInitializer(30, seed=4)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(initializer))
    np.testing.assert_array_equal(copy((8,)), initializer((8,)))


def test_fewer_than_3_steps_are_refused():
    with pytest.raises(ValueError, match="chrono biases need steps of at least 3, .*, got 2"):
        layers.ChronoInitializer(2)
