from keras_nets.layers import ClassToken

import keras
import numpy as np


def test_the_token_stands_first_and_the_sequence_behind_it():
    x = np.random.default_rng(0).normal(size=(3, 4, 2)).astype("float32")
    layer = ClassToken(initializer="ones")
    outputs = keras.ops.convert_to_numpy(layer(x))
    np.testing.assert_array_equal(outputs[:, 0], np.ones((3, 2)))
    np.testing.assert_array_equal(outputs[:, 1:], x)
    assert layer.count_params() == 2
    assert ClassToken.from_config(layer.get_config()).get_config() == layer.get_config()


def test_no_mask_hides_the_token():
    inputs = keras.Input((None,), dtype="int32")
    embedded = keras.layers.Embedding(5, 2, mask_zero=True, embeddings_initializer="zeros")(inputs)
    model = keras.Model(inputs, keras.layers.GlobalAveragePooling1D()(ClassToken(initializer="ones")(embedded)))
    # A token of ones among as many zeros as there are words.
    means = keras.ops.convert_to_numpy(model(np.array([[1, 2, 3], [1, 0, 0], [0, 0, 0]])))
    np.testing.assert_allclose(means[:, 0], [1 / 4, 1 / 2, 1], rtol=1e-6)


def test_computes_in_half_precision():
    outputs = ClassToken(dtype="mixed_bfloat16")(np.ones((1, 3, 2), "float32"))
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
