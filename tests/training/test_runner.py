import dataclasses
import json
import os
import re
from pathlib import Path

from keras_nets.datasets.split import SPLITS, Split
from keras_nets.tasks.probabilities import fit_temperature
from keras_nets.training import Diverged, Interrupted, board, environment, resume, train
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


@pytest.mark.pictures
def test_a_finished_run_has_all_its_files(recipe, options):
    folder = train(recipe, options(tensorboard=True)).folder
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
    assert figures == {"training_curves", "confusion_matrix", "sample_predictions"}
    assert [path.name for path in folder.path.rglob(".*")] == [".lock"]


def test_results_are_those_of_the_saved_model(recipe, options):
    folder = train(recipe, options()).folder
    model, dataset = folder.load_model(), recipe.load()
    measured = model.evaluate(dataset.inputs("test"), dataset.test.y, verbose=0, return_dict=True)
    assert measured["accuracy"] == pytest.approx(folder.record["results"]["test_accuracy"], abs=1e-6)
    best = folder.read_metrics()["val_loss"].min()
    assert folder.record["results"]["validation_loss"] == pytest.approx(best, rel=1e-5)


@pytest.mark.pictures
def test_the_board_has_curves_rate_histograms_graph_and_pictures(recipe, options):
    folder = train(recipe, options(tensorboard=True)).folder
    tags, nodes = {}, []
    for path in folder.tensorboard_path.rglob("*tfevents*"):
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


@pytest.mark.pictures
@pytest.mark.parametrize("ending", ["all epochs", "early", "resumed"])
def test_the_last_epoch_is_on_the_board(recipe_with, options, monkeypatch, ending):
    # After their first use, neither histograms nor pictures are affordable again.
    monkeypatch.setattr(board, "Allowance", lambda share: Allowance(1e-9))
    recipe = recipe_with(pictures=lambda model, dataset, split: {"weights": Figure(figsize=(1, 1))})
    early = {"patience": 1, "settings": {"learning_rate": 3.0, "epochs": 12}} if ending == "early" else {}
    if ending == "resumed":
        stopping = dataclasses.replace(stop_after(recipe_with, 2, KeyboardInterrupt()), pictures=recipe.pictures)
        with pytest.raises(Interrupted) as error:
            train(stopping, options(tensorboard=True))
        finished = resume(error.value.folder.path, recipe)
    else:
        finished = train(recipe, options(tensorboard=True, **early))
    last = finished.results["epochs_trained"] - 1
    assert last < 11
    for name, part in (("weights/", "train"), ("weights", "validation")):
        steps = steps_on_board(finished.folder, name)[part]
        assert steps[0] == 0 and steps[-1] == last
        # A process that goes on begins anew with what it may spend.
        assert len(steps) == 2 or ending == "resumed"


def test_the_temperature_of_a_classifier_is_that_of_its_validation_part(recipe, options):
    run = train(recipe, options())
    outputs = run.folder.load_model().predict(run.dataset.inputs("validation"), verbose=0)
    assert run.record["temperature"] == fit_temperature(outputs, run.dataset.validation.y) == run.task.temperature
    assert "temperature" not in train(recipe, options(split="70/30")).record


@pytest.mark.usefixtures("loops_of_steps")
def test_one_seed_gives_one_result(recipe, options):
    first, second, other = (train(recipe, options(seed=seed)).folder for seed in (3, 3, 4))
    assert (first.path / "metrics.csv").read_bytes() == (second.path / "metrics.csv").read_bytes()
    assert (first.path / "metrics.csv").read_bytes() != (other.path / "metrics.csv").read_bytes()
    assert_equal_weights(first.load_model(), second.load_model())


@pytest.mark.usefixtures("loops_of_steps")
@pytest.mark.parametrize("epoch", [0, 2])
def test_an_interrupted_run_resumes_to_the_same_end(recipe, recipe_with, options, epoch):
    undisturbed = train(recipe, options()).folder
    with pytest.raises(Interrupted) as error:
        train(stop_after(recipe_with, epoch, KeyboardInterrupt()), options())
    folder = error.value.folder
    assert (folder.record["status"], folder.record["reason"]) == ("interrupted", "stopped by the user")
    resumed = resume(folder.path, recipe).folder
    assert resumed.record["status"] == "finished"
    assert_equal_weights(resumed.load_model(), undisturbed.load_model())
    assert (resumed.path / "metrics.csv").read_bytes() == (undisturbed.path / "metrics.csv").read_bytes()
    assert resumed.record["results"] == undisturbed.record["results"]


def test_a_run_with_class_weights_resumes_to_the_same_end(recipe, recipe_with, options):
    undisturbed = train(recipe, options(class_weight="balanced")).folder
    with pytest.raises(Interrupted) as error:
        train(stop_after(recipe_with, 2, KeyboardInterrupt()), options(class_weight="balanced"))
    resumed = resume(error.value.folder.path, recipe).folder
    assert_equal_weights(resumed.load_model(), undisturbed.load_model())
    assert resumed.record["options"]["class_weight"] == "balanced"


def test_early_stopping_survives_resuming(recipe, recipe_with, options):
    settings = {"patience": 1, "settings": {"learning_rate": 3.0, "epochs": 12}}
    undisturbed = train(recipe, options(**settings))
    assert undisturbed.record["reason"] == "stopped early"
    epochs = undisturbed.record["results"]["epochs_trained"]
    assert epochs < 12
    with pytest.raises(Interrupted) as error:
        train(stop_after(recipe_with, 1, KeyboardInterrupt()), options(**settings))
    assert resume(error.value.folder.path, recipe).record["results"] == undisturbed.record["results"]


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


def test_a_defect_is_recorded_and_raised(recipe_with, options):
    def measure(model, dataset):
        raise RuntimeError("broken measure")

    run = Run.start(recipe_with(measure=measure), options())
    with pytest.raises(RuntimeError):
        run.execute()
    assert run.folder.record["status"] == "failed"
    assert run.folder.record["reason"] == "RuntimeError: broken measure"


@pytest.mark.pictures
def test_measures_and_pictures_of_the_recipe_are_kept(recipe_with, options):
    def pictures(model, dataset, split):
        return {f"weights_of_{split}": Figure()}

    recipe = recipe_with(measure=lambda model, dataset: {"test_answer": 42}, pictures=pictures)
    folder = train(recipe, options()).folder
    assert folder.record["results"]["test_answer"] == 42
    assert (folder.figures_path / "weights_of_test.png").is_file()


def test_without_validation_the_last_weights_count(recipe, options):
    run = train(recipe, options(split="70/30"))
    assert "best_epoch" not in run.results
    assert not any(name.startswith("val_") for name in run.history)


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


def test_mixed_precision_trains_and_loads(recipe, options):
    folder = train(recipe, options(precision="mixed_bfloat16")).folder
    assert folder.load_model().layers[1].compute_dtype == "bfloat16"
    assert folder.record["results"]["test_loss"] > 0


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
