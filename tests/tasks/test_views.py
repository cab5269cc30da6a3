"""Testing on many views: crops, scales, positions, and several networks."""

from keras_nets.models import lenet5
from keras_nets.tasks.views import (
    dense_network,
    predict_densely,
    predict_ten_crops,
    ten_crops,
)

import keras
import numpy as np
import pytest
from keras import layers


def images(size, count=3):
    return np.random.default_rng(0).uniform(size=(count, size, size, 2)).astype("float32")


def network(*head):
    keras.utils.set_random_seed(0)
    inputs = x = keras.Input((8, 8, 2), name="input")
    x = layers.Conv2D(4, 3, activation="relu", name="conv")(x)
    x = layers.MaxPooling2D(2, name="pool")(x)
    for layer in head:
        x = layer(x)
    return keras.Model(inputs, layers.Dense(3, activation="softmax", name="predictions")(x), name="net")


def flattening_network():
    return network(layers.Flatten(name="flatten"), layers.Dense(6, activation="tanh", name="hidden"))


def test_ten_crops_are_corners_middle_and_their_mirror_images():
    x = images(8)
    crops = ten_crops(x, (5, 5))
    assert len(crops) == 10
    np.testing.assert_array_equal(crops[0], x[:, :5, :5])
    np.testing.assert_array_equal(crops[3], x[:, 3:, 3:])
    np.testing.assert_array_equal(crops[4], x[:, 1:6, 1:6])
    for crop, mirrored in zip(crops[:5], crops[5:], strict=True):
        np.testing.assert_array_equal(mirrored, crop[:, :, ::-1])


def test_crops_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="crops of 9x5 do not fit into images of 8x8; enlarge the images"):
        ten_crops(images(8), (9, 5))


def test_ten_crops_of_images_of_the_networks_size_are_the_image_and_its_mirror_image():
    model, x = flattening_network(), images(8)
    expected = (model.predict(x, verbose=0) + model.predict(x[:, :, ::-1], verbose=0)) / 2
    np.testing.assert_allclose(predict_ten_crops(model, x, 8), expected, rtol=1e-5)


@pytest.mark.parametrize("make", [flattening_network, lambda: network(layers.GlobalAveragePooling2D(name="mean"))])
def test_a_dense_network_on_images_of_the_old_size_is_the_network(make):
    model, x = make(), images(8)
    np.testing.assert_allclose(dense_network(model, (8, 8))(x), model(x), rtol=1e-5)


def test_a_dense_network_averages_the_network_at_every_position():
    model, x = flattening_network(), images(12)
    # Pooling by two moves the network in steps of two pixels.
    places = [(top, left) for top in (0, 2, 4) for left in (0, 2, 4)]
    expected = np.mean([model(x[:, top : top + 8, left : left + 8]) for top, left in places], axis=0)
    np.testing.assert_allclose(dense_network(model, (12, 12))(x), expected, rtol=1e-5)


def test_dense_prediction_is_the_mean_over_scales_and_mirror_images():
    model, x = flattening_network(), images(8)
    once = [predict_densely(model, x, [scale]) for scale in (8, 10)]
    np.testing.assert_allclose(predict_densely(model, x, [8, 10]), np.mean(once, axis=0), rtol=1e-5)
    np.testing.assert_allclose(predict_densely(model, x[:, :, ::-1], [10]), once[1], rtol=1e-4)


def test_layers_that_need_a_vector_are_refused():
    model = lenet5((32, 32, 1), 10)
    with pytest.raises(
        ValueError, match=r"predictions of lenet5, of type RadialBasis.*, cannot slide over images; use"
    ):
        dense_network(model, (36, 36))


def test_images_smaller_than_the_network_are_refused():
    with pytest.raises(ValueError, match="net sees 8x8 pixels and cannot slide over 6x8"):
        dense_network(flattening_network(), (6, 8))
