from keras_nets.layers import PartiallyConnectedConv2D
from keras_nets.models.convolutional.lenet5 import C3_TABLE

import keras
import numpy as np
import pytest

TABLE = ((0, 2), (1,), (0, 1, 2), (2, 1))


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def ordinary_convolution(layer, x, **arguments):
    """Keras's convolution with the layer's kernels where there is a connection and zeros elsewhere."""
    packed, bias = layer.get_weights()
    full = np.zeros((*packed.shape[1:], x.shape[-1], len(layer.connections)), dtype="float32")
    pairs = [(i, o) for o, inputs in enumerate(layer.connections) for i in inputs]
    for kernel, (i, o) in zip(packed, pairs, strict=True):
        full[:, :, i, o] = kernel
    convolution = keras.layers.Conv2D(full.shape[-1], full.shape[:2], **arguments)
    convolution.build(x.shape)
    convolution.set_weights([full, bias])
    return convolution(x)


def test_c3_of_lenet5_has_1516_weights():
    layer = PartiallyConnectedConv2D(C3_TABLE, 5)
    layer.build((None, 14, 14, 6))
    assert layer.count_params() == 1_516
    assert [weight.shape for weight in layer.weights] == [(60, 5, 5), (16,)]


@pytest.mark.parametrize("strides", [1, 2, (2, 3)])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_equals_a_convolution_whose_missing_connections_are_zero(strides, padding):
    layer = PartiallyConnectedConv2D(
        TABLE, (3, 2), strides=strides, padding=padding, activation="tanh", bias_initializer="random_normal"
    )
    x = random(2, 8, 7, 3)
    outputs = layer(x)
    expected = ordinary_convolution(layer, x, strides=strides, padding=padding, activation="tanh")
    np.testing.assert_allclose(outputs, expected, atol=1e-5)
    assert layer.compute_output_shape(x.shape) == tuple(outputs.shape)
    assert layer.compute_output_shape((None, None, None, 3)) == (None, None, None, 4)


def test_output_map_ignores_maps_that_the_table_leaves_out():
    layer = PartiallyConnectedConv2D(TABLE, 3)
    x = random(1, 6, 6, 3)
    changed = x.copy()
    changed[..., 0] += 1.0
    difference = np.abs(keras.ops.convert_to_numpy(layer(changed) - layer(x))).max(axis=(0, 1, 2))
    assert (difference > 1e-3).tolist() == [0 in inputs for inputs in TABLE]


def test_initial_kernels_are_drawn_as_part_of_the_full_kernel():
    layer = PartiallyConnectedConv2D(C3_TABLE, 5, kernel_initializer=keras.initializers.GlorotUniform(seed=0))
    layer.build((None, 14, 14, 6))
    full = keras.ops.convert_to_numpy(keras.initializers.GlorotUniform(seed=0)((5, 5, 6, 16)))
    np.testing.assert_array_equal(layer.get_weights()[0][3], full[:, :, 1, 1])
    np.testing.assert_array_equal(layer.get_weights()[0][-1], full[:, :, 5, 15])


def test_one_step_moves_all_kernels():
    model = keras.Sequential([keras.Input((6, 6, 3)), PartiallyConnectedConv2D(TABLE, 3)])
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    model.fit(random(4, 6, 6, 3), random(4, 4, 4, 4, seed=1), verbose=0)
    for old, new in zip(before, model.get_weights(), strict=True):
        assert (old != new).all()


@pytest.mark.parametrize("connections", [((0,), ()), ((0, 0),), ((0, -1),)])
def test_table_must_make_sense(connections):
    with pytest.raises(ValueError, match="must name at least one input map, each once and from 0 on, got"):
        PartiallyConnectedConv2D(connections, 3)


def test_table_must_fit_the_input():
    with pytest.raises(ValueError, match="connections name input map 2, but the input has maps 0 to 1 only"):
        PartiallyConnectedConv2D(TABLE, 3).build((None, 8, 8, 2))


def test_table_must_have_an_output_map():
    with pytest.raises(ValueError, match="connections must hold a tuple of input maps for each output map, got none"):
        PartiallyConnectedConv2D((), 3)


def test_padding_must_be_known():
    with pytest.raises(ValueError, match="padding must be 'valid' or 'same', got 'causal'"):
        PartiallyConnectedConv2D(TABLE, 3, padding="causal")
