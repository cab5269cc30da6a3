"""Timing how texts are written: both ways must write the same."""

from keras_nets import models

import keras
import pytest


@pytest.fixture
def timing(tool, monkeypatch):
    module = tool("benchmark/generation")
    monkeypatch.setattr(module, "LENGTH", 6)
    return module


@pytest.fixture
def network():
    return models.gru((None,), 9, vocabulary_size=9, units=4, return_sequences=True)


def test_every_way_takes_its_time(timing, network):
    seconds = timing.compare(network)
    assert list(seconds) == ["states", "states, XLA", "none"]
    assert min(seconds.values()) > 0


def test_texts_that_differ_are_not_compared(timing, network):
    forgetful = timing.Forgetful(network)
    timing.Forgetful = lambda _: forgetful
    forgetful.model = lambda tokens, training: keras.ops.one_hot(keras.ops.full_like(tokens, 7), 9)
    with pytest.raises(SystemExit, match="gru does not write the same text with states as without"):
        timing.compare(network)
