from keras_nets.layers import hard_decision, scaled_tanh

import keras
import numpy as np
import pytest


def test_scaled_tanh():
    x = np.linspace(-4, 4, 9).astype("float32")
    np.testing.assert_allclose(scaled_tanh(x), 1.7159 * np.tanh(2 / 3 * x), rtol=1e-5)


def test_hard_decision_of_one_unit_is_a_step():
    outputs = hard_decision(keras.ops.array([[-0.1], [0.0], [1e-6], [1e6]]))
    assert keras.ops.convert_to_numpy(outputs).ravel().tolist() == [0, 0, 1, 1]


def test_hard_decision_of_several_units_is_the_largest():
    outputs = hard_decision(keras.ops.array([[-3.0, -1.0, -2.0], [0.0, 0.0, 0.0]]))
    assert keras.ops.convert_to_numpy(outputs).tolist() == [[0, 1, 0], [1, 0, 0]]


@pytest.mark.parametrize("activation", [scaled_tanh, hard_decision])
def test_layers_save_it_by_its_registered_name(activation):
    layer = keras.layers.Dense(3, activation=activation)
    config = keras.saving.serialize_keras_object(layer)
    assert config["config"]["activation"]["config"] == f"keras_nets>{activation.__name__}"
    assert keras.saving.deserialize_keras_object(config).activation is activation
