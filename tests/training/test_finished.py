"""The front door: runs trained, resumed and opened from Python."""

import subprocess
import sys
import types
from pathlib import Path

from keras_nets import training
from keras_nets.training import Interrupted, RunFolder, load_recipe
from keras_nets.training.runner import Run

import keras
import numpy as np
import pandas as pd
import pytest

BLOBS = str(Path(__file__).parents[1] / "tuning" / "tiny" / "feedforward" / "blobs.py")


@pytest.fixture
def small(tmp_path):
    """Options, as values, of a run that takes a moment."""
    return {"runs": str(tmp_path / "runs"), "tensorboard": False, "epochs": 2}


@pytest.fixture(scope="module")
def small_run(tmp_path_factory, undrawn):
    """A finished run of a recipe in a file."""
    return training.train(BLOBS, runs=str(tmp_path_factory.mktemp("blobs")), tensorboard=False, epochs=2)


def test_a_recipe_is_trained_by_its_name_and_opened_by_it_where_its_file_moved(small, tmp_path):
    run = training.train("feedforward.mlp", smoke=True, width=5, **small)
    assert (run.recipe.name, run.dataset.name, run.task.name) == ("feedforward.mlp", "diabetes", "regression")
    assert run.path.parent == tmp_path / "runs" / "feedforward.mlp"
    assert run.record["hyperparameters"]["width"] == 5
    assert run.record["standard"] is False
    assert {"test_loss", "test_r2_score", "epochs_trained"} <= set(run.results)
    assert run.history["epoch"].tolist() == [1, 2]
    assert len(run.dataset.train) == 64
    assert isinstance(run.model, keras.Model)
    run.folder.update(recipe_file="/moved/away/mlp.py")
    opened = training.open_run(run.path)
    assert opened.recipe.name == "feedforward.mlp"
    assert Path(opened.recipe.file).is_file()


def test_a_recipe_is_trained_by_its_file(small_run):
    assert small_run.record["recipe_file"] == BLOBS
    assert small_run.results["epochs_trained"] == 2


def test_a_recipe_is_trained_as_it_is_and_its_run_opened_with_it(small, recipe, untraced):
    run = training.train(recipe, training.Options.of(batch_size=200, **small))
    assert run.recipe is recipe
    assert run.record["recipe_file"] is None
    for function in (lambda: training.open_run(run.path).model, lambda: training.resume(run.path)):
        with pytest.raises(ValueError, match=r"'feedforward.small' .* stands in no file; pass it"):
            function()
    assert training.open_run(run.path, recipe).evaluate("test").keys() == run.evaluate("test").keys()


def as_script(monkeypatch, recipe, file=None):
    """The program that runs defines the recipe."""
    script = types.ModuleType("__main__")
    script.RECIPE = recipe
    if file:
        script.__file__ = file
    monkeypatch.setitem(sys.modules, "__main__", script)


def test_a_recipe_of_a_notebook_has_no_file(small, recipe_with, monkeypatch, unexecuted):
    recipe = recipe_with(name="notebook.small")
    as_script(monkeypatch, recipe)
    run = training.train(recipe, **small)
    assert (run.record["recipe"], run.record["recipe_file"]) == ("notebook.small", None)


def test_a_recipe_of_the_script_that_trains_it_has_its_file_and_is_resumed(small, recipe_with, monkeypatch, untraced):
    recipe = recipe_with(name=None)
    as_script(monkeypatch, recipe, "/somewhere/feedforward/own.py")
    run = training.train(recipe, batch_size=200, **small)
    assert (run.record["recipe"], run.record["recipe_file"]) == ("feedforward.own", "/somewhere/feedforward/own.py")
    run.folder.update(status="interrupted")
    assert training.resume(run.path, recipe).results == run.results


def test_options_and_hyperparameters_are_told_apart(small, recipe, unexecuted):
    run = training.train(recipe, data="wine", fold=0, seed=3, batch_size=16, layers=(4, 4), **small)
    assert (run.record["options"]["data"], run.record["seed"]) == ("wine", 3)
    assert run.record["hyperparameters"]["layers"] == (4, 4)
    assert RunFolder.open(run.path).record["hyperparameters"]["layers"] == [4, 4]


def test_both_ways_to_give_options_at_once_are_refused(recipe):
    with pytest.raises(ValueError, match="train got options and also epochs, seed; give all by name, or all as Option"):
        training.train(recipe, training.Options(), epochs=3, seed=1)


def test_a_recipe_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="there is no recipe 'feedforward.mpl', did you mean 'feedforward.mlp'"):
        training.train("feedforward.mpl")


@pytest.mark.parametrize("verbose", [True, False])
def test_a_run_speaks_unless_it_should_not(small, capsys, verbose):
    training.train(BLOBS, verbose=verbose, **small | {"epochs": 1})
    said = capsys.readouterr().out
    assert said.startswith("feedforward.blobs on blobs: ") if verbose else said == ""


def test_an_opened_run_is_the_one_that_was_trained(small_run):
    opened = training.open_run(str(small_run.path), BLOBS)
    assert (opened.path, opened.results) == (small_run.path, small_run.results)
    assert (type(opened.task), opened.task.temperature) == (type(small_run.task), small_run.record["temperature"])
    pd.testing.assert_frame_equal(opened.history, small_run.history)
    assert opened.dataset.checksum == small_run.dataset.checksum
    assert opened.recipe.name == "feedforward.blobs"
    x = small_run.dataset.inputs("test")
    np.testing.assert_array_equal(opened.model(x), small_run.model(x))


def test_an_opened_run_measures_any_split(small_run):
    run = training.open_run(small_run.path, BLOBS)
    for split in ("test", "validation"):
        measured = {f"{split}_{name}": value for name, value in run.evaluate(split).items()}
        assert measured == pytest.approx({name: run.results[name] for name in measured}, rel=1e-5)
        assert set(measured) == {f"{split}_loss", f"{split}_accuracy"}
    with pytest.raises(ValueError, match="unknown split 'tset'"):
        run.evaluate("tset")


def test_data_that_changed_are_noticed(small_run):
    run = training.open_run(small_run.path, BLOBS)
    run.record["dataset"]["checksum"] = "another"
    with pytest.raises(ValueError, match=f"the data blobs changed since {run.path} was trained"):
        _ = run.dataset


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": "interrupted"}, "is interrupted, not finished; go on with: python .*blobs.py --resume"),
        ({"status": "failed", "recipe_file": None}, "is failed, not finished; go on with: .*resume\\('.*', recipe\\)$"),
        ({"tuner": "random", "retrain": "python x.py"}, "is a search, not a run; train its best trial with: python x"),
    ],
)
def test_what_has_not_finished_is_not_opened(tmp_path, changes, message):
    folder = RunFolder.create(tmp_path, "a.b", {"recipe": "a.b", "recipe_file": BLOBS, "status": "finished", **changes})
    with pytest.raises(ValueError, match=message):
        training.open_run(folder.path)


def test_what_is_no_run_is_not_opened(tmp_path):
    for function in (training.open_run, training.resume):
        with pytest.raises(ValueError, match="is not a run: it has no readable run.json"):
            function(tmp_path)


@pytest.mark.parametrize("told", ["the file", "the recipe"])
def test_a_run_is_resumed_by_its_path(small, small_run, told):
    recipe = load_recipe(BLOBS)
    folder = Run.start(recipe, training.Options.of(**small)).folder
    folder.update(status="interrupted")
    folder.unlock()
    resumed = training.resume(str(folder.path), recipe if told == "the recipe" else BLOBS)
    assert resumed.results == small_run.results
    pd.testing.assert_frame_equal(resumed.history, small_run.history)
    assert resumed.recipe.name == "feedforward.blobs"


def test_ctrl_c_names_the_folder_to_resume(small, recipe_with):
    def stop(strength):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="interrupted; go on with --resume ") as error:
        training.train(recipe_with(augmentation=stop), **small)
    assert RunFolder.open(error.value.folder.path).record["status"] == "interrupted"


def test_the_door_opens_without_tensorflow():
    code = (
        "import sys; from keras_nets import training, cli; training.Options(seed=1); training.load_recipe;"
        "assert {'train', 'resume', 'open_run'} <= set(training.__all__);"
        "assert not {'tensorflow', 'keras', 'pandas'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_the_door_lacks_is_refused():
    with pytest.raises(AttributeError, match="module 'keras_nets.training' has no attribute 'tarin'; it has .*train"):
        _ = training.tarin
    assert all(hasattr(training, name) for name in training.__all__)
