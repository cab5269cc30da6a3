import math

from keras_nets.layers import SpatialPyramidPooling2D

import keras
import numpy as np
import pytest


def bins_of(image, bins):
    """Largest values of a grid of bins, by the definition."""
    height, width, _ = image.shape
    return [
        image[
            math.floor(i * height / bins) : math.ceil((i + 1) * height / bins),
            math.floor(j * width / bins) : math.ceil((j + 1) * width / bins),
        ].max(axis=(0, 1))
        for i in range(bins)
        for j in range(bins)
    ]


@pytest.mark.parametrize("shape", [(18, 18), (7, 10), (13, 6), (1, 2)])
@pytest.mark.parametrize("levels", [(6, 3, 2, 1), (4,)])
def test_largest_value_of_every_bin(shape, levels):
    x = np.random.default_rng(0).normal(size=(2, *shape, 3)).astype("float32")
    expected = [np.concatenate([value for bins in levels for value in bins_of(image, bins)]) for image in x]
    layer = SpatialPyramidPooling2D(levels)
    np.testing.assert_array_equal(layer(x), expected)
    assert layer.compute_output_shape((None, *shape, 3)) == (None, 3 * sum(bins**2 for bins in levels))


def test_size_does_not_depend_on_the_images():
    layers = [SpatialPyramidPooling2D()(keras.Input((side, side + 1, 4))) for side in (6, 11, 18)]
    assert {layer.shape for layer in layers} == {(None, 200)}


@pytest.mark.parametrize("levels", [(), (3, 0)])
def test_levels_without_bins_are_refused(levels):
    with pytest.raises(ValueError, match="needs levels of at least 1 bin, got levels="):
        SpatialPyramidPooling2D(levels)


def test_unknown_sizes_are_refused():
    with pytest.raises(ValueError, match="needs a known height and width, got "):
        SpatialPyramidPooling2D()(keras.Input((None, 8, 3)))


def test_computes_in_half_precision():
    layer = SpatialPyramidPooling2D((2, 1), dtype="mixed_bfloat16")
    assert keras.backend.standardize_dtype(layer(np.ones((1, 5, 4, 2))).dtype) == "bfloat16"
