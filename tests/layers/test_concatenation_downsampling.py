from keras_nets.layers import downsample_by_concatenation

import keras
import numpy as np
import pytest


@pytest.mark.parametrize("size, kernel_size, strides", [(8, 3, 2), (7, 3, 2), (9, 5, 3), (10, 1, 2)])
def test_pools_old_maps_and_adds_new_ones(size, kernel_size, strides):
    inputs = keras.Input((size, size, 3))
    outputs = downsample_by_concatenation(inputs, 5, strides, name="down", kernel_size=kernel_size)
    model = keras.Model(inputs, outputs)
    half = -(-size // strides)
    assert outputs.shape == (None, half, half, 8)
    assert [layer.name for layer in model.layers if layer.weights] == ["down_conv", "down_conv_bn"]
    x = np.random.default_rng(0).normal(size=(2, size, size, 3)).astype("float32") - 9
    pooled = keras.ops.convert_to_numpy(model(x))[..., :3]
    # No zero of a padding is taken for a maximum.
    assert pooled.max() < 0
    np.testing.assert_array_equal(pooled[:, 0, 0], x[:, :strides, :strides].max(axis=(1, 2)))


def test_doubles_maps_unless_told_otherwise():
    assert downsample_by_concatenation(keras.Input((8, 8, 6)), name="down").shape == (None, 4, 4, 12)
