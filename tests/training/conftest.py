"""Runs that a test trains for itself draw nothing."""

from keras_nets.training import Options
from keras_nets.training.runner import Run

import keras
import pytest


@pytest.fixture(autouse=True)
def nothing_is_drawn(without_pictures):
    """Runs that a module's tests share may draw, since they are made before."""


@pytest.fixture(scope="session")
def untrained():
    """Makes a run that counts as finished although nothing was learned in it: `untrained(recipe, options)`."""

    def make(recipe, options):
        run = Run.start(recipe, options)
        run.folder.save_model(run.model)
        run.folder.update(status="finished", results={})
        run.folder.unlock()
        return run.folder

    return make


@pytest.fixture(scope="module")
def module_options(tmp_path_factory):
    """Builds `Options` of a run that the tests of a module share, which has no board unless asked for."""

    def make(**values):
        return Options(**{"runs": str(tmp_path_factory.mktemp("runs")), "tensorboard": False} | values)

    return make


@pytest.fixture(scope="module")
def undrawn():
    """Runs that the tests of a module share draw nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "_save_pictures", lambda run, results: None)
        yield


@pytest.fixture
def untraced(monkeypatch):
    """Networks take each step eagerly, for tests of few steps that are not about graphs: tracing would take longer."""
    monkeypatch.setattr(keras.Model, "run_eagerly", property(lambda model: True, lambda model, value: None))
