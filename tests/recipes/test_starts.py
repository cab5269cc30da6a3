"""Recipes that may begin with Keras's weights."""

from pathlib import Path

from keras_nets.training import Options, load_recipe
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare

import keras
import numpy as np
import pytest

RECIPES = Path(__file__).parents[2] / "recipes"


@pytest.fixture
def photographs(tmp_path):
    random = np.random.default_rng(0)
    path = tmp_path / "photographs.npz"
    np.savez(path, x=random.integers(0, 256, (40, 64, 64, 3), dtype="uint8"), y=np.arange(40) % 2)
    return str(path)


@pytest.fixture
def imagenet_weights(monkeypatch):
    """Stands for Keras's download: a network with the shapes of the real weights and values of its own."""
    given = {}
    original = keras.applications.MobileNetV2

    def network(weights, input_shape, classes):
        assert weights == "imagenet"
        keras.utils.set_random_seed(7)
        given["network"] = original(weights=None, input_shape=input_shape or (224, 224, 3), classes=classes)
        return given["network"]

    monkeypatch.setattr(keras.applications, "MobileNetV2", network)
    return given


def test_mobilenet_v2_begins_with_imagenet_weights_and_a_head_of_its_own(photographs, imagenet_weights):
    recipe = load_recipe("convolutional.mobilenet_v2", RECIPES)
    settings = {"depth": 4, "width": 1.0}
    options = Options(data=photographs, image_size=64, settings=settings, start="imagenet", freeze="stage4")
    prepared = prepare(recipe, Plan.make(recipe, options))
    dataset, model = prepared.dataset, prepared.model
    assert model.output_shape == (None, 2)
    assert "starts from 104 layers of mobilenet_v2, with a new head" in prepared.messages
    theirs = imagenet_weights["network"]
    np.testing.assert_array_equal(model.get_layer("stem").get_weights()[0], theirs.get_layer("Conv1").get_weights()[0])
    assert not model.get_layer("stem").trainable
    assert model.get_layer("predictions").trainable
    # Black is -1, as Keras's weights expect it.
    assert dataset.inputs("test").min() == pytest.approx(-1, abs=0.02)


def test_a_network_of_other_shapes_cannot_begin_with_them(photographs, imagenet_weights):
    recipe = load_recipe("convolutional.mobilenet_v2", RECIPES)
    options = Options(data=photographs, image_size=64, start="imagenet")
    with pytest.raises(ValueError, match="cannot start from mobilenet_v2: layer .* needs weights of .* --set"):
        prepare(recipe, Plan.make(recipe, options))
