"""Every recipe: its place, its search space, and a run in its smoke size from the start to the saved model."""

import ast
import dataclasses
import functools
import inspect
from pathlib import Path

from keras_nets import models
from keras_nets.training import Options, RunFolder, load_recipe, recipe_names, train
from keras_nets.training.hyperparameters import Defaults, default_hyperparameters
from keras_nets.training.options import SMOKE_EXAMPLES, Plan
from keras_nets.training.phases import Phases
from keras_nets.training.preparation import build_model, compile_by, load_dataset, prepare
from keras_nets.training.runner import Run

import numpy as np
import pytest
import tensorflow as tf

ROOT = Path(__file__).parents[2]
NAMES = recipe_names(ROOT / "recipes")
# What tf.data says of it does not matter: it keeps its graphs.
pytestmark = pytest.mark.filterwarnings("ignore:Even though the `tf.config:UserWarning")
# To draw on a board is to draw everything a second time: one recipe of a family does.
WITH_BOARD = (
    *("autoencoder.autoencoder", "competitive.self_organizing_map", "convolutional.lenet5", "energy_based.rbm"),
    *("feedforward.mlp", "segmentation.unet", "sequence.gru", "transformer.transformer_encoder"),
)
# One of those that take their pictures or measures from the library trains whole.
WHOLE = (*WITH_BOARD, "energy_based.temporal_rbm")
# Of these a step takes less than to trace its graph.
EAGER = ("autoencoder", "convolutional", "feedforward", "segmentation", "transformer")
# Functions and arguments of `Recipe` alike; phases, which few have, stand among the functions before the search space.
ORDER = ("load", "build", "optimizer", "compile_model", "phases", "search_space")


@pytest.fixture(scope="module", params=NAMES)
def recipe(request):
    """A recipe, which reads its data once. Some run without a graph, since to trace it takes longer than a smoke run.

    tests/conformance has a step of each network of few layers in a graph.
    """
    family, _, _ = request.param.partition(".")
    tf.config.run_functions_eagerly(family in EAGER)
    recipe = load_recipe(request.param, ROOT / "recipes")
    yield dataclasses.replace(recipe, load=functools.cache(recipe.load))
    tf.config.run_functions_eagerly(False)


@pytest.fixture
def own_pictures(recipe):
    """Has runs draw the pictures of their recipe, and those of their task once a family."""

    def save(run, results):
        drawn = run.recipe.pictures(run.model, run.dataset, "test") if run.recipe.pictures else {}
        for name, figure in drawn.items():
            run.folder.save_figure(name, figure)

    with pytest.MonkeyPatch.context() as patch:
        if recipe.name not in WITH_BOARD:
            patch.setattr(Run, "_save_pictures", save)
        yield


@pytest.fixture
def few_temperatures():
    """Partition functions are estimated in few steps, each of which takes as long as one of training."""
    with pytest.MonkeyPatch.context() as patch:
        estimate = models.annealed_log_partition
        patch.setattr(
            models, "annealed_log_partition", lambda *a, **options: estimate(*a, **options | {"temperatures": 9})
        )
        yield


def smoke(recipe, **options):
    """Options of a smoke run; of 2,000 scenes, which take seconds to draw, it needs few."""
    few = ["examples=200"] if recipe.name.startswith("segmentation.") else []
    return Options(smoke=True, data_options=few, **options)


def small(recipe):
    """The fewest layers and maps that the search goes down to, since a network's size is what takes time here."""
    sizes = ("depth", "modules", "width", "filters")
    return {name: low for name, (low, _) in _ranges(recipe).items() if name in sizes}


def test_there_is_a_recipe_for_every_model():
    files = (ROOT / "keras_nets" / "models").glob("*/[!_]*.py")
    assert {f"{path.parent.name}.{path.stem}" for path in files} == set(NAMES)


def is_of_values(recipe):
    """Whether no function but `build` is the recipe's own: what it runs, other recipes and tests of its parts run."""
    parts = vars(recipe).values()
    own = [part for part in parts if getattr(getattr(part, "__code__", None), "co_filename", "") == recipe.file]
    more = (recipe.compile_model, recipe.phases, recipe.starts)
    return set(own) <= {recipe.build, recipe.search_space} and not any(more) and recipe.name not in WHOLE


def test_a_recipe_trains(recipe, tmp_path, few_temperatures, own_pictures):
    """A run of a single step; of a recipe of values, a batch that its network measures."""
    settings = {**small(recipe), "batch_size": SMOKE_EXAMPLES, "epochs": 1}
    options = smoke(recipe, runs=str(tmp_path), settings=settings, tensorboard=recipe.name in WITH_BOARD)
    if is_of_values(recipe):
        assert_a_batch_fits(recipe, Plan.make(recipe, options))
        return
    folder = RunFolder.open(train(recipe, options).path)
    assert folder.record["status"] == "finished"
    results = folder.record["results"]
    assert any(name.startswith("test_") for name in results)
    assert np.all(np.isfinite(list(results.values())))
    assert len(folder.read_metrics()) == folder.record["hyperparameters"]["epochs"] == 1
    assert (folder.figures_path / "training_curves.png").is_file() == (recipe.name in WITH_BOARD)
    assert any(folder.tensorboard_path.rglob("*tfevents*")) == (recipe.name in WITH_BOARD)
    if recipe.name in WITH_BOARD:
        assert_saved_as_trained(recipe, folder)


def assert_a_batch_fits(recipe, plan):
    model, dataset = (prepared := prepare(recipe, plan)).model, prepared.dataset
    distortion = recipe.distortion(plan.hyperparameters)
    values = model.test_step(next(iter(dataset.batches("train", 2, seed=0, augmentation=distortion))))
    assert len(values) > 1
    assert all(np.isfinite(float(value)) for value in values.values())


def assert_saved_as_trained(recipe, folder):
    """One of a family: tests/conformance saves every kind of layer."""
    model, dataset = folder.load_model(), load_dataset(recipe, smoke(recipe))
    assert model.count_params() == folder.record["parameters"]
    measured = model.evaluate(dataset.batches("test", 256), verbose=0, return_dict=True)
    # A model that draws at random to measure itself, as an RBM does, measures another draw.
    for name, value in measured.items():
        if name not in ("loss", "reconstruction_error", "pseudo_log_likelihood") or "accuracy" in measured:
            assert value == pytest.approx(folder.record["results"][f"test_{name}"], rel=1e-4, abs=1e-6)


def test_the_defaults_of_the_search_space_are_the_recipe(recipe):
    space = recipe.search_space(Defaults())
    functions = filter(None, [recipe.build, recipe.optimizer, recipe.compile_model, recipe.phases])
    parameters = [parameter for f in functions for parameter in inspect.signature(f).parameters.values()]
    arguments = {parameter.name: parameter.default for parameter in parameters if parameter.default != parameter.empty}
    assert set(space) <= set(arguments)
    for name, value in space.items():
        assert value == arguments[name]


def test_every_hyperparameter_of_the_search_reaches_the_network(recipe, without_values):
    """Another value gives another network, so that no dimension of a search is dead.

    Networks of the fewest layers tell it sooner; what these do not have, such as blocks to be dropped, deeper ones do.
    """
    defaults, others = recipe.search_space(Defaults()), _ranges(recipe)

    def differs(name, base):
        plain = defaults | base
        changed = others[name][1] if plain[name] == defaults[name] else defaults[name]
        return described(plain) != described(plain | {name: changed})

    @functools.cache
    def described_as(settings):
        plan = Plan.make(recipe, smoke(recipe, settings=dict(settings)))
        return _description(recipe, plan, without_values)

    def described(settings):
        return described_as(tuple(settings.items()))

    for name in others:
        assert differs(name, small(recipe)) or differs(name, {}), name


def test_presets_name_what_the_recipe_has(recipe):
    known = set(default_hyperparameters(recipe)) | set(Options.__dataclass_fields__) | {"goal"}
    for name, preset in recipe.presets.items():
        assert set(preset) <= known, name
        Plan.make(recipe, Options(preset=name))


def test_a_recipe_reads_in_the_order_of_the_house(recipe):
    tree = ast.parse(Path(recipe.file).read_text())
    command = f"    python recipes/{recipe.name.replace('.', '/')}.py"
    assert command in ast.get_docstring(tree).splitlines()
    assert "\nMeasured" in ast.get_docstring(tree)
    *_, definition, start = tree.body
    assert ast.unparse(start) == "if __name__ == '__main__':\n    cli.main(RECIPE)"
    assert ast.unparse(definition).startswith("RECIPE = Recipe(")
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    arguments = [keyword.arg for keyword in definition.value.keywords]
    assert not definition.value.args
    assert arguments[:2] == ["load", "build"]
    for names in (functions, [name for name in arguments if name != "phases"]):
        assert [name for name in names if name in ORDER] == [name for name in ORDER if name in names]


def _ranges(recipe):
    """For each hyperparameter of the search space its first value, and the first one that differs from the default."""

    class Ranges(Defaults):
        def __init__(self):
            self.values = {}

        def _note(self, name, values, default):
            self.values[name] = (values[0], next(value for value in values if value != default))
            return default

        def Int(self, name, low, high, default=None, **_):
            return self._note(name, (low, high), default)

        Float = Int

        def Choice(self, name, values, default=None, **_):
            return self._note(name, values, default)

        def Boolean(self, name, default=False):
            return self._note(name, (True, False), default)

    ranges = Ranges()
    recipe.search_space(ranges)
    return ranges.values


def _description(recipe, plan, without_values):
    """Everything that tells a network, and those of the phases before it, from another."""
    dataset = load_dataset(recipe, plan.options)
    with without_values():
        model = recipe.build(dataset, **plan.build_arguments(recipe))
        build_model(model, dataset)
    compile_by(recipe, model, dataset, plan.hyperparameters, steps=1)
    phases = Phases(recipe, dataset, model, plan.hyperparameters, seed=0).phases
    parts = [phase.build() for phase in phases]
    described = [(part.get_config(), part.optimizer.get_config()) for part in parts]
    return str([tuple(weight.shape) for weight in model.weights]) + str(model.get_config()) + str(described)
