"""Tools, loaded from their files, and finished runs to try them on."""

import importlib.util
import json
import shlex
from pathlib import Path

from keras_nets.cli.train import next_steps
from keras_nets.tasks import recorded_task
from keras_nets.training import Options, RunFolder, load_recipe, train
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare
from keras_nets.training.record import first_record

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "tuning" / "tiny"


@pytest.fixture
def tool(monkeypatch):
    """Loads a tool, or a script such as `"benchmark/timing"`, by name.

    `tool(name).call(...)` gives a tool's exit status, output and errors.
    """

    def load(name):
        path = ROOT / "tools" / f"{name}.py"
        # A program imports what stands beside it.
        monkeypatch.syspath_prepend(path.parent)
        spec = importlib.util.spec_from_file_location(f"tools_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, "app"):
            module.call = lambda *words: CliRunner().invoke(module.app, with_recipe([*map(str, words)]))
        return module

    return load


@pytest.fixture
def recommended(tool):
    """Calls the tool that a run recommends at its end as it stands there, or with more `words`."""

    def call(run, *words):
        board, (program, name, *arguments) = map(shlex.split, next_steps(run, recorded_task(run.record)))
        assert board[:2] == ["tensorboard", "--logdir"] and Path(board[2]) in run.path.parents
        assert program == "python"
        result = tool(Path(name).stem).call(*arguments, *words)
        assert result.exit_code == 0, (name, arguments, result.output)
        assert result.stdout
        return result

    return call


def with_recipe(words):
    """Names the recipe of a test's own, as a user must, where a command opens one of its runs."""
    runs = [Path(word, "run.json") for word in words if Path(word, "run.json").is_file()]
    files = [json.loads(run.read_text()).get("recipe_file") for run in runs]
    own = [file for file in files if file and Path(file).is_relative_to(TINY)]
    return words if not own or "--recipe" in words else [*words, "--recipe", own[0]]


def trained(file, folder):
    return train(str(TINY / file), Options(runs=str(folder), tensorboard=False)).folder


def untrained(name, folder, data=None, target=None, **settings):
    """A run of one of the project's recipes that counts as finished, although nothing was learned in it."""
    recipe = load_recipe(name)
    plan = Plan.make(recipe, Options(data=data, target=target, smoke=True, settings=settings))
    prepared = prepare(recipe, plan)
    record = first_record(recipe, plan, prepared.dataset, prepared.model)
    run = RunFolder.create(str(folder), recipe.name, record)
    run.save_model(prepared.model)
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
    """Makes another such run: `untrained_run(name, folder, data=None, target=None, **settings)`."""
    return untrained
