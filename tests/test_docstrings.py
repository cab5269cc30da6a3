"""The docstrings of the packages around layers and models, whose own test is in `conformance`, keep to one dialect."""

import ast
import re
from pathlib import Path

import keras_nets

import pytest

PACKAGES = ("cli", "datasets", "generation", "inspection", "tasks", "training", "tuning")
ROOT = Path(keras_nets.__file__).parent
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(path):
    """The docstrings of a file, each with the line that it begins in."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node):
            yield node.body[0].lineno, ast.get_docstring(node)


def entries(docstring, section):
    """The entries of a section, without the lines that continue one."""
    _, found, rest = f"\n{docstring}".partition(f"\n{section}:\n")
    return re.findall(r"^ {4}(\S.*)", rest.split("\n\n")[0], re.MULTILINE) if found else []


def faults(docstring):
    lines = docstring.splitlines()
    if not re.match(r"\S.*\S$", lines[0]) or "".join(lines[1:2]):
        yield "the first line does not stand alone"
    for section in ("Args", "Attributes"):
        for entry in entries(docstring, section):
            if not re.match(r"\*{0,2}\w+(, \*{0,2}\w+)*: [A-Z`]", entry):
                yield f"{section}: needs 'name: Capital or `code`', got {entry!r}"
    for entry in entries(docstring, "Raises"):
        if not re.match(r"\w+: (If|As) .*", entry):
            yield f"Raises: needs 'Error: If ...', got {entry!r}"
    for number, line in enumerate(lines):
        if line.strip() == "Example:" and (line != "Example:" or lines[number - 1 : number + 2 : 2] != ["", ""]):
            yield "Example: needs a blank line before and after"
        if line.startswith(" ") and line.lstrip().startswith(">>> "):
            yield f"examples are not indented, got {line!r}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_docstrings_are_written_in_one_dialect(path):
    assert [f"{path}:{line} {fault}" for line, docstring in docstrings(path) for fault in faults(docstring)] == []


@pytest.mark.parametrize(
    "docstring",
    [
        "A line\nand another.",
        "A line.\n\nArgs:\n    path: of the file.",
        "A line.\n\nRaises:\n    ValueError: no such file.",
        "A line.\n\nExample:\n>>> 1",
        "A line.\n\nExample:\n\n    >>> 1",
    ],
)
def test_other_dialects_are_found(docstring):
    assert len(list(faults(docstring))) == 1
