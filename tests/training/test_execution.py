from keras_nets.training.execution import steps_per_execution

import keras


def convolution(size, filters):
    inputs = keras.Input((size, size, 1))
    return keras.Model(inputs, keras.layers.Conv2D(filters, 3, padding="same")(inputs))


def test_small_networks_take_many_steps_and_large_ones_one():
    assert steps_per_execution(convolution(10, 4), 32) == 32
    assert steps_per_execution(convolution(512, 1024), 32) == 1
    assert 1 < steps_per_execution(convolution(64, 64), 32) < 32


def test_sizes_that_the_network_leaves_open_count():
    inputs = keras.Input((None, 64))
    model = keras.Model(inputs, keras.layers.LSTM(256)(inputs))
    assert steps_per_execution(model, 32, sizes=(2, 64)) == 32
    assert steps_per_execution(model, 32, sizes=(1000, 64)) == 1
