from keras_nets.layers import ScaleJitter

import keras
import numpy as np
import pytest
import tensorflow as tf


@pytest.fixture
def ramps():
    """Images whose two channels are the row and the column of each pixel."""
    rows, columns = np.meshgrid(np.arange(9.0), np.arange(9.0), indexing="ij")
    return np.repeat(np.stack([rows, columns], axis=-1)[None], 64, axis=0).astype("float32")


def test_a_window_shows_the_image_enlarged_by_one_factor_an_image(ramps):
    windows = keras.ops.convert_to_numpy(ScaleJitter((1.0, 2.0), seed=0)(ramps, training=True))
    for channel, axis in ((0, 1), (1, 2)):
        steps = np.diff(windows[..., channel], axis=axis)
        np.testing.assert_allclose(steps, np.broadcast_to(steps[:, :1, :1], steps.shape), atol=1e-4)
    factors = 1 / np.diff(windows[:, :2, 0, 0], axis=1)[:, 0]
    np.testing.assert_allclose(factors, 1 / np.diff(windows[:, 0, :2, 1], axis=1)[:, 0], rtol=1e-4)
    assert factors.min() > 1 and factors.max() < 2
    assert abs(factors.mean() - 1.5) < 0.15


def test_every_window_lies_within_its_image(ramps):
    windows = keras.ops.convert_to_numpy(ScaleJitter((1.5, 3.0), seed=1)(ramps, training=True))
    corners = windows[:, 0, 0], windows[:, -1, -1]
    assert corners[0].min() >= 0 and corners[1].max() <= 8
    assert corners[0][:, 0].std() > 0.5 and corners[0][:, 1].std() > 0.5
    # Rows and columns are drawn each for itself.
    assert abs(np.corrcoef(corners[0].T)[0, 1]) < 0.6


def test_a_factor_below_one_keeps_the_whole_image_and_fills_with_zeros():
    image = np.ones((8, 16, 16, 1), "float32")
    windows = keras.ops.convert_to_numpy(ScaleJitter((0.5, 0.5), seed=0)(image, training=True))
    np.testing.assert_allclose(windows.sum(axis=(1, 2, 3)), 8 * 8, rtol=0.15)


def test_nothing_happens_at_a_factor_of_one_or_at_test_time(ramps):
    np.testing.assert_allclose(ScaleJitter((1.0, 1.0))(ramps, training=True), ramps, atol=1e-5)
    np.testing.assert_array_equal(ScaleJitter((2.0, 3.0))(ramps), ramps)


def test_images_are_scaled_on_their_way_through_tf_data(ramps):
    pipeline = tf.data.Dataset.from_tensor_slices(ramps).batch(48)
    jitter = ScaleJitter((2.0, 2.0), seed=0)
    for windows in pipeline.map(lambda images: jitter(images, training=True)):
        np.testing.assert_allclose(np.diff(windows[..., 0], axis=1), 0.5, atol=1e-4)


@pytest.mark.parametrize("scales", [(0.0, 1.0), (2.0, 1.0)])
def test_factors_that_are_none_are_refused(scales):
    with pytest.raises(ValueError, match="scales must be two positive numbers, the least first"):
        ScaleJitter(scales)
