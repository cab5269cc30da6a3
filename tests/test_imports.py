"""Imports go one way, and layers and models run on every backend of Keras."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = {"catalog", "datasets", "generation", "inspection", "layers", "losses", "models", "training", "tuning"}
# For each part of the project, the parts that it may import beside itself.
ALLOWED = {
    "keras_nets": set(),
    "datasets": set(),
    "training": {"datasets"},
    "tuning": {"training", "datasets"},
    "inspection": {"training", "datasets"},
    "layers": set(),
    "losses": set(),
    "models": {"layers", "losses"},
    "generation": set(),
    "catalog": set(),
    "recipes": LIBRARY,
    "tools": LIBRARY | {"recipes"},
}
FILES = [path for top in ("keras_nets", "recipes", "tools") for path in sorted((ROOT / top).rglob("*.py"))]


def part_of(dotted):
    """`keras_nets.layers.maxout` belongs to `layers`, `keras_nets._quiet` to `keras_nets` itself."""
    top, _, rest = dotted.partition(".")
    second = rest.partition(".")[0]
    return second if top == "keras_nets" and second in LIBRARY else top


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path):
    """Dotted names of all that a file imports; of `from a import b` both a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import; write the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_go_one_way(path):
    part = part_of(module_of(path))
    own = {part_of(name) for name in imports_of(path) if name.partition(".")[0] in ("keras_nets", "recipes", "tools")}
    assert own - {part, "keras_nets"} <= ALLOWED[part]
    if part == "recipes":
        assert "recipes" not in own, "no recipe imports another"


def test_families_of_models_do_not_import_each_other():
    for path in (ROOT / "keras_nets" / "models").glob("*/*.py"):
        rooms = {name.split(".")[2] for name in imports_of(path) if name.startswith("keras_nets.models.")}
        # What families share lies directly in models, in a file whose name begins with an underscore.
        assert all(room == path.parent.name or room.startswith("_") for room in rooms), path


def test_layers_and_models_name_no_backend():
    paths = [path for path in FILES if part_of(module_of(path)) in ("layers", "losses", "models")]
    assert paths
    for path in paths:
        foreign = {name.partition(".")[0] for name in imports_of(path)} - sys.stdlib_module_names
        assert foreign <= {"keras", "keras_nets", "numpy"}, path
