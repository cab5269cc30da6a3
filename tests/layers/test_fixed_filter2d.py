from keras_nets.layers import FixedFilter2D, gaussian_kernel
from keras_nets.layers.fixed_filter2d import LAPLACIAN, SOBEL_HORIZONTAL, SOBEL_VERTICAL

import keras
import numpy as np
import pytest
import scipy.ndimage

KERNELS = [gaussian_kernel(), SOBEL_HORIZONTAL, SOBEL_VERTICAL, LAPLACIAN]


def test_every_map_meets_every_kernel():
    x = np.random.default_rng(0).normal(size=(2, 6, 7, 3)).astype("float32")
    layer = FixedFilter2D(KERNELS)
    y = keras.ops.convert_to_numpy(layer(x)).reshape(2, 6, 7, 3, 4)
    assert layer.compute_output_shape(x.shape) == (2, 6, 7, 12)
    for number, kernel in enumerate(KERNELS):
        for example in range(2):
            for channel in range(3):
                expected = scipy.ndimage.correlate(x[example, ..., channel], np.array(kernel), mode="constant")
                np.testing.assert_allclose(y[example, ..., channel, number], expected, atol=1e-5)


def test_has_nothing_to_learn():
    layer = FixedFilter2D(KERNELS)
    layer.build((None, 4, 4, 2))
    assert layer.weights == []


def test_gaussian_smooths_and_keeps_the_mean():
    np.testing.assert_allclose(np.array(gaussian_kernel()) * 16, [[1, 2, 1], [2, 4, 2], [1, 2, 1]], atol=0.01)
    for size, deviation in ((1, 1.0), (3, 0.5), (7, 1.5)):
        kernel = np.array(gaussian_kernel(size, deviation))
        assert kernel.sum() == pytest.approx(1)
        np.testing.assert_array_equal(kernel, kernel.T)
    flat = keras.ops.convert_to_numpy(FixedFilter2D([gaussian_kernel()])(np.ones((1, 5, 5, 1), "float32")))
    np.testing.assert_allclose(flat[0, 1:-1, 1:-1], 1, rtol=1e-6)


@pytest.mark.parametrize("kernel, slope", [(SOBEL_HORIZONTAL, (0, 1)), (SOBEL_VERTICAL, (1, 0))])
def test_edges_answer_to_slopes_in_their_direction_alone(kernel, slope):
    rows, columns = np.mgrid[0:5, 0:5].astype("float32")
    along, across = slope[0] * rows + slope[1] * columns, slope[1] * rows + slope[0] * columns
    layer = FixedFilter2D([kernel])
    inside = [keras.ops.convert_to_numpy(layer(x[None, ..., None]))[0, 1:-1, 1:-1] for x in (along, across)]
    np.testing.assert_allclose(inside[0], 8)
    np.testing.assert_allclose(inside[1], 0, atol=1e-6)


def test_laplacian_is_the_curvature():
    rows, columns = np.mgrid[0:5, 0:5].astype("float32")
    y = FixedFilter2D([LAPLACIAN])((rows**2 + 3 * columns)[None, ..., None])
    np.testing.assert_allclose(keras.ops.convert_to_numpy(y)[0, 1:-1, 1:-1], 2)


@pytest.mark.parametrize("kernels", [[], [[[1.0, 2.0], [3.0, 4.0]]], [LAPLACIAN, gaussian_kernel(5)], LAPLACIAN])
def test_kernels_of_other_shapes_are_refused(kernels):
    with pytest.raises(ValueError, match="needs a list of kernels of one shape with odd sides, such as"):
        FixedFilter2D(kernels)


@pytest.mark.parametrize("arguments, message", [({"size": 4}, "an odd size"), ({"deviation": 0}, "must be positive")])
def test_impossible_gaussians_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        gaussian_kernel(**arguments)


def test_saves_and_computes_in_half_precision(tmp_path):
    inputs = keras.Input((5, 5, 2))
    model = keras.Model(inputs, FixedFilter2D(KERNELS, dtype="mixed_bfloat16")(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(2, 5, 5, 2)).astype("float32")
    assert keras.backend.standardize_dtype(loaded(x).dtype) == "bfloat16"
    np.testing.assert_array_equal(loaded(x), model(x))
    np.testing.assert_allclose(keras.ops.cast(loaded(x), "float32"), FixedFilter2D(KERNELS)(x), atol=0.1)
