"""Timing models in turn."""

import keras
import numpy as np
import pytest


class Clock:
    """Stands for the time module: what a test says has passed."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now


@pytest.fixture
def timing(tool):
    return tool("benchmark/timing")


@pytest.fixture
def clock(timing, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(timing, "time", clock)
    return clock


class Slow:
    """A model whose steps take the given seconds, the first one, which compiles, ten times as long."""

    def __init__(self, clock, seconds, order):
        self.clock, self.seconds, self.order, self.steps = clock, seconds, order, 0

    def train_on_batch(self, x, y):
        self.clock.now += self.seconds * (1 if self.steps else 10)
        self.steps += 1
        self.order.append(self.seconds)

    def predict_on_batch(self, x):
        self.train_on_batch(x, None)


def test_models_take_turns_and_the_first_step_does_not_count(timing, clock):
    order = []
    models = [Slow(clock, 2.0, order), Slow(clock, 4.0, order)]
    assert timing.training_seconds(models, None, None, repetitions=3) == [[2.0] * 3, [4.0] * 3]
    assert order == [2.0, 4.0] * 4
    assert timing.prediction_seconds(models, None, repetitions=1) == [[2.0], [4.0]]


def test_the_ratio_is_the_median_of_neighbors(timing):
    assert timing.ratio([1.0, 2.0, 9.0], [2.0, 2.0, 3.0]) == 1.0


def test_the_first_step_trains_what_is_built(timing):
    built = []

    def build():
        inputs = keras.Input((3,))
        built.append(keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(inputs)))
        built[0].compile("sgd", "sparse_categorical_crossentropy")
        built.append(built[0].get_weights())
        return built[0]

    assert timing.first_step_seconds(build, np.ones((4, 3)), np.array([0, 1, 0, 0])) > 0
    assert not np.array_equal(built[0].get_weights()[0], built[1][0])
