from keras_nets.layers import image_input, segmentation_head

import keras
import numpy as np
import pytest


def head(classes=3, channels=2, **arguments):
    inputs = keras.Input((None, None, channels))
    features = keras.layers.MaxPooling2D(4, padding="same")(inputs)
    return keras.Model(inputs, segmentation_head(features, classes, like=inputs, **arguments))


def test_gives_probabilities_at_every_pixel_of_the_image():
    y = keras.ops.convert_to_numpy(head()(np.random.default_rng(0).normal(size=(2, 9, 6, 2))))
    assert y.shape == (2, 9, 6, 3)
    np.testing.assert_allclose(y.sum(axis=-1), 1, atol=1e-5)


def test_a_single_class_is_a_probability_by_itself():
    model = head(classes=1)
    assert model.layers[-1].name == "predictions"
    assert model.layers[-1].activation is keras.activations.sigmoid


def test_scores_may_be_left_as_they_are_or_pass_an_activation():
    assert head(activation=None).layers[-1].activation is keras.activations.linear
    assert head(score_activation="relu").get_layer("scores_activation").activation is keras.activations.relu


def test_no_class_is_refused():
    with pytest.raises(ValueError, match="^classes must be at least 1, got 0"):
        head(classes=0)


def test_inputs_of_open_size_are_taken_where_asked_for():
    assert image_input((None, 32, 1), least=16, network="unet", open_size=True).shape == (None, None, 32, 1)
    with pytest.raises(ValueError, match=r"^unet needs input_shape=.* in numbers, height and width or None, got \("):
        image_input((None, None, None), least=1, network="unet", open_size=True)
    with pytest.raises(ValueError, match="^unet needs images of at least 16x16 pixels, got Nonex8"):
        image_input((None, 8, 1), least=16, network="unet", open_size=True)
    with pytest.raises(ValueError, match=r"^vgg needs input_shape=\(height, width, channels\) in numbers, got "):
        image_input((None, None, 3), least=1, network="vgg")
