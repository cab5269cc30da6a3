"""Timing our networks beside Keras's: what is measured, not how fast this machine is."""

import types

import keras
import pytest


def small(shape, classes):
    inputs = keras.Input(shape)
    x = keras.layers.Conv2D(4, 3, strides=4, activation="relu")(inputs)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax", dtype="float32")(x))


@pytest.fixture
def twins(tool, monkeypatch):
    twins = tool("benchmark/twins")
    monkeypatch.setattr(twins, "SIDE", 32)
    monkeypatch.setattr(twins, "CLASSES", 3)
    monkeypatch.setattr(twins, "models", types.SimpleNamespace(small=small))
    monkeypatch.setattr(twins, "TWINS", {"small": types.SimpleNamespace(arguments={})})
    yield twins
    keras.config.set_dtype_policy("float32")


def test_precisions_learn_alike_from_equal_weights(twins):
    measured = twins.precision("small")
    assert measured["mean loss, mixed_bfloat16 / float32"] == pytest.approx(1, abs=0.01)
    assert measured["training step, mixed_bfloat16 / float32"] > 0
    assert measured["training step, XLA / without"] > 0


def test_twins_take_turns(twins, monkeypatch):
    monkeypatch.setattr(twins, "build_twins", lambda name, shape, classes: (small(shape, 3), small(shape, 3)))
    assert set(twins.speed("small")) == {"training step", "prediction"}


def test_a_start_has_seconds_and_memory(twins):
    measured = twins.start("small", "ours")
    assert measured["time to the first step"] > 0
    assert measured["peak memory"] > 1e8
