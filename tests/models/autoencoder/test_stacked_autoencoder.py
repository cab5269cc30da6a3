from keras_nets import models
from keras_nets.layers import MaskingNoise
from keras_nets.models.autoencoder.stacked_autoencoder import below, layer_autoencoder

import numpy as np
import pytest


@pytest.fixture
def model():
    return models.stacked_autoencoder((3, 2), 3, hidden_units=(5, 4), dropout=0.5)


def test_a_layers_autoencoder_trains_the_layer_of_the_whole(model):
    before = [layer.get_weights() for layer in model.layers if layer.weights]
    autoencoder = layer_autoencoder(model, 2)
    autoencoder.compile("adam", "mse", run_eagerly=True)
    seen = below(model, 2).predict(np.random.default_rng(0).uniform(size=(8, 3, 2)), verbose=0)
    assert seen.shape == (8, 5)
    autoencoder.fit(seen, seen, verbose=0)
    after = [layer.get_weights() for layer in model.layers if layer.weights]
    moved = [not np.array_equal(old[0], new[0]) for old, new in zip(before, after, strict=True)]
    assert moved == [False, True, False]


def test_noise_is_on_the_input_alone_and_in_training_alone(model):
    autoencoder = layer_autoencoder(model, 1, noise=MaskingNoise(1.0))
    x = np.random.default_rng(0).uniform(size=(2, 6)).astype("float32")
    clean, blank = autoencoder(x), autoencoder(np.zeros((2, 6), "float32"))
    np.testing.assert_array_equal(autoencoder(x, training=True), blank)
    assert not np.allclose(clean, blank)


def test_dropout_stands_behind_every_hidden_layer(model):
    names = [layer.name for layer in model.layers]
    assert names == ["input", "flatten", "hidden1", "dropout1", "hidden2", "dropout2", "predictions"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(hidden_units=()), r"at least one hidden layer, got hidden_units=\(\)"),
        (dict(hidden_units=(4, 0)), r"needs hidden_units to be integers of at least 1, got \(4, 0\)"),
        (dict(input_shape=(None,)), r"needs every size of one example, .*, got input_shape=\(None,\)"),
    ],
)
def test_impossible_sizes_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.stacked_autoencoder(**{"input_shape": (4,), "classes": 2, **arguments})
