"""What a record says, and that this version goes on with the folders of earlier ones."""

import dataclasses
import json
import shutil

from keras_nets.datasets.targets import Inputs
from keras_nets.training import Goal, Interrupted, Phase, RunFolder, open_run, resume, train
from keras_nets.training.options import Plan
from keras_nets.training.record import plan_of
from keras_nets.training.runner import Run

import keras
import numpy as np
import pandas as pd
import pytest

# As run.json of an earlier version has them: what nobody gave stands there with its default.
EARLIER_OPTIONS = {
    "data": None,
    "target": None,
    "data_dir": None,
    "image_size": None,
    "split": None,
    "fold": 0,
    "split_seed": 0,
    "balance": None,
    "skip_unreadable": False,
    "data_options": [],
    "start": None,
    "freeze": None,
    "preset": None,
    "settings": ["epochs=3"],
    "seed": 0,
    "patience": None,
    "monitor": None,
    "precision": "float32",
    "smoke": False,
    "runs": "runs",
    "tensorboard": False,
}
EARLIER_DATA = {
    "name": "digits",
    "task": "classification",
    "split_sizes": {"train": 200, "validation": 200, "test": 200},
    "input_shape": [64],
    "class_names": list("0123456789"),
    "split": "60/20/20",
    "fold": 0,
    "split_seed": 0,
    "balance": None,
    "target": None,
    "image_size": [8, 8],
    "channels": 1,
    "flatten": True,
    "margin": 0,
    "value_range": [0, 1],
    "skip_unreadable": False,
}
SAME = ("recipe", "recipe_file", "hyperparameters", "monitor", "patience", "standard", "seed", "parameters", "versions")
SAME += ("machine", "commit", "status", "reason", "process", "seconds", "training_seconds", "peak_memory_bytes")


def make_earlier(folder, goal=None):
    """Rewrite a run folder as an earlier version left it."""
    record = {name: folder.record[name] for name in SAME}
    data = EARLIER_DATA | {"checksum": folder.record["dataset"]["checksum"]}
    record |= {"preset": None, "options": EARLIER_OPTIONS, "target": goal, "dataset": data}
    record["results"] = folder.record["results"]
    (folder.path / "run.json").write_text(json.dumps(record))
    with np.load(folder.checkpoint_path) as arrays:
        arrays = dict(arrays)
    progress = json.loads(str(arrays["progress"]))
    progress["stages"] = progress.pop("phases")
    np.savez(folder.checkpoint_path, **arrays | {"progress": np.array(json.dumps(progress))})
    if (folder.path / "phases").is_dir():
        (folder.path / "phases").rename(folder.path / "stages")
    return folder.path


def stopping(recipe, epoch):
    """The recipe, interrupted when the given epoch of the whole training begins."""

    def build(dataset, **hyperparameters):
        model = recipe.build(dataset, **hyperparameters)
        fit = model.fit

        def stop(number, logs):
            if number == epoch:
                raise KeyboardInterrupt

        callback = keras.callbacks.LambdaCallback(on_epoch_begin=stop)
        model.fit = lambda *args, callbacks, **rest: fit(*args, callbacks=[*callbacks, callback], **rest)
        return model

    return dataclasses.replace(recipe, build=build)


def interrupted(recipe, options):
    with pytest.raises(Interrupted) as error:
        train(recipe, options)
    return error.value.folder


@pytest.fixture(scope="module")
def plain(recipe_with):
    # Functions that wrap `build` hide the defaults of its arguments.
    return recipe_with(search_space=lambda hp: {"width": 8, "dropout": 0.5}, epochs=3)


@pytest.fixture(scope="module")
def undisturbed(plain, module_options, undrawn):
    return train(plain, module_options(), verbose=False)


def assert_equal_ends(resumed, undisturbed):
    assert resumed.record["status"] == "finished"
    assert resumed.results == undisturbed.results
    pd.testing.assert_frame_equal(resumed.history, undisturbed.history, check_exact=True)
    models = (run.folder.load_model().get_weights() for run in (resumed, undisturbed))
    for ours, theirs in zip(*models, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_run_of_an_earlier_version_is_resumed_to_the_same_end(plain, undisturbed, options):
    folder = interrupted(stopping(plain, epoch=1), options())
    path = make_earlier(folder, goal={"metric": "test_accuracy", "at_least": 0.01, "at_most": None})
    resumed = resume(path, plain)
    assert_equal_ends(resumed, undisturbed)
    record = json.loads((path / "run.json").read_text())
    assert "target" not in record
    assert Goal(**record["goal"]) == Goal("test_accuracy", at_least=0.01)


def test_a_run_of_an_earlier_version_is_opened_and_measured(plain, undisturbed, tmp_path):
    run = undisturbed
    opened = open_run(make_earlier(RunFolder.open(shutil.copytree(run.path, tmp_path / "runs" / "copy"))))
    opened.recipe = plain
    assert opened.record["goal"] is None
    assert opened.task.name == "classification"
    assert opened.results == run.results
    measured = {f"test_{name}": value for name, value in opened.evaluate().items()}
    assert measured == pytest.approx({name: run.results[name] for name in measured}, rel=1e-5)


@pytest.fixture
def learned_from():
    """Names of the phases that were trained, in order."""
    return []


@pytest.fixture
def phased(plain, learned_from):
    """The small recipe behind two phases that train its first layer as an autoencoder; the second may stop the run.

    An epoch has one step, which is not traced.
    """

    def phases(dataset, model, stop=False):
        encoder = next(layer for layer in model.layers if isinstance(layer, keras.layers.Dense))

        def autoencoder():
            inputs = keras.Input(dataset.input_shape)
            trained = keras.Model(inputs, keras.layers.Dense(64)(encoder(inputs)))
            trained.compile(keras.optimizers.Adam(1e-2), "mse", run_eagerly=True)
            return trained

        def phase(name, stops):
            def data():
                if stops:
                    raise KeyboardInterrupt
                learned_from.append(name)
                return dataset.with_targets(Inputs())

            return Phase(name, build=autoencoder, dataset=data, epochs=2, batch_size=200)

        return [phase("first", stops=False), phase("second", stops=stop)]

    def compile_model(model, learning_rate, steps):
        plain.compile_model(model, learning_rate, steps)
        model.run_eagerly = True

    return dataclasses.replace(plain, phases=phases, compile_model=compile_model, batch_size=200)


def test_a_run_that_an_earlier_version_left_between_stages_goes_on_with_its_phases(phased, learned_from, options):
    """They called phases stages, in the checkpoint and in the folder."""
    undisturbed = train(phased, options())
    path = make_earlier(interrupted(phased, options(settings={"stop": True})))
    assert (path / "stages" / "first" / "metrics.csv").is_file()
    folder = RunFolder.open(path)
    folder.update(hyperparameters=folder.record["hyperparameters"] | {"stop": False})
    resumed = resume(path, phased)
    assert_equal_ends(resumed, undisturbed)
    assert learned_from == ["first", "second", "first", "second"]
    assert not (path / "phases").exists()
    for name in ("first", "second"):
        ours, theirs = path / "stages" / name, undisturbed.path / "phases" / name
        assert (ours / "metrics.csv").read_bytes() == (theirs / "metrics.csv").read_bytes()


def test_hyperparameters_that_a_recipe_gained_since_have_their_defaults(plain, recipe_with, options):
    record = RunFolder.open(Run.start(plain, options(settings=["epochs=1"])).folder.path).record

    def compile_model(model, learning_rate, steps, weight_decay=0.1):
        raise AssertionError

    grown = recipe_with(compile_model=compile_model)
    hyperparameters = plan_of(record, grown).hyperparameters
    assert hyperparameters == record["hyperparameters"] | {"layers": (8,), "activation": "relu", "weight_decay": 0.1}


def test_a_record_holds_the_plan_it_was_written_for(recipe, options):
    given = options(preset="wine", seed=4, monitor="val_accuracy", settings=["layers=4,5", "epochs=1"])
    plan, run = Plan.make(recipe, given), Run.start(recipe, given)
    read = plan_of(RunFolder.open(run.folder.path).record, recipe)
    assert read == dataclasses.replace(plan, options=read.options)
    assert {**vars(read.options), "data_options": ()} == vars(plan.options)
    assert read.goal is None
