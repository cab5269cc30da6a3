import dataclasses
import json
import os
import re
from pathlib import Path

from keras_nets.datasets.split import SPLITS, Split
from keras_nets.tasks.probabilities import fit_temperature
from keras_nets.training import Diverged, Interrupted, board, environment, resume, runner, train
from keras_nets.training.callbacks import Allowance
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare
from keras_nets.training.runner import Run

import keras
import numpy as np
import pytest
import tensorflow as tf
from matplotlib.figure import Figure


def assert_equal_weights(first, second):
    for ours, theirs in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def stop_after(recipe_with, epoch, error):
    """The recipe, with training that ends in `error` when the given epoch begins."""

    def build(dataset, **hyperparameters):
        model = recipe_with().build(dataset, **hyperparameters)
        fit = model.fit

        def interrupted_fit(*args, callbacks, **options):
            class Stop(keras.callbacks.Callback):
                def on_epoch_begin(self, number, logs=None):
                    if number == epoch:
                        raise error

            return fit(*args, callbacks=[*callbacks, Stop()], **options)

        model.fit = interrupted_fit
        return model

    return recipe_with(build=build)


EARLY = {"patience": 1, "settings": {"learning_rate": 3.0, "epochs": 12}}


def one_picture(network_or_run, data_or_network, split):
    return {f"weights_of_{split}": Figure(figsize=(1, 1))}


@pytest.fixture(scope="module")
def own(recipe_with):
    """The recipe with a measure and a picture of its own."""
    return recipe_with(measure=lambda model, dataset: {"test_answer": 42}, pictures=one_picture)


@pytest.fixture(scope="module")
def frugal():
    """After their first use, neither histograms nor pictures are affordable again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(board, "Allowance", lambda share: Allowance(1e-9))
        yield


@pytest.fixture(scope="module")
def finished(own, frugal, module_options):
    """A run with a board and all its pictures."""
    return train(own, module_options(tensorboard=True), verbose=False)


@pytest.fixture(scope="module")
def early(recipe_with, frugal, module_options):
    """A run with a board that stops early."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "_draw", one_picture)
        return train(recipe_with(), module_options(tensorboard=True, **EARLY), verbose=False)


def test_a_finished_run_has_all_its_files(finished):
    folder = finished.folder
    record = json.loads((folder.path / "run.json").read_text())
    assert record["status"] == "finished"
    assert record["reason"] == "all epochs trained"
    assert {"recipe", "hyperparameters", "seed", "versions", "commit"} <= set(record)
    assert record["dataset"]["split_sizes"] == {"train": 200, "validation": 200, "test": 200}
    assert len(record["dataset"]["checksum"]) == 64
    assert record["seconds"] >= record["training_seconds"] > 0
    assert record["peak_memory_bytes"] > 1e8
    assert record["results"]["epochs_trained"] == 4
    assert folder.read_metrics()["epoch"].tolist() == [1, 2, 3, 4]
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} < set(folder.read_metrics())
    figures = {path.stem for path in (folder.path / "figures").iterdir()}
    assert figures == {"training_curves", "confusion_matrix", "sample_predictions", "weights_of_test"}
    assert [path.name for path in folder.path.rglob(".*")] == [".lock"]


def test_results_are_those_of_the_saved_model_and_measures_of_the_recipe(finished):
    folder = finished.folder
    model, dataset = folder.load_model(), finished.recipe.load()
    measured = model.evaluate(dataset.inputs("test"), dataset.test.y, verbose=0, return_dict=True)
    assert measured["accuracy"] == pytest.approx(folder.record["results"]["test_accuracy"], abs=1e-6)
    best = folder.read_metrics()["val_loss"].min()
    assert folder.record["results"]["validation_loss"] == pytest.approx(best, rel=1e-5)
    assert folder.record["results"]["test_answer"] == 42


def test_the_board_has_curves_rate_histograms_graph_and_pictures(finished):
    tags, nodes = {}, []
    for path in finished.folder.tensorboard_path.rglob("*tfevents*"):
        events = list(tf.compat.v1.train.summary_iterator(str(path)))
        tags.setdefault(path.parent.name, set()).update(value.tag for event in events for value in event.summary.value)
        nodes += [tf.compat.v1.GraphDef.FromString(event.graph_def) for event in events if event.graph_def]
    assert {"epoch_loss", "epoch_learning_rate"} <= tags["train"]
    assert any(tag.startswith("weights/") for tag in tags["train"])
    assert {"epoch_loss", "confusion_matrix", "sample_predictions"} <= tags["validation"]
    assert {"results/test_accuracy", "test/confusion_matrix", "test/sample_predictions"} <= tags["train"]
    assert {f"test/{digit}/pr_curves" for digit in range(10)} <= tags["train"]
    assert "_hparams_/session_start_info" in tags["train"] and set(tags) == {"train", "validation"}
    (graph,) = nodes
    assert any("predictions" in node.name for node in graph.node)


def steps_on_board(folder, name):
    """The epochs, from 0, whose `name` is on a board of a run, for each of its boards that has it."""
    steps = {}
    for path in folder.tensorboard_path.rglob("*tfevents*"):
        events = tf.compat.v1.train.summary_iterator(str(path))
        found = [event.step for event in events for value in event.summary.value if value.tag.startswith(name)]
        steps.setdefault(path.parent.name, set()).update(found)
    return {board: sorted(found) for board, found in steps.items() if found}


def histograms_and_pictures(run):
    """The epochs, from 0, of the histograms and of the pictures on the boards of a run."""
    return steps_on_board(run.folder, "weights/")["train"], steps_on_board(run.folder, "weights_of")["validation"]


@pytest.mark.parametrize("ending", ["finished", "early"])
def test_the_first_and_the_last_epoch_are_on_the_board(request, ending):
    run = request.getfixturevalue(ending)
    last = run.results["epochs_trained"] - 1
    assert 0 < last < 11
    assert histograms_and_pictures(run) == ([0, last], [0, last])


def test_the_temperature_of_a_classifier_is_that_of_its_validation_part(finished):
    run = finished
    outputs = run.folder.load_model().predict(run.dataset.inputs("validation"), verbose=0)
    assert run.record["temperature"] == fit_temperature(outputs, run.dataset.validation.y) == run.task.temperature


def test_without_validation_the_last_weights_count_and_no_temperature_is_fitted(recipe, options):
    run = train(recipe, options(split="70/30"))
    assert "best_epoch" not in run.results
    assert not any(name.startswith("val_") for name in run.history)
    assert "temperature" not in run.record


def test_another_seed_gives_another_result(finished, recipe, options):
    """That one seed gives one result shows where a run is resumed to the same end."""
    other = train(recipe, options(seed=4)).folder
    assert (finished.path / "metrics.csv").read_bytes() != (other.path / "metrics.csv").read_bytes()


def assert_equal_ends(resumed, undisturbed):
    assert resumed.record["status"] == "finished"
    assert_equal_weights(resumed.folder.load_model(), undisturbed.folder.load_model())
    assert (resumed.path / "metrics.csv").read_bytes() == (undisturbed.path / "metrics.csv").read_bytes()
    assert resumed.results == undisturbed.results


@pytest.mark.parametrize(("epoch", "on_board"), [(0, False), (2, True)])
def test_an_interrupted_run_resumes_to_the_same_end(finished, recipe_with, options, monkeypatch, epoch, on_board):
    monkeypatch.setattr(Run, "_draw", one_picture)
    with pytest.raises(Interrupted) as error:
        train(stop_after(recipe_with, epoch, KeyboardInterrupt()), options(tensorboard=on_board))
    folder = error.value.folder
    assert (folder.record["status"], folder.record["reason"]) == ("interrupted", "stopped by the user")
    resumed = resume(folder.path, finished.recipe)
    assert_equal_ends(resumed, finished)
    if on_board:
        # A process that goes on begins anew with what it may spend.
        assert all((steps[0], steps[-1]) == (0, 3) for steps in histograms_and_pictures(resumed))


def test_a_run_with_class_weights_resumes_to_the_same_end(recipe, recipe_with, options):
    weighted = {"class_weight": "balanced", "settings": {"epochs": 2}}
    undisturbed = train(recipe, options(**weighted))
    with pytest.raises(Interrupted) as error:
        train(stop_after(recipe_with, 1, KeyboardInterrupt()), options(**weighted))
    resumed = resume(error.value.folder.path, recipe)
    assert_equal_ends(resumed, undisturbed)
    assert resumed.record["options"]["class_weight"] == "balanced"


def test_early_stopping_survives_resuming(early, recipe, recipe_with, options):
    assert early.record["reason"] == "stopped early"
    assert early.results["epochs_trained"] < 12
    with pytest.raises(Interrupted) as error:
        train(stop_after(recipe_with, 1, KeyboardInterrupt()), options(**EARLY))
    assert resume(error.value.folder.path, recipe).record["results"] == early.results


@keras.saving.register_keras_serializable(package="tests")
def hiding(x):
    """Turns NaN into 0, as ReLU does on some processors."""
    return keras.ops.where(x > 0, x, 0.0)


@pytest.mark.parametrize(
    ("activation", "message"),
    [
        ("tanh", r"the loss is no longer finite at epoch 1, step \d$"),
        ("hiding", r"the weights in dense.*/kernel are no longer finite after epoch 1$"),
    ],
)
def test_training_that_diverges_keeps_the_last_good_weights(recipe_with, options, activation, message):
    def load(**load_options):
        dataset = recipe_with().load(**load_options)
        splits = {name: Split(dataset.inputs(name), dataset.split(name).y) for name in SPLITS}
        splits["train"].x[37] = np.nan
        return dataclasses.replace(dataset, transform=None, **splits)

    def build(dataset, activation="tanh", **others):
        return recipe_with().build(dataset, activation={"hiding": hiding}.get(activation, activation), **others)

    recipe, settings = recipe_with(load=load, build=build), {"activation": activation}
    run = Run.start(recipe, options(settings=settings))
    with pytest.raises(Diverged, match=message):
        run.execute()
    assert run.folder.record["status"] == "failed"
    assert re.match(message, run.folder.record["reason"])
    kept = run.folder.load_model().get_weights()
    initial = Run.start(recipe, options(settings=settings)).model.get_weights()
    for ours, theirs in zip(kept, initial, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_defect_is_recorded_and_raised(recipe_with, options, monkeypatch):
    # It comes after the training.
    monkeypatch.setattr(runner, "fit", lambda *arguments, **others: None)

    def measure(model, dataset):
        raise RuntimeError("broken measure")

    run = Run.start(recipe_with(measure=measure), options())
    with pytest.raises(RuntimeError):
        run.execute()
    assert run.folder.record["status"] == "failed"
    assert run.folder.record["reason"] == "RuntimeError: broken measure"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "finished"}, "is finished; start a new run"),
        ({"status": "running", "process": os.getpid(), "locked": False}, "is still at work in process"),
        ({"recipe": "other.net"}, "is a run of other.net, not of feedforward.small; resume it with its recipe"),
        (
            {"dataset": lambda dataset: dataset | {"checksum": "0"}},
            "the data digits changed since .* began",
        ),
    ],
)
def test_what_cannot_be_resumed_is_explained(recipe, recipe_with, options, change, message):
    with pytest.raises(Interrupted) as error:
        train(stop_after(recipe_with, 0, KeyboardInterrupt()), options())
    folder = error.value.folder
    folder.update(**{name: each(folder.record[name]) if callable(each) else each for name, each in change.items()})
    with pytest.raises(ValueError, match=message):
        resume(error.value.folder.path, recipe)


def test_bad_input_leaves_nothing_behind(recipe, options, tmp_path):
    for wrong in ({"data": "digitz"}, {"settings": ["width=x"]}, {"monitor": "val_acc"}, {"split": "1/2/3"}):
        with pytest.raises(ValueError):
            train(recipe, options(**wrong))
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("lacks", [True, False])
def test_a_run_says_when_the_processor_lacks_its_precision(recipe, options, monkeypatch, lacks):
    monkeypatch.setattr(environment, "lacks_bfloat16", lambda: lacks)
    prepared = prepare(recipe, Plan.make(recipe, options(precision="mixed_bfloat16")))
    assert any("no instructions for bfloat16" in message for message in prepared.messages) == lacks
    assert prepared.model.layers[1].compute_dtype == "bfloat16"


def test_a_processor_lacks_bfloat16_when_its_flags_do_not_name_it(monkeypatch):
    monkeypatch.setattr(keras.distribution, "list_devices", lambda device_type=None: [])
    for flags, lacks in (("flags: sse avx512f", True), ("flags: sse avx512_bf16", False), ("Features: bf16", False)):
        monkeypatch.setattr(Path, "read_text", lambda path, flags=flags: flags)
        assert environment.lacks_bfloat16() == lacks
