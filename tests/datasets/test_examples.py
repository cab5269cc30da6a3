"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil

from keras_nets import datasets

import pytest

MODULES = [module.name for module in pkgutil.walk_packages(datasets.__path__, "keras_nets.datasets.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0
