from keras_nets.training.execution import steps_per_execution

import keras


def convolution(size, filters):
    inputs = keras.Input((size, size, 1))
    return keras.Model(inputs, keras.layers.Conv2D(filters, 3, padding="same")(inputs))


def test_small_networks_take_many_steps_and_large_ones_one():
    assert steps_per_execution(convolution(10, 4), 32) == 32
    assert steps_per_execution(convolution(512, 1024), 32) == 1
    assert 1 < steps_per_execution(convolution(64, 64), 32) < 32
