from keras_nets.layers import convolve, cross_correlate, flip_kernel, output_size

import numpy as np
import pytest
import scipy.signal
import tensorflow as tf

SHAPES = [((9,), (4,)), ((7, 9), (3, 2)), ((5, 5), (5, 5))]
SCIPY_MODES = {"narrow": "valid", "wide": "full"}


def draw(*shapes):
    generator = np.random.default_rng(0)
    return [generator.normal(size=shape).astype("float32") for shape in shapes]


@pytest.mark.parametrize("mode", SCIPY_MODES)
@pytest.mark.parametrize("shape, kernel_shape", SHAPES)
def test_agrees_with_scipy(shape, kernel_shape, mode):
    x, kernel = draw(shape, kernel_shape)
    expected = scipy.signal.convolve(x, kernel, SCIPY_MODES[mode], method="direct")
    np.testing.assert_allclose(convolve(x, kernel, mode), expected, rtol=1e-4, atol=1e-5)
    expected = scipy.signal.correlate(x, kernel, SCIPY_MODES[mode], method="direct")
    np.testing.assert_allclose(cross_correlate(x, kernel, mode), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape, kernel_shape", [((9,), (3,)), ((6, 7), (5, 3))])
def test_same_convolution_keeps_the_size_and_is_the_middle_of_the_wide_one(shape, kernel_shape):
    x, kernel = draw(shape, kernel_shape)
    y = convolve(x, kernel, "same")
    assert y.shape == shape
    np.testing.assert_allclose(y, scipy.signal.convolve(x, kernel, "same", method="direct"), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape, kernel_shape", SHAPES)
def test_wide_convolution_commutes_and_correlation_does_not(shape, kernel_shape):
    x, kernel = draw(shape, kernel_shape)
    np.testing.assert_allclose(convolve(x, kernel, "wide"), convolve(kernel, x, "wide"), rtol=1e-4, atol=1e-5)
    forth, back = cross_correlate(x, kernel, "wide"), cross_correlate(kernel, x, "wide")
    assert np.abs(forth - back).max() > 0.1
    np.testing.assert_allclose(forth, flip_kernel(back), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape, kernel_shape", SHAPES[:2])
def test_derivatives_are_convolutions(shape, kernel_shape):
    x, kernel = (tf.constant(values) for values in draw(shape, kernel_shape))
    with tf.GradientTape() as tape:
        tape.watch([x, kernel])
        y = cross_correlate(x, kernel)
        f = tf.reduce_sum(tf.sin(y))
    by_y = tf.cos(y)
    by_kernel, by_x = tape.gradient(f, [kernel, x])
    np.testing.assert_allclose(cross_correlate(x, by_y), by_kernel, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(cross_correlate(by_y, flip_kernel(kernel), "wide"), by_x, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(convolve(by_y, kernel, "wide"), by_x, rtol=1e-4, atol=1e-5)


def test_toy_example():
    image = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])
    kernel = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    expected = [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    np.testing.assert_array_equal(cross_correlate(image, kernel), expected)
    np.testing.assert_array_equal(convolve(image, kernel), expected)
    np.testing.assert_array_equal(cross_correlate([18, 51, 121, 35, 204], [1] * 5), [429])


@pytest.mark.parametrize("size", range(5, 12))
@pytest.mark.parametrize("kernel_size", [1, 3, 4])
@pytest.mark.parametrize("strides", [1, 2, 3])
def test_output_size_counts_the_places_of_a_kernel(size, kernel_size, strides):
    x, kernel = np.zeros(size), np.zeros(kernel_size)
    for mode, padding in (("narrow", 0), ("wide", kernel_size - 1)):
        places = len(range(0, size + 2 * padding - kernel_size + 1, strides))
        assert cross_correlate(x, kernel, mode, strides).shape == (places,)
        assert output_size(size, kernel_size, padding, strides) == places


def test_output_size_of_same_padding_is_the_size():
    assert all(output_size(size, kernel, (kernel - 1) // 2) == size for size in range(3, 9) for kernel in (1, 3, 5, 7))
    assert output_size(20, 10, strides=10) == 2


def test_flip_is_half_a_turn():
    np.testing.assert_array_equal(flip_kernel([[1, 2, 3], [4, 5, 6]]), [[6, 5, 4], [3, 2, 1]])
    np.testing.assert_array_equal(flip_kernel([1, 2, 3]), [3, 2, 1])


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="mode must be one of narrow, same, wide, got 'full'"):
        convolve([1.0, 2.0], [1.0], "full")
    with pytest.raises(ValueError, match="needs odd kernels, got K=2"):
        convolve([1.0, 2.0], [1.0, 1.0], "same")
    with pytest.raises(ValueError, match="a kernel of 3 does not fit into 2 values with 0 zeros on each side"):
        convolve([1.0, 2.0], [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match=r"one axis or both two, got shapes \(2, 2\) and \(1,\)"):
        convolve([[1.0, 2.0], [1.0, 2.0]], [1.0])
    with pytest.raises(ValueError, match="strides must be at least 1 and padding at least 0, got 5, 3, 0 and 0"):
        output_size(5, 3, strides=0)
