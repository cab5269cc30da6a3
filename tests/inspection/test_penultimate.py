from keras_nets.inspection import last_features

import keras
import numpy as np


def test_they_are_what_the_last_layer_with_weights_reads():
    inputs = keras.Input((6, 6, 1))
    x = keras.layers.Flatten()(keras.layers.Conv2D(2, 3, activation="relu")(inputs))
    hidden = keras.layers.Dense(5, activation="tanh")(x)
    model = keras.Model(inputs, keras.layers.Softmax()(keras.layers.Dense(3)(hidden)))
    images = np.random.default_rng(0).normal(size=(200, 6, 6, 1)).astype("float32")
    expected = keras.Model(inputs, hidden).predict(images, verbose=0)
    np.testing.assert_allclose(last_features(model, images), expected, atol=1e-6)


def test_maps_are_flattened_and_several_inputs_are_named():
    one, other = keras.Input((4,), name="one"), keras.Input((4,), name="other")
    joined = keras.layers.Reshape((2, 4))(keras.layers.Concatenate()([one, other]))
    model = keras.Model({"one": one, "other": other}, keras.layers.Dense(1)(joined))
    arrays = {"other": np.ones((3, 4), "float32"), "one": np.zeros((3, 4), "float32")}
    np.testing.assert_array_equal(last_features(model, arrays), [[0] * 4 + [1] * 4] * 3)


def test_there_are_none_without_a_graph_or_of_tokens():
    class Subclass(keras.Model):
        def call(self, inputs):
            return inputs

    assert last_features(Subclass(), np.ones((2, 3))) is None
    tokens = keras.Sequential([keras.Input((3,), dtype="int32"), keras.layers.Embedding(5, 2)])
    assert last_features(tokens, np.ones((2, 3), "int32")) is None
