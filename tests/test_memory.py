"""What needs more memory than there is says so before it takes any."""

from keras_nets import _memory
from keras_nets._memory import check_memory, in_words, machine_memory, trainable_networks
from keras_nets.models import mlp

import keras
import pytest


@pytest.fixture
def megabyte(monkeypatch):
    """A machine with a megabyte of memory."""
    monkeypatch.setattr(_memory, "machine_memory", lambda: 10**6)


def test_the_machine_has_some_memory():
    assert 10**8 < machine_memory() < 10**15


def test_sizes_are_told_as_people_say_them():
    assert [in_words(size) for size in (0, 999, 1000, 25_300_000_000, 48 * 10**12, 10**18)] == [
        *("0 bytes", "999 bytes", "1 kB", "25.3 GB", "48 TB", "1,000 PB")
    ]


def test_too_much_is_refused(megabyte):
    check_memory(10**6, "3 images take")
    with pytest.raises(ValueError, match=r"^3 images take 2 MB of memory, and this machine has 1 MB$"):
        check_memory(2 * 10**6, "3 images take")


def test_a_network_that_cannot_be_trained_is_refused_before_its_weights_are_made(megabyte, monkeypatch):
    with trainable_networks():
        mlp((100,), 10, hidden_units=(100,))
    # A kernel of 10,000,000 weights.
    made = []
    original = keras.initializers.GlorotUniform.__call__
    monkeypatch.setattr(
        keras.initializers.GlorotUniform, "__call__", lambda *a, **k: made.append(a[1]) or original(*a, **k)
    )
    message = r"^mine has 1.0e\+07 weights or more, and training takes 16 bytes for each, 160 MB; this machine has 1 MB"
    with pytest.raises(ValueError, match=message), trainable_networks("mine"):
        mlp((100,), 10, hidden_units=(100_000,))
    assert (100, 100_000) not in made


def test_a_network_deeper_than_any_is_refused(monkeypatch):
    monkeypatch.setattr(_memory, "_MOST_VARIABLES", 20)
    message = "has more than 20 arrays of weights; make it less deep"
    with pytest.raises(ValueError, match=message), trainable_networks():
        mlp((4,), 2, hidden_units=(4,) * 50)


def test_other_errors_pass():
    with pytest.raises(ValueError, match="units"), trainable_networks():
        mlp((4,), 2, hidden_units=(-1,))
