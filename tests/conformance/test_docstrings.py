import contextlib
import doctest
import importlib
import inspect
import pkgutil
import re

from keras_nets import catalog, layers, losses, models

import pytest
import tensorflow as tf
from table import ROWS

SECTIONS = ("Reference:", "Args:", "Input shape:", "Output shape:", "Raises:", "Example:")
MODULES = sorted(
    {"keras_nets.catalog", "keras_nets.keras_twins", losses.__name__}
    | {
        module.name
        for package in (layers, models)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    }
)


def public_names(package):
    """What a facade imports from its files."""
    return [name for name, value in vars(package).items() if not name.startswith("_") and not inspect.ismodule(value)]


LOSSES = [
    name for name, value in vars(losses).items() if inspect.isclass(value) and value.__module__ == losses.__name__
]
# Each with the factory whose docstring tells of its arguments.
VARIANTS = {variant: row.name for row in catalog.ARCHITECTURES for variant in row.variants}
FACTORIES = {row.name for row in catalog.ARCHITECTURES}
PUBLIC = [
    pytest.param(getattr(package, name), id=f"{package.__name__}.{name}")
    for package, names in ((layers, public_names(layers)), (losses, LOSSES), (models, FACTORIES))
    for name in sorted(names)
]


@pytest.fixture(scope="module")
def without_graphs():
    """An example that trains does so for a step, which takes less than to trace its graph."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.filterwarnings("ignore:Even though the `tf.config:UserWarning")
@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name, without_graphs, without_values):
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    # Examples of convolutional networks only look at them.
    only_looks = name.startswith("keras_nets.models.convolutional.")
    with without_values() if only_looks else contextlib.nullcontext():
        for example in doctest.DocTestFinder().find(importlib.import_module(name)):
            # Variants count their weights, see below.
            if example.name.rpartition(".")[2] not in VARIANTS:
                runner.run(example)
    assert runner.failures == 0


@pytest.mark.parametrize("item", PUBLIC)
def test_sections_stand_in_keras_order(item):
    docstring = inspect.getdoc(item)
    assert re.match(r"[A-Z].*[^ ]\n(\n|$)", docstring + "\n"), "the first line stands alone"
    found = [line for line in docstring.splitlines() if line in SECTIONS]
    assert found == sorted(found, key=SECTIONS.index)
    assert found[-1] == "Example:"
    assert ">>> " in docstring.partition("Example:")[2]


@pytest.mark.parametrize("item", [param for param in PUBLIC if ".models." in param.id])
def test_factories_name_their_source_and_all_their_arguments(item):
    docstring = inspect.getdoc(item)
    assert "https://" in docstring.partition("Reference:")[2].partition("Args:")[0]
    arguments = docstring.partition("\nArgs:\n")[2].split("\n\n")[0]
    assert re.findall(r"^ {4}\*{0,2}(\w+): ", arguments, re.MULTILINE) == list(inspect.signature(item).parameters)


@pytest.mark.parametrize("name, factory", VARIANTS.items())
def test_variants_say_what_they_are_name_their_factory_and_count_their_weights(name, factory, without_values):
    function = getattr(models, name)
    docstring = inspect.getdoc(function)
    assert re.match(rf"[A-Z].*\.\n\nAs in `{factory}`[.,]", docstring)
    assert "Args:" not in docstring
    arguments, count = re.search(rf"\n\n>>> {name}\((.*)\)\.count_params\(\)\n(\d+)$", docstring).groups()
    (row,) = [row for row in ROWS if row.label == name]
    given = eval(f"bind({arguments})", {"bind": inspect.signature(function).bind})
    # Most are rows of the table, which is built already.
    with without_values():
        built = None if given.arguments == row.paper else function(*given.args, **given.kwargs)
    assert int(count) == (built.count_params() if built else row.parameters)


@pytest.mark.parametrize("item", PUBLIC)
def test_sections_are_written_in_one_dialect(item):
    docstring = inspect.getdoc(item)
    sections = {name: docstring.partition(f"\n{name}:\n")[2].split("\n\n")[0] for name in ("Args", "Raises")}
    assert not re.findall(r"^ {4}\*{0,2}\w+: [a-z].*", sections["Args"], re.MULTILINE)
    assert all(re.match(r" {4}ValueError: (If|As) |     ", line) for line in sections["Raises"].splitlines())
