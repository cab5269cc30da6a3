from keras_nets.datasets.distortion import distorted

import keras
import numpy as np
import pytest
import tensorflow as tf


@pytest.fixture
def batch():
    """Disks of label 1 on 0 in a frame of 255, and images that show label 1 as white and all others as black."""
    rows, columns = np.mgrid[:32, :32]
    labels = np.zeros((8, 32, 32), np.uint8)
    for number, image in enumerate(labels):
        image[(rows - 10 - number) ** 2 + (columns - 14) ** 2 < 36] = 1
    labels[:, :2] = 255
    return tf.constant((labels == 1)[..., None], tf.float32), tf.constant(labels)


LAYERS = {
    "flip": lambda: keras.layers.RandomFlip("horizontal", seed=1),
    "rotation": lambda: keras.layers.RandomRotation(0.4, seed=1),
    "translation": lambda: keras.layers.RandomTranslation(0.2, 0.2, fill_mode="constant", seed=1),
    "zoom": lambda: keras.layers.RandomZoom(0.3, seed=1),
    "shear": lambda: keras.layers.RandomShear(0.3, 0.3, seed=1),
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_label_belongs_to_its_image(batch, name):
    images, labels = batch
    moved, moved_labels = distorted(LAYERS[name](), images, labels, 255)
    assert moved_labels.dtype == tf.uint8 and moved_labels.shape == labels.shape and moved.shape == images.shape
    assert not np.array_equal(moved_labels, labels)
    assert set(np.unique(moved_labels)) <= {0, 1, 255}
    shown, wanted = moved.numpy()[..., 0] > 0.5, moved_labels.numpy() == 1
    # Images are interpolated and labels are not: they may differ at the edge, by half a pixel.
    assert (shown != wanted).sum() <= 0.1 * wanted.sum()
    strayed = np.roll(wanted, 1, axis=0)
    assert (shown != strayed).sum() > (shown != wanted).sum()


def test_several_layers_move_both_and_change_the_brightness_of_images_alone(batch):
    images, labels = batch
    inner = keras.Sequential([keras.layers.RandomRotation(0.3, seed=2), keras.layers.GaussianNoise(0.01, seed=2)])
    brightness = keras.layers.RandomBrightness((0.2, 0.2), value_range=(0, 1), seed=2)
    moved, moved_labels = distorted(keras.Sequential([inner, brightness]), images, labels, 255)
    shown, wanted = moved.numpy()[..., 0] > 0.7, moved_labels.numpy() == 1
    assert (shown != wanted).sum() <= 0.1 * wanted.sum()
    assert moved.numpy()[~wanted].mean() == pytest.approx(0.2, abs=0.05)
    assert set(np.unique(moved_labels)) == {0, 1, 255}


@pytest.mark.parametrize("ignored", [255, None])
def test_what_is_filled_with_zeros_does_not_count(batch, ignored):
    images, labels = batch
    layer = keras.layers.RandomTranslation((0.25, 0.25), 0.0, fill_mode="constant", seed=1)
    plain = tf.zeros_like(labels)
    _, moved = distorted(layer, images, plain, ignored)
    np.testing.assert_array_equal(moved[:, :8], ignored or 0)
    np.testing.assert_array_equal(moved[:, 8:], 0)


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_no_label_is_lost_in_half_precision(set_precision, precision):
    set_precision(precision)
    labels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    layer = keras.layers.RandomFlip("horizontal", seed=1)
    for _ in range(4):
        moved, moved_labels = distorted(layer, tf.zeros((1, 16, 16, 1)), tf.constant(labels), 255)
        assert moved.dtype == tf.float32
        assert np.array_equal(moved_labels, labels) or np.array_equal(moved_labels, labels[:, :, ::-1])
