"""Keeps garbage collection cheap where thousands of networks are built in one process."""

import gc

import pytest


@pytest.fixture(autouse=True, scope="module")
def collected_once():
    """What is alive after a module (TensorFlow, traced graphs that it caches) is not looked through again."""
    yield
    gc.collect()
    gc.freeze()
