"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil

from keras_nets import datasets

import pytest

MODULES = [module.name for module in pkgutil.iter_modules(datasets.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    failed, _ = doctest.testmod(importlib.import_module(f"keras_nets.datasets.{name}"))
    assert failed == 0
