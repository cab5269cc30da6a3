"""The plan of the house: imports go one way, a task is a room, layers and models run on every backend of Keras."""

import ast
import graphlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# For each part of the project, the parts that it may import beside itself and the ground. The ground is whatever lies
# directly in keras_nets under a name that begins with an underscore; it imports nothing of the house.
ALLOWED = {
    "keras_nets": set(),
    "catalog": set(),
    "acceleration": set(),
    "layers": {"acceleration"},
    "losses": set(),
    "optimizers": set(),
    "augmentations": {"layers"},
    "models": {"acceleration", "layers", "losses"},
    "keras_twins": {"models"},
    "generation": set(),
    "datasets": set(),
    "inspection": set(),
    "tasks": {"datasets", "inspection", "generation"},
    "training": {"acceleration", "catalog", "datasets", "tasks"},
    "tuning": {"acceleration", "datasets", "tasks", "training"},
    "cli": {"acceleration", "catalog", "datasets", "tasks", "training", "tuning"},
}
LIBRARY = set(ALLOWED) - {"keras_nets"}
ALLOWED |= {"recipes": LIBRARY, "tools": LIBRARY}
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


def test_no_file_imports_one_that_imports_it():
    """No circle, neither between rooms nor inside one, also where an import waits inside a function.

    What a package's `__init__` gives to others, it takes from its files; these name each other and not the package.
    """
    modules = {module_of(path): path for path in FILES}
    graph = {}
    for module, path in modules.items():
        imported = set()
        for name in imports_of(path):
            while name and name not in modules:
                name = name.rpartition(".")[0]
            imported.add(name)
        graph[module] = imported - {module, "", "keras_nets"}
    # Raises CycleError, with the circle, where there is one.
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert order.index("keras_nets.training.recipe") < order.index("recipes.convolutional.lenet5")


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


def test_only_one_file_touches_what_keras_keeps_to_itself():
    """Attributes of Keras's objects that begin with an underscore, so that an upgrade of Keras opens one file."""
    names = "flatten_layers|inbound_nodes|keras_|seed_generators|nodes_by_depth|compile_loss|trainable_variables"
    names += "|get_variable_index|value\\b|momentums|velocities"
    private = re.compile(rf"[\w)\]]\._({names}|non_trainable_variables|distribution_strategy|all_reduce|direction)")
    found = {
        module_of(path) for path in FILES if private.search(path.read_text(encoding="utf-8").replace("self._", ""))
    }
    assert found == {"keras_nets._keras"}


def test_a_task_is_a_room_and_not_a_branch():
    """Nothing else compares with the name of a task, of targets or of a data set."""
    from keras_nets.datasets import targets
    from keras_nets.datasets.catalog import NAMES as DATA
    from keras_nets.tasks import NAMES as TASKS

    kinds = {name for name in vars(targets) if isinstance(getattr(targets, name), type)}
    words = {*TASKS, *DATA, *kinds, "text", "images", "files", "labels", "inputs", "next"}
    free = ("keras_nets.tasks", "keras_nets.datasets.targets", "keras_nets.datasets.catalog")
    for path in FILES:
        if module_of(path).startswith(free):
            continue
        for line, compared in comparisons_of(path):
            texts = {each.value for each in compared if isinstance(each, ast.Constant)}
            names = {getattr(each, "id", getattr(each, "attr", None)) for each in compared} & kinds
            assert not (texts & words) | names, f"{path}:{line} asks for {(texts & words) | names}"


def comparisons_of(path):
    """The line of each comparison in a file, and all that stands in it; isinstance asks for what it is given."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        compared = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance":
            compared = node.args[1:]
        yield getattr(node, "lineno", 0), [each for one in compared for each in ast.walk(one)]


@pytest.mark.parametrize("part", ["training", "tasks", "inspection", "tuning", "datasets"])
def test_the_library_names_no_tool_and_no_recipe(part):
    for path in (ROOT / "keras_nets" / part).rglob("*.py"):
        assert not re.search(r"\b(tools|recipes)/", path.read_text(encoding="utf-8")), path
