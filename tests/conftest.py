"""What all tests share; garbage collection stays cheap where thousands of networks are built in one process."""

import gc

import keras
import pytest


@pytest.fixture(autouse=True, scope="module")
def collected_once():
    """What is alive after a module (TensorFlow, traced graphs that it caches) is not looked through again."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def set_precision():
    """Sets Keras's dtype policy until the test ends."""
    yield keras.config.set_dtype_policy
    keras.config.set_dtype_policy("float32")
