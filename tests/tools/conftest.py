"""Tools, loaded from their files, and finished runs to try them on."""

import importlib.util
from pathlib import Path

from keras_nets.training import load_recipe
from keras_nets.training.options import Options, Plan
from keras_nets.training.run_folder import RunFolder

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "tuning" / "tiny"


@pytest.fixture
def tool():
    """Loads a tool by name; `tool(name).call(...)` gives its exit status, output and errors."""

    def load(name):
        spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.call = lambda *arguments: CliRunner().invoke(module.app, [str(argument) for argument in arguments])
        return module

    return load


def trained(file, folder):
    from keras_nets.training.runner import train

    return train(load_recipe(str(TINY / file)), Options(runs=str(folder), tensorboard=False))


def untrained(name, folder, data=None, **settings):
    """A run of one of the project's recipes that counts as finished, although nothing was learned in it."""
    from keras_nets.training.preparation import prepare
    from keras_nets.training.record import first_record

    recipe = load_recipe(name, ROOT / "recipes")
    plan = Plan.make(recipe, Options(data=data, smoke=True, settings=settings))
    dataset, model = prepare(recipe, plan)
    model.optimizer.build(model.trainable_variables)
    run = RunFolder.create(str(folder), recipe.name, first_record(recipe, plan, dataset, model))
    run.save_model(model)
    run.update(status="finished")
    return run


@pytest.fixture(scope="session")
def vector_run(tmp_path_factory):
    return trained("feedforward/blobs.py", tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def image_run(tmp_path_factory):
    return trained("convolutional/squares.py", tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def language_model_run(tmp_path_factory):
    return untrained("transformer.transformer_decoder", tmp_path_factory.mktemp("runs"), depth=1, width=16)


@pytest.fixture(scope="session")
def translator_run(tmp_path_factory):
    return untrained("sequence.sequence_to_sequence", tmp_path_factory.mktemp("runs"), units=8)


@pytest.fixture(scope="session")
def recurrent_run(tmp_path_factory):
    return untrained("sequence.simple_rnn", tmp_path_factory.mktemp("runs"), units=8)


@pytest.fixture(scope="session")
def segmentation_run(tmp_path_factory):
    return untrained("segmentation.unet", tmp_path_factory.mktemp("runs"), depth=1, filters=4)


@pytest.fixture(scope="session")
def untrained_run():
    """Makes another such run: `untrained_run(name, folder, data=None, **settings)`."""
    return untrained
