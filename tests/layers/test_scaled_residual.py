from keras_nets.layers import ScaledResidual

import keras
import numpy as np


def test_adds_a_part_of_the_residual():
    x, residual = np.random.default_rng(0).normal(size=(2, 2, 3, 3, 4)).astype("float32")
    layer = keras.layers.deserialize(keras.layers.serialize(ScaledResidual(0.17)))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(layer([x, residual])), x + 0.17 * residual, rtol=1e-5)


def test_shape_and_precision_are_those_of_the_shortcut():
    layer = ScaledResidual(0.1, dtype="mixed_float16")
    x = keras.Input((None, 5, 4))
    assert layer([x, x]).shape == (None, None, 5, 4)
    y = layer([np.ones((1, 5, 5, 4))] * 2)
    assert keras.ops.convert_to_numpy(y).dtype == "float16"
