"""Batches that are computed in parts, side by side, train as whole ones do."""

from keras_nets import models
from keras_nets.acceleration.side_by_side import divide
from keras_nets.layers import KLSparsity

import keras
import numpy as np
import pytest

LAYERS = keras.layers


def image_network():
    return models.lenet5_modern((32, 32, 1), 10), np.random.default_rng(0).uniform(size=(7, 32, 32, 1))


def paper_network():
    model = models.lenet5((32, 32, 1), 10)
    assert model.non_trainable_weights
    return model, np.random.default_rng(0).uniform(size=(7, 32, 32, 1))


def frozen_statistics():
    """Batch normalization that is not trained uses and leaves its moving statistics."""
    layers = [LAYERS.Dense(6), LAYERS.BatchNormalization(trainable=False), LAYERS.Dense(4, "softmax")]
    return keras.Sequential([keras.Input((4,)), *layers]), np.random.default_rng(0).normal(size=(7, 4))


def language_model():
    model = models.lstm((None,), 9, vocabulary_size=9, units=4, return_sequences=True)
    # Masks of padding weigh in the loss.
    return model, np.random.default_rng(0).integers(0, 9, (7, 5))


def loss_of_a_layer():
    """Mean activations of the whole batch are in the loss, and dropout draws."""
    middle = [LAYERS.Dense(6, "sigmoid"), KLSparsity(0.1, 0.5), LAYERS.Dropout(0.5, seed=0)]
    layers = [*middle, LAYERS.Dense(4, "softmax")]
    return keras.Sequential([keras.Input((4,)), *layers]), np.random.default_rng(0).normal(size=(7, 4))


def two_inputs():
    one, other = keras.Input((3,), name="one"), keras.Input((2,), name="other")
    model = keras.Model({"one": one, "other": other}, LAYERS.Dense(4, "softmax")(LAYERS.Concatenate()([one, other])))
    random = np.random.default_rng(0)
    return model, {"one": random.normal(size=(7, 3)), "other": random.normal(size=(7, 2))}


def trained(make, parts):
    """Losses and weights after steps on batches of 7 examples and of one."""
    keras.utils.set_random_seed(0)
    model, x = make()
    divide(model, parts)
    assert ("call" in vars(model)) == (parts > 1)
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    first = keras.tree.map_structure(lambda array: array[:1], x)
    losses = []
    for inputs in (x, x, first):
        examples = len(keras.tree.flatten(inputs)[0])
        shape = (examples, *model.output_shape[1:-1])
        labels = np.arange(np.prod([size or 5 for size in shape])).reshape([size or 5 for size in shape]) % 4
        losses.append(model.train_on_batch(inputs, labels))
    return losses, model.get_weights()


@pytest.mark.parametrize(
    "make", [image_network, paper_network, frozen_statistics, loss_of_a_layer, language_model, two_inputs]
)
def test_losses_and_weights_are_those_of_whole_batches(make):
    whole, weights = trained(make, 1)
    for parts in (2, 3):
        losses, found = trained(make, parts)
        np.testing.assert_allclose(losses, whole, rtol=1e-5)
        for one, other in zip(found, weights, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)


class Centered(LAYERS.Layer):
    def call(self, inputs):
        return inputs - keras.ops.mean(inputs, axis=0)


@pytest.mark.parametrize(
    "layer",
    [
        LAYERS.BatchNormalization(),
        LAYERS.Dense(3, activity_regularizer="l2"),
        LAYERS.Softmax(axis=0),
        LAYERS.Softmax(axis=-2),
        LAYERS.Lambda(lambda inputs: inputs - keras.ops.mean(inputs, axis=0)),
        Centered(),
        lambda inputs: inputs - keras.ops.mean(inputs, axis=0, keepdims=True),
    ],
    ids=[
        "batch statistics",
        "outputs in the loss",
        "first axis",
        "also the first",
        "lambda",
        "own layer",
        "operations",
    ],
)
def test_networks_whose_examples_may_depend_on_each_other_are_left_alone(layer):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layer(inputs))
    divide(model, 2)
    assert "call" not in vars(model)


def test_training_alone_is_divided():
    """What is measured does not depend on how many processors there are."""
    model, x = image_network()
    whole = model.predict(x, verbose=0)
    divide(model, 2)
    model.predict_function = None
    np.testing.assert_array_equal(model.predict(x, verbose=0), whole)


def test_a_model_with_a_step_of_its_own_is_left_alone():
    model = models.variational_autoencoder((4,), 2)
    divide(model, 2)
    assert "call" not in vars(model)
