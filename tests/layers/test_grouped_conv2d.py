from keras_nets.layers import GroupedConv2D

import keras
import numpy as np
import pytest


@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("arguments", [{}, {"strides": 2, "padding": "same", "activation": "relu"}])
def test_is_the_grouped_convolution_of_keras(groups, arguments):
    x = np.random.default_rng(0).normal(size=(2, 7, 6, 8)).astype("float32")
    ours, theirs = (layer(12, 3, groups=groups, **arguments) for layer in (GroupedConv2D, keras.layers.Conv2D))
    ours.build(x.shape)
    theirs.build(x.shape)
    theirs.bias.assign(np.arange(12.0))
    ours.set_weights(theirs.get_weights())
    np.testing.assert_allclose(ours(x), theirs(x), rtol=1e-4, atol=1e-5)
    assert ours.count_params() == 9 * 8 * 12 // groups + 12


def test_a_group_sees_only_its_part():
    layer = GroupedConv2D(4, 3, groups=2)
    x = np.random.default_rng(0).normal(size=(1, 5, 5, 6)).astype("float32")
    changed = x.copy()
    changed[..., 3:] += 1
    first, second = keras.ops.convert_to_numpy(layer(x)), keras.ops.convert_to_numpy(layer(changed))
    np.testing.assert_array_equal(first[..., :2], second[..., :2])
    assert np.abs(first[..., 2:] - second[..., 2:]).min() > 1e-3


def test_computes_in_half_precision_and_keeps_weights_in_single():
    layer = GroupedConv2D(4, 3, groups=2, dtype="mixed_bfloat16")
    assert keras.backend.standardize_dtype(layer(np.ones((1, 5, 4, 2))).dtype) == "bfloat16"
    assert {keras.backend.standardize_dtype(weight.dtype) for weight in layer.weights} == {"float32"}
