"""How the chief of several processes looks after its workers; a search that really has some stands in tests/tools."""

from pathlib import Path
from types import SimpleNamespace

from keras_nets.training import Options, load_recipe
from keras_nets.tuning.search import Search
from keras_nets.tuning.workers import _replace_ended, run_workers

import pytest


@pytest.fixture
def chief(tmp_path):
    recipe = load_recipe(str(Path(__file__).parent / "tiny" / "feedforward" / "blobs.py"))
    return Search.start(recipe, Options(runs=str(tmp_path)), trials=2).make_tuner()


def ended(status):
    return SimpleNamespace(poll=lambda: status)


def test_a_worker_that_dies_fails_its_trial_and_is_replaced(chief):
    trial = chief.oracle.create_trial("worker0")
    workers = {"worker0": ended(-9), "worker1": ended(None)}
    _replace_ended(workers, chief, start=lambda name: f"new {name}")
    assert workers["worker0"] == "new worker0"
    assert workers["worker1"].poll() is None
    assert chief.oracle.trials[trial.trial_id].status == "FAILED"
    assert "its process ended with status -9" in chief.trial_folder(trial.trial_id).record["reason"]
    assert not chief.oracle.ongoing_trials
    chief.report(chief.trial_folder(trial.trial_id))
    chief.oracle.reload()
    assert not chief.oracle._retry_queue


def test_a_worker_without_a_trial_is_done_or_could_not_begin(chief):
    workers = {"worker0": ended(0)}
    _replace_ended(workers, chief, start=lambda name: pytest.fail("nothing is left to do"))
    assert not workers
    with pytest.raises(RuntimeError, match="worker0 could not begin a trial, its process ended with status 1"):
        _replace_ended({"worker0": ended(1)}, chief, start=None)


def test_a_chief_that_cannot_serve_says_so(chief, tmp_path, monkeypatch):
    monkeypatch.setattr("keras_nets.tuning.workers._start", lambda *_: SimpleNamespace(poll=lambda: None, **quiet()))

    def refuse():
        raise OSError("no port")

    monkeypatch.setattr(chief, "search", refuse)
    with pytest.raises(RuntimeError, match="cannot be served: no port"):
        run_workers(lambda: chief, tmp_path, jobs=1)


def quiet():
    return {"terminate": lambda: None, "wait": lambda *_: 0}
