"""Timing how texts are written: each way takes its time, and all write the same."""

from keras_nets import models

import pytest


@pytest.fixture
def timing(tool, monkeypatch):
    module = tool("benchmark/generation")
    monkeypatch.setattr(module, "LENGTH", 6)
    return module


@pytest.mark.parametrize("way", ["states", "xla", "none"])
def test_every_way_takes_its_time_and_writes_the_same(timing, way):
    network = models.gru((None,), 9, vocabulary_size=9, units=4, return_sequences=True, name="gru")
    network.set_weights([0 * weight for weight in network.get_weights()])
    measured = timing.measure(network, way)
    # All tokens are as probable; the first one that may be written is taken.
    assert measured["tokens"] == [5, 1, 1, 1, 1, 1]
    assert measured["seconds"] > 0


def test_texts_that_differ_are_not_compared(tool, monkeypatch, capsys):
    module = tool("benchmark")
    text = iter([[5, 1], [5, 1], [5, 2]])
    monkeypatch.setattr(module, "_timing", lambda *_: {"gru": {"seconds": 1.0, "tokens": next(text)}})
    with pytest.raises(SystemExit) as end:
        list(module.writing(1))
    assert end.value.code == 1
    assert "gru does not write the same text with states as without" in capsys.readouterr().err
