import ast
import inspect
import subprocess
import sys
from pathlib import Path

from keras_nets import catalog, models

import pytest
from table import ROWS

MODELS = Path(models.__file__).parent
NAMES = [name for row in catalog.ARCHITECTURES for name in (row.name, *row.variants)]


def test_catalog_has_a_row_for_every_file_and_a_file_for_every_row():
    files = {(path.parent.name, path.stem) for path in MODELS.glob("*/[!_]*.py")}
    assert {(row.family, row.name) for row in catalog.ARCHITECTURES} == files


def test_facade_exports_what_the_catalog_lists():
    functions = {name for name, value in vars(models).items() if inspect.isfunction(value)}
    # What a Boltzmann machine is judged by stands beside the factories.
    assert functions == {*NAMES, "annealed_log_partition"}


def test_conformance_table_covers_the_catalog():
    assert {row.name for row in ROWS} == set(NAMES)


def test_catalog_loads_without_keras():
    code = "import sys; import keras_nets.catalog; print(*(set(sys.modules) & {'keras', 'tensorflow', 'numpy'}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
    nodes = [node for node in ast.walk(ast.parse(inspect.getsource(catalog))) if "Import" in type(node).__name__]
    names = {getattr(node, "module", None) or node.names[0].name for node in nodes}
    assert names <= sys.stdlib_module_names


def test_family_packages_hold_a_docstring_only():
    for path in MODELS.glob("*/__init__.py"):
        (statement,) = ast.parse(path.read_text()).body
        assert isinstance(statement, ast.Expr) and isinstance(statement.value.value, str), path


@pytest.mark.parametrize("architecture", catalog.ARCHITECTURES, ids=lambda architecture: architecture.name)
def test_row_agrees_with_the_factory(architecture):
    factory = getattr(models, architecture.name)
    assert factory.__module__ == f"keras_nets.models.{architecture.family}.{architecture.name}"
    assert str(architecture.year) in factory.__doc__.partition("Reference:")[2].partition("Args:")[0]
    for variant in architecture.variants:
        assert getattr(models, variant).__module__ == factory.__module__
