"""Runs of these tests draw nothing where pictures are not what a test is about: they are a third of a small run."""

from keras_nets.training.runner import Run

import pytest


@pytest.fixture(autouse=True)
def without_pictures(request, monkeypatch):
    if "pictures" not in request.keywords:
        monkeypatch.setattr(Run, "_save_pictures", lambda run, results: None)
