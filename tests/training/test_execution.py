"""How many steps TensorFlow takes at a time, and how it uses processors."""

import json

from keras_nets.training import Options, execution
from keras_nets.training.execution import arrange_processors, arrange_processors_again, steps_per_execution

import keras
import pytest


def convolution(size, filters):
    inputs = keras.Input((size, size, 1))
    return keras.Model(inputs, keras.layers.Conv2D(filters, 3, padding="same")(inputs))


def test_small_networks_take_many_steps_and_large_ones_one():
    assert steps_per_execution(convolution(10, 4), 32) == 32
    assert steps_per_execution(convolution(512, 1024), 32) == 1
    assert 1 < steps_per_execution(convolution(64, 64), 32) < 32


def test_sizes_that_the_network_leaves_open_count():
    inputs = keras.Input((None, 64))
    model = keras.Model(inputs, keras.layers.LSTM(256)(inputs))
    assert steps_per_execution(model, 32, sizes=(2, 64)) == 32
    assert steps_per_execution(model, 32, sizes=(1000, 64)) == 1


@pytest.fixture
def arranged(monkeypatch):
    """How often operations were told to take one processor each."""
    calls = []
    monkeypatch.setattr(execution, "one_processor_an_operation", lambda: calls.append(1))
    return calls


@pytest.mark.parametrize(("batch_size", "times"), [(16, 1), (17, 0)])
def test_operations_of_small_batches_take_one_processor_each(recipe_with, arranged, batch_size, times):
    arrange_processors(recipe_with(side_by_side=16), Options(settings=[f"batch_size={batch_size}"]))
    assert len(arranged) == times


@pytest.mark.parametrize(("parts", "times"), [({"parts": 2}, 1), ({"parts": 1}, 0), ({}, 0)])
def test_a_run_goes_on_as_it_began(arranged, tmp_path, parts, times):
    """Runs of earlier versions do not say it."""
    record = {"recipe": "a.b", "status": "interrupted", "options": {}, "hyperparameters": {}, "results": {}}
    (tmp_path / "run.json").write_text(json.dumps(record | parts))
    arrange_processors_again(tmp_path)
    assert len(arranged) == times
