"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil

from keras_nets import inspection, tuning

import pytest

MODULES = [module.name for module in pkgutil.iter_modules(inspection.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    failed, _ = doctest.testmod(importlib.import_module(f"keras_nets.inspection.{name}"))
    assert failed == 0


@pytest.mark.parametrize("package", [inspection, tuning])
def test_every_export_is_there(package):
    assert all(callable(getattr(package, name)) for name in package.__all__)
