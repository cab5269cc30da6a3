"""Where networks begin and end: inputs, scaling and heads."""

from keras_nets.layers import classifier_head, image_input, is_large, scaled, vector_input

import keras
import pytest


def test_images_that_are_too_small_are_refused_with_the_least_size():
    with pytest.raises(ValueError) as error:
        image_input((28, 40, 1), least=32, network="lenet5")
    assert str(error.value) == "lenet5 needs images of at least 32x32 pixels, got 28x40; resize or pad them"


@pytest.mark.parametrize("shape", [(28, 28), (None, None, 1), (28, 28, 1, 1)])
def test_shapes_that_are_no_images_are_refused(shape):
    with pytest.raises(ValueError, match=r"lenet5 needs input_shape=\(height, width, channels\) in numbers, got"):
        image_input(shape, least=1, network="lenet5")


def test_vectors_are_taken_as_they_are_and_images_flattened():
    inputs, x = vector_input((7,))
    assert x is inputs
    inputs, x = vector_input((4, 5, 2))
    assert (inputs.shape, x.shape) == ((None, 4, 5, 2), (None, 40))


def test_preprocessing_comes_before_flattening():
    inputs, x = vector_input((4, 6), preprocessing=keras.layers.Cropping1D(1))
    assert (inputs.shape, x.shape) == ((None, 4, 6), (None, 12))


@pytest.mark.parametrize(
    "classes, activation, expected",
    [
        (3, "softmax", "softmax"),
        (1, "softmax", "sigmoid"),
        (1, keras.activations.softmax, "sigmoid"),
        (1, None, "linear"),
        (2, "tanh", "tanh"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_one_class_turns_softmax_into_sigmoid(classes, activation, expected):
    model = keras.Model(inputs := keras.Input((4,)), classifier_head(inputs, classes, activation))
    assert model.layers[-1].name == "predictions"
    assert model.layers[-1].activation.__name__ == expected


@pytest.mark.parametrize("width", [0, -1.0, float("nan")])
def test_width_must_be_positive(width):
    with pytest.raises(ValueError, match=r"width must be positive, got .* 1\.0 is the paper's"):
        scaled(16, width)


@pytest.mark.parametrize("classes", [0, -3])
def test_a_head_without_classes_is_refused(classes):
    with pytest.raises(ValueError, match=rf"^classes must be at least 1, got {classes}; "):
        classifier_head(keras.Input((4,)), classes)


def test_unknown_stems_are_refused():
    assert is_large("large") and not is_large("small")
    with pytest.raises(ValueError, match="stem must be 'large' or 'small', got 'tiny'"):
        is_large("tiny")
