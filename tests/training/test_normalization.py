"""Averages of batch normalization settle within the run, however short, and long runs stay as they are."""

from keras_nets.layers.convolution import MOMENTUM
from keras_nets.training.normalization import settle_averages
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare

import keras
import numpy as np
import pytest


def normalizing(dataset=None, units=4):
    return keras.Sequential([keras.Input((units,)), keras.layers.BatchNormalization(momentum=0.9, name="norm")])


@pytest.mark.parametrize("steps", [1, 2, 16, 65])
def test_the_average_of_what_is_seen_is_known_after_the_last_step(steps):
    model = normalizing()
    (said,) = settle_averages(model, steps)
    assert "instead of 0.9" in said
    assert f"settle in {steps} steps" in said
    inputs = np.full((8, 4), 3.0, "float32")
    for _ in range(steps):
        model(inputs, training=True)
    np.testing.assert_allclose(model.get_layer("norm").moving_mean, 3, rtol=2e-3)
    np.testing.assert_allclose(model.get_layer("norm").moving_variance, 0, atol=2e-3)


def test_what_settles_by_itself_stays_as_it_is():
    model = normalizing()
    assert settle_averages(model, 66) == []
    assert model.get_layer("norm").momentum == 0.9
    # Every recipe of a network that normalizes takes more steps.
    assert MOMENTUM == 0.9


def test_frozen_layers_keep_their_averages():
    model = normalizing()
    model.get_layer("norm").trainable = False
    assert settle_averages(model, 2) == []
    assert model.get_layer("norm").momentum == 0.9


def test_layers_inside_of_models_are_found():
    inner = normalizing()
    inputs = keras.Input((4,))
    assert settle_averages(keras.Model(inputs, inner(inputs)), 2)
    assert inner.get_layer("norm").momentum == pytest.approx(0.0316, abs=1e-4)


def test_a_short_run_says_so_and_saves_it(recipe_with, options, tmp_path):
    def build(dataset):
        layers = [
            keras.layers.BatchNormalization(momentum=0.9, name="norm"),
            keras.layers.Dense(dataset.classes, "softmax"),
        ]
        return keras.Sequential([keras.Input(dataset.input_shape), keras.layers.Flatten(), *layers])

    recipe = recipe_with(
        build=build, search_space=lambda hp: {}, compile_model=lambda model, rate, steps: model.compile()
    )
    prepared = prepare(recipe, Plan.make(recipe, options(smoke=True)))
    assert prepared.messages[-1].startswith("batch normalization: the momentum is ")
    prepared.model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.get_layer("norm").momentum == prepared.model.get_layer("norm").momentum < 0.9
