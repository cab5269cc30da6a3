from keras_nets.layers import fully_connected

import keras


def layers_of(**arguments):
    inputs = keras.Input((8,), name="input")
    return keras.Model(inputs, fully_connected(inputs, 4, name="fc1", **arguments)).layers[1:]


def test_names_begin_with_that_of_the_layer():
    assert [layer.name for layer in layers_of()] == ["fc1", "fc1_relu"]
    assert [layer.name for layer in layers_of(activation=None)] == ["fc1"]
    assert [layer.name for layer in layers_of(activation=keras.ops.sin)] == ["fc1", "fc1_activation"]
    *_, dropout = layers_of(activation="prelu", dropout=0.3)
    assert (dropout.name, dropout.rate) == ("fc1_dropout", 0.3)


def test_prelu_learns_a_slope_a_unit_and_arguments_reach_the_layer():
    dense, activation = layers_of(activation="prelu", use_bias=False)
    assert (dense.count_params(), activation.count_params()) == (32, 4)
