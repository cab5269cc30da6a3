"""The examples in the docstrings run, and the room gives all that it names."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

from keras_nets import tasks

import pytest

MODULES = [module.name for module in pkgutil.iter_modules(tasks.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    failed, _ = doctest.testmod(importlib.import_module(f"keras_nets.tasks.{name}"))
    assert failed == 0


def test_every_export_is_there():
    assert doctest.testmod(tasks).failed == 0
    assert all(hasattr(tasks, name) for name in tasks.__all__)
    with pytest.raises(AttributeError, match="'keras_nets.tasks' has no attribute 'taks'; it has NAMES, recorded_task"):
        _ = tasks.taks


def test_no_file_hides_a_function():
    """A package's attribute becomes a module of that name as soon as anybody imports it, whatever it was before."""
    files = {path.stem for path in Path(tasks.__file__).parent.glob("*.py")}
    assert "classification" in files and not files & set(tasks.__all__)


def test_importing_loads_nothing_heavy():
    program = (
        "import sys, keras_nets.tasks;"
        "print([m for m in ('tensorflow', 'keras', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
