from keras_nets import models
from keras_nets.acceleration import accelerate
from keras_nets.keras_twins import TWINS, build_twins, copy_weights, from_keras, preprocessing_of

import keras
import numpy as np
import pytest

EXAMPLES = 4


def draw_weights(model):
    """Draw what starts as zeros and ones as well, so that weights in the wrong place show."""
    generator = np.random.default_rng(0)
    for layer in model.layers:
        values = layer.get_weights()
        for i, weight in enumerate(layer.weights):
            if weight.name in ("gamma", "moving_variance", "variance"):
                values[i] = generator.uniform(0.5, 1.5, weight.shape)
            elif weight.name in ("beta", "bias", "moving_mean", "mean"):
                values[i] = generator.normal(0, 0.1, weight.shape)
        layer.set_weights(values)


def without_randomness(model):
    for layer in model.layers:
        if hasattr(layer, "rate"):
            layer.rate = 0
    return model


def outputs_of(model, x, training):
    return keras.ops.convert_to_numpy(model(x, training=training))


# Deeper members repeat the blocks of a shallower one, whose outputs are compared.
DEEPER = tuple(name for name in TWINS if name in ("vgg19", "resnet101", "resnet152", "resnet101_v2", "resnet152_v2"))
DEEPER += tuple(f"efficientnet_b{number}" for number in range(1, 8) if f"efficientnet_b{number}" in TWINS)


@pytest.mark.parametrize("name", DEEPER)
def test_deeper_twins_have_weights_of_the_same_shapes(name, without_values):
    with without_values():
        theirs, ours = build_twins(name, (TWINS[name].least, TWINS[name].least, 3), 3)
    shapes = [[tuple(weight.shape) for weight in model.weights] for model in (theirs, ours)]
    assert sorted(shapes[0]) == sorted(shapes[1])


@pytest.mark.parametrize("name", [name for name in TWINS if name not in DEEPER])
def test_twins_have_the_same_weights_and_outputs(name):
    shape = (TWINS[name].least, TWINS[name].least, 3)
    theirs, ours = map(without_randomness, build_twins(name, shape, 3))
    assert theirs.count_params() == ours.count_params()
    draw_weights(theirs)
    copy_weights(theirs, ours)
    # Rounding is magnified where four pixels are normalized: both shall round alike.
    for model in (theirs, ours):
        accelerate(model)
    x = np.random.default_rng(0).normal(size=(EXAMPLES, *shape)).astype("float32")
    inference, training = (outputs_of(theirs, x, training) for training in (False, True))
    np.testing.assert_allclose(outputs_of(ours, x, training=False), inference, rtol=1e-5)
    np.testing.assert_allclose(outputs_of(ours, x, training=True), training, rtol=1e-5)
    # The outputs say something: no class takes all, and the statistics of a batch are not the moving ones.
    assert inference.min() > 1e-6 and inference.max() < 1 - 1e-6
    if any(isinstance(layer, keras.layers.BatchNormalization) for layer in ours.layers):
        assert not np.allclose(training, inference, rtol=1e-2)


def test_from_keras_builds_and_copies():
    keras.utils.set_random_seed(0)
    theirs, _ = build_twins("mobilenet_v2", (32, 32, 3), 2)
    keras.utils.set_random_seed(0)
    ours = from_keras("mobilenet_v2", (32, 32, 3), 2)
    np.testing.assert_array_equal(ours.get_layer("predictions").get_weights()[0], theirs.layers[-1].get_weights()[0])
    assert not ours.compiled and ours.name == "mobilenet_v2"


def test_a_network_without_a_twin_is_refused():
    with pytest.raises(ValueError, match="^keras.applications has no twin of 'resnet34'; it has those of vgg16, "):
        from_keras("resnet34", (32, 32, 3), 3)


@pytest.mark.parametrize("shape, classes", [((224, 224, 3), 10), ((224, 224, 1), 1000)])
def test_imagenet_weights_of_other_classes_or_channels_are_refused(shape, classes):
    with pytest.raises(ValueError, match="^weights='imagenet' are for 1000 classes and 3 channels, got "):
        from_keras("resnet50", shape, classes, weights="imagenet")


def two_branches(kernel=3, padding=False, last=True, name="model"):
    """A network whose branches are equally long, or not where one pads by a layer of its own."""
    inputs = keras.Input((6, 6, 2))
    left = keras.layers.Conv2D(4, kernel, padding="same", name="left")(inputs)
    right = keras.layers.ZeroPadding2D(1)(inputs) if padding else inputs
    right = keras.layers.Conv2D(4, 3, padding="valid" if padding else "same", name="right")(right)
    right = keras.layers.Activation("relu")(right)
    x = keras.layers.Subtract()([left, right])
    x = keras.layers.Dense(3, name="last")(x) if last else x
    return keras.Model(inputs, x, name=name)


@pytest.mark.parametrize("padding", [False, True])
def test_layers_without_weights_do_not_change_the_pairs(padding):
    source, target = two_branches(), two_branches(padding=padding)
    copy_weights(source, target)
    x = np.random.default_rng(0).normal(size=(2, 6, 6, 2))
    np.testing.assert_allclose(outputs_of(target, x, False), outputs_of(source, x, False), atol=1e-6)


def test_a_convolution_of_1x1_fits_a_fully_connected_layer():
    inputs = keras.Input((1, 1, 5))
    source = keras.Model(inputs, keras.layers.Conv2D(3, 1, bias_initializer="ones")(inputs))
    target = keras.Model(inputs, keras.layers.Dense(3)(inputs))
    copy_weights(source, target)
    x = np.random.default_rng(0).normal(size=(4, 1, 1, 5))
    np.testing.assert_allclose(outputs_of(target, x, False), outputs_of(source, x, False), rtol=1e-5)


@pytest.mark.parametrize(
    "changes, complaint",
    [
        (dict(kernel=5), "layer 'left' has the shapes [(5, 5, 2, 4), (4,)], 'left' has [(3, 3, 2, 4), (4,)]"),
        (dict(last=False), "it has no layer for those of 'last', [(4, 3), (3,)]"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_copied(changes, complaint):
    source, target = two_branches(name="source"), two_branches(**changes, name="target")
    before = [weight.copy() for weight in target.get_weights()]
    with pytest.raises(ValueError) as error:
        copy_weights(source, target)
    assert str(error.value) == f"target cannot take the weights of source: {complaint}"
    for old, new in zip(before, target.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_layers_that_get_no_weights_are_named():
    with pytest.raises(ValueError, match=r"there are none for layer 'last', \[\(4, 3\), \(3,\)\]$"):
        copy_weights(two_branches(last=False), two_branches())


def test_another_number_of_classes_is_named_before_anything_is_copied():
    source = models.cifar_resnet((8, 8, 3), 4, depth=8, width=0.25)
    target = models.cifar_resnet((8, 8, 3), 5, depth=8, width=0.25)
    stem = target.get_layer("stem").get_weights()[0].copy()
    with pytest.raises(ValueError, match="layer 'predictions' has the shapes"):
        copy_weights(source, target)
    np.testing.assert_array_equal(target.get_layer("stem").get_weights()[0], stem)


def test_all_scaling_of_images_is_taken_over():
    inputs = keras.Input((2, 2, 3))
    x = keras.layers.Rescaling(1 / 255)(inputs)
    x = keras.layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 4.0, 9.0])(x)
    x = keras.layers.Rescaling([2.0, 3.0, 4.0])(x)
    source = keras.Model(inputs, keras.layers.Conv2D(1, 1)(x))
    again = keras.Model(inputs, preprocessing_of(source)(inputs))
    pixels = np.random.default_rng(0).uniform(0, 255, size=(2, 2, 2, 3)).astype("float32")
    expected = (pixels / 255 - [0.1, 0.2, 0.3]) / [1, 2, 3] * [2, 3, 4]
    np.testing.assert_allclose(outputs_of(again, pixels, False), expected, rtol=1e-5, atol=1e-6)
