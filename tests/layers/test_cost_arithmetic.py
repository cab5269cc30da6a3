"""What layers cost, as the papers and textbooks count it, counted on layers."""

from keras_nets.layers import GroupedConv2D, fully_connected, output_size

import keras
import numpy as np
import pytest
from keras import layers


def weights_of(*stack, maps, size=26):
    """Number of weights of layers one after the other."""
    shape = (None, size, size, maps) if isinstance(size, int) else (None, maps)
    count = 0
    for layer in stack:
        layer.build(shape)
        shape = layer.compute_output_shape(shape)
        count += layer.count_params()
    return count


def convolution(filters, kernel_size):
    return layers.Conv2D(filters, kernel_size, padding="same", use_bias=False)


@pytest.mark.parametrize("size, share", [(7, 0.286), (3, 0.667)])
def test_factorized_convolutions(size, share):
    """n x 1 behind 1 x n costs 2 / n of n x n."""
    square = weights_of(convolution(64, size), maps=64)
    factors = weights_of(convolution(64, (1, size)), convolution(64, (size, 1)), maps=64)
    assert factors * size == square * 2
    assert factors / square == pytest.approx(share, abs=5e-4)


@pytest.mark.parametrize("maps", [64, 512])
@pytest.mark.parametrize("size, small", [(5, 2), (7, 3)])
@pytest.mark.usefixtures("unvalued")
def test_small_convolutions_instead_of_a_large_one(size, small, maps):
    large = weights_of(convolution(maps, size), maps=maps)
    stack = weights_of(*(convolution(maps, 3) for _ in range(small)), maps=maps)
    assert (large, stack) == (size**2 * maps**2, small * 9 * maps**2)
    # Both see as far: of an image as large as the large one's window they leave one output.
    x = keras.Input((size, size, 1))
    for _ in range(small):
        x = layers.Conv2D(1, 3)(x)
    assert x.shape[1:3] == layers.Conv2D(1, size)(keras.Input((size, size, 1))).shape[1:3] == (1, 1)


def test_bottleneck():
    wide = weights_of(convolution(512, 3), maps=512)
    parts = [(512, 128, 1), (128, 128, 3), (128, 512, 1)]
    narrow = [weights_of(convolution(filters, kernel), maps=maps) for maps, filters, kernel in parts]
    assert (wide, narrow, sum(narrow)) == (2_359_296, [65_536, 147_456, 65_536], 278_528)


def test_separable_convolution():
    depthwise = layers.DepthwiseConv2D(3, padding="same", use_bias=False)
    separable = layers.SeparableConv2D(32, 3, padding="same", use_bias=False)
    assert weights_of(convolution(32, 3), maps=16) == 4_608
    assert weights_of(depthwise, convolution(32, 1), maps=16) == 144 + 512 == 656
    assert weights_of(separable, maps=16) == 656
    # The other order, as of an extreme Inception module, works on more maps.
    last = layers.DepthwiseConv2D(3, padding="same", use_bias=False)
    assert weights_of(convolution(32, 1), last, maps=16) == 800


@pytest.mark.parametrize("maps, filters, height, width", [(1, 6, 5, 5), (3, 64, 7, 7), (16, 32, 1, 3)])
@pytest.mark.usefixtures("unvalued")
def test_convolution_has_a_filter_for_each_pair_of_maps_and_a_bias(maps, filters, height, width):
    """D P U V + P, whatever the size of the images."""
    for size in (26, 224):
        layer = layers.Conv2D(filters, (height, width))
        assert weights_of(layer, maps=maps, size=size) == maps * filters * height * width + filters


def test_groups_divide_the_weights():
    whole, halves = (weights_of(GroupedConv2D(256, 5, use_bias=False, groups=n), maps=96) for n in (1, 2))
    assert whole == 2 * halves == 614_400


def test_full_local_and_shared_connections():
    """An image of 1000 x 1000 pixels and a million hidden units."""
    pixels = units = 1000 * 1000
    full, local = (weights_of(layers.Dense(1, use_bias=False), maps=seen, size=None) for seen in (pixels, 10 * 10))
    assert (units * full, units * local) == (10**12, 10**8)
    assert weights_of(layers.Conv2D(100, 10, use_bias=False), maps=1, size=1000) == 10**4


@pytest.mark.parametrize(
    "size, kernel, padding, strides", [(224, 7, 3, 2), (32, 5, 0, 1), (27, 5, 2, 1), (20, 10, 0, 10)]
)
def test_output_size_is_that_of_layers(size, kernel, padding, strides):
    x = layers.ZeroPadding2D(padding)(keras.Input((size, size, 1)))
    expected = output_size(size, kernel, padding, strides)
    for layer in (layers.Conv2D(1, kernel, strides), layers.MaxPooling2D(kernel, strides)):
        assert layer(x).shape[1:3] == (expected, expected)


def test_pooling_makes_a_dense_layer_small():
    """20 x 20 pooled by 10 x 10 is 2 x 2: the next layer has 4 inputs instead of 400."""
    inputs = keras.Input((20, 20, 1))
    pooled = layers.AveragePooling2D(10)(inputs)
    assert pooled.shape[1:3] == (2, 2)
    costs = [
        keras.Model(inputs, fully_connected(layers.Flatten()(x), 8, name="fc", use_bias=False)).count_params()
        for x in (inputs, pooled)
    ]
    assert costs == [3_200, 32]


def test_shared_weights_see_the_same_everywhere():
    """A filter answers alike wherever a pattern stands, which no unshared weights do."""
    layer = layers.Conv2D(6, 5)
    x = np.zeros((2, 12, 12, 1), "float32")
    pattern = np.random.default_rng(0).normal(size=(5, 5, 1))
    x[0, 1:6, 1:6], x[1, 6:11, 4:9] = pattern, pattern
    first, second = layer(x)
    np.testing.assert_allclose(first[1, 1], second[6, 4], rtol=1e-5)
