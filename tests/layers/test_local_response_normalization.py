from keras_nets.layers import LocalResponseNormalization

import keras
import numpy as np
import pytest


def reference(x, size, bias, alpha, beta):
    """The paper's formula, map by map."""
    y = np.empty_like(x)
    maps = x.shape[-1]
    for i in range(maps):
        neighbors = x[..., max(0, i - size // 2) : min(maps, i + size // 2 + 1)]
        y[..., i] = x[..., i] / (bias + alpha * (neighbors**2).sum(axis=-1)) ** beta
    return y


@pytest.mark.parametrize("size, bias, alpha, beta", [(5, 2.0, 1e-4, 0.75), (3, 1.0, 0.5, 0.75), (7, 0.5, 0.2, 0.6)])
@pytest.mark.parametrize("shape", [(2, 4, 3, 12), (3, 2)])
def test_agrees_with_the_papers_formula(shape, size, bias, alpha, beta):
    x = np.random.default_rng(0).normal(scale=3, size=shape).astype("float32")
    y = LocalResponseNormalization(size, bias=bias, alpha=alpha, beta=beta)(x)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(y), reference(x, size, bias, alpha, beta), rtol=1e-5)


def test_defaults_are_alexnets():
    layer = LocalResponseNormalization()
    assert (layer.size, layer.bias, layer.alpha, layer.beta) == (5, 2.0, 1e-4, 0.75)


def test_alpha_multiplies_the_sum_and_not_the_mean():
    x = np.ones((1, 9), "float32")
    y = keras.ops.convert_to_numpy(LocalResponseNormalization(5, bias=1.0, alpha=1.0, beta=1.0)(x))
    np.testing.assert_allclose(y[0], 1 / (1 + np.array([3, 4, 5, 5, 5, 5, 5, 4, 3])), rtol=1e-6)


def test_half_precision_does_not_overflow():
    layer = LocalResponseNormalization(dtype="mixed_float16")
    y = keras.ops.convert_to_numpy(layer(np.full((1, 6), 1000.0)))
    assert y.dtype == "float16"
    expected = reference(np.full((1, 6), 1000.0), 5, 2.0, 1e-4, 0.75)
    np.testing.assert_allclose(y, expected, rtol=5e-3)


@pytest.mark.parametrize("size", [0, 4, -1])
def test_even_and_empty_neighborhoods_are_refused(size):
    with pytest.raises(ValueError, match=f"size must be an odd number of channels, at least 1, got {size}"):
        LocalResponseNormalization(size)


def test_constants_that_make_a_root_of_nothing_are_refused():
    with pytest.raises(ValueError, match="needs bias > 0 and alpha >= 0, got bias=0, alpha=0.0001"):
        LocalResponseNormalization(bias=0)
    with pytest.raises(ValueError, match="needs bias > 0 and alpha >= 0, got bias=2.0, alpha=-1"):
        LocalResponseNormalization(alpha=-1)


def test_comes_back_from_its_config():
    layer = LocalResponseNormalization(3, bias=1.0, alpha=0.1, beta=0.5)
    x = np.random.default_rng(0).normal(size=(2, 5)).astype("float32")
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    np.testing.assert_array_equal(again(x), layer(x))
