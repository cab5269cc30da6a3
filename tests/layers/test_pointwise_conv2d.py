from keras_nets.layers import PointwiseConv2D

import keras
import numpy as np
import pytest
import tensorflow as tf


@pytest.mark.parametrize("maps", [3, 15, 16])
@pytest.mark.parametrize("arguments", [{}, {"strides": 2, "padding": "same"}, {"strides": (3, 2), "use_bias": False}])
def test_is_the_convolution_of_keras(maps, arguments):
    x = np.random.default_rng(0).normal(size=(2, 7, 6, maps)).astype("float32")
    ours, theirs = PointwiseConv2D(5, **arguments), keras.layers.Conv2D(5, 1, **arguments)
    ours.build(x.shape)
    theirs.build(x.shape)
    ours.set_weights(theirs.get_weights())
    np.testing.assert_allclose(ours(x), theirs(x), rtol=1e-4, atol=1e-5)
    assert ours.compute_output_shape(x.shape) == ours(x).shape == theirs(x).shape


@pytest.mark.parametrize("maps", [8, 12])
def test_the_gradient_of_narrow_ones_is_exact(maps):
    """With Keras's own layer oneDNN writes past its memory: the process of the tests would die here or soon after."""
    layer, x = PointwiseConv2D(16, strides=2), tf.ones((16, 64, 64, maps))
    layer.build(x.shape)
    for _ in range(3):
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(layer(x))
        np.testing.assert_array_equal(tape.gradient(total, layer.kernel), 16 * 32 * 32)


def test_is_made_again_from_its_configuration():
    layer = PointwiseConv2D(5, strides=2, padding="same", use_bias=False, name="projection")
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    assert again.get_config() == layer.get_config()
    assert (again.kernel_size, again.strides) == ((1, 1), (2, 2))
