"""Searches: every tuner, wrong input, failing trials, and going on after a kill to what would have come anyway."""

import contextlib
import dataclasses
import json
import shutil
from pathlib import Path

from keras_nets.training import Interrupted, Options, RunFolder, load_recipe, train
from keras_nets.training.callbacks import Allowance
from keras_nets.training.hyperparameters import default_hyperparameters, with_settings
from keras_nets.tuning.export import best_of, settings, table, trials_of
from keras_nets.tuning.search import Search
from keras_nets.tuning.trial import MOST_ATTEMPTS

import keras
import numpy as np
import pytest

RECIPE_FILE = str(Path(__file__).parent / "tiny" / "feedforward" / "blobs.py")


class Killed(BaseException):
    """Ends a search as SIGKILL would: nobody gets to tidy up."""


@pytest.fixture(scope="module")
def recipe():
    return load_recipe(RECIPE_FILE)


@pytest.fixture(scope="module")
def finished(recipe, tmp_path_factory):
    """Three trials that a random search drew and that nobody disturbed."""
    return search(recipe, tmp_path_factory.mktemp("finished"), trials=3).execute()


@pytest.fixture(scope="module")
def short(recipe, tmp_path_factory):
    """Six trials of an epoch, of networks without dropout."""
    folder = tmp_path_factory.mktemp("short")
    return search(recipe, folder, fixed=["dropout=0", "epochs=1"], trials=6).execute()


def search(recipe, tmp_path, *, fixed=(), tuner="random", trials=2, **options):
    return Search.start(
        recipe, Options(runs=str(tmp_path), settings=list(fixed)), tuner=tuner, trials=trials, **options
    )


def drawn(folder):
    """What every trial was made of, and what it reached."""
    return {record["trial"]: (record["active"], record.get("score")) for record in trials_of(folder)}


@pytest.mark.parametrize("tuner", ["random", "hyperband"])
def test_a_killed_search_goes_on_to_the_trials_that_would_have_come(recipe, finished, tmp_path, tuner, monkeypatch):
    """It dies in the third epoch of a trial; the two that the trial had already are not trained again."""
    # Hyperband gives three trials an epoch each, and the fourth continues the best of them.
    trials, fatal = (4, 1) if tuner == "hyperband" else (3, 2)
    undisturbed = finished
    if tuner == "hyperband":
        undisturbed = search(recipe, tmp_path / "a", tuner=tuner, trials=trials).execute()
    assert undisturbed.record["status"] == "finished"
    assert undisturbed.record["objective"] == "val_accuracy"
    assert len(trials_of(undisturbed)) == trials
    assert not list(undisturbed.path.rglob("checkpoint"))
    disturbed = search(recipe, tmp_path / "b", tuner=tuner, trials=trials)
    epochs = []

    class Killer(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            epochs.append(epoch)
            if epochs.count(2) == fatal and epoch == 2:
                raise Killed

    fit = type(disturbed.hypermodel).fit

    def fit_and_die(self, hp, model, callbacks=(), **options):
        return fit(self, hp, model, callbacks=[*callbacks, Killer()], **options)

    monkeypatch.setattr(type(disturbed.hypermodel), "fit", fit_and_die)
    # A checkpoint after every epoch, however fast the machine.
    monkeypatch.setattr(Allowance, "spend", lambda self, always=False: contextlib.nullcontext(True))
    with pytest.raises(Killed):
        disturbed.execute()
    disturbed.folder.update(status="running", process=2**22 + 1)
    resumed = Search.reopen(disturbed.folder.path, recipe=recipe).execute()
    assert drawn(resumed) == drawn(undisturbed)
    assert len(epochs) == 1 + sum(record.get("epochs", 0) for record in trials_of(undisturbed)) - repeated(undisturbed)


def repeated(folder):
    """Epochs that Hyperband's later rounds did not train themselves."""
    states = [json.loads(path.read_text()) for path in folder.path.glob("trials/*/trial.json")]
    return sum(state["hyperparameters"]["values"].get("tuner/initial_epoch", 0) for state in states)


def test_a_finished_search_can_be_given_more_trials(recipe, finished, tmp_path):
    path = shutil.copytree(finished.path, tmp_path / "runs" / "search" / "copy")
    with pytest.raises(ValueError, match="is finished; name more --trials"):
        Search.reopen(path, recipe=recipe)
    before = drawn(RunFolder.open(path))
    extended = drawn(Search.reopen(path, trials=4, recipe=recipe).execute())
    assert len(extended) == 4
    assert before.items() <= extended.items()


def test_ctrl_c_keeps_what_there_is(recipe, tmp_path, monkeypatch):
    started = search(recipe, tmp_path, fixed=["epochs=1"], tuner="grid", trials=3)

    def interrupt(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(started, "_say_trial", interrupt)
    with pytest.raises(Interrupted):
        started.execute()
    assert started.folder.record["status"] == "interrupted"
    assert (started.folder.path / "best.json").is_file()
    assert len(trials_of(Search.reopen(started.folder.path, recipe=recipe).execute())) == 3


def test_a_trial_that_fails_is_recorded_and_the_search_goes_on(short):
    """More than 28 units are refused when the network is built."""
    failed = [record for record in trials_of(short) if record["status"] == "failed"]
    assert 0 < len(failed) < 6
    assert all(max(record["hyperparameters"]["hidden_units"]) > 28 for record in failed)
    assert failed[0]["reason"].startswith("ValueError: at most 28 units a layer")


def test_a_network_that_wants_to_end_the_program_ends_its_trial(recipe, tmp_path):
    def build(dataset, **hyperparameters):
        if built:
            raise SystemExit("enough")
        built.append(recipe.build(dataset, **hyperparameters))
        return built[0]

    built = []
    started = search(dataclasses.replace(recipe, build=build), tmp_path, fixed=["epochs=1"], trials=2)
    records = trials_of(started.execute())
    assert [record["reason"] for record in records] == ["SystemExit: enough"] * 2
    # Whoever ended it, the search is free.
    with pytest.raises(ValueError, match="is finished"):
        Search.reopen(started.folder.path, recipe=recipe)


def test_two_processes_never_go_on_with_one_search(recipe, tmp_path):
    started = search(recipe, tmp_path)
    with pytest.raises(ValueError, match="is still at work in another process"):
        Search.reopen(started.folder.path, recipe=recipe)


def test_a_search_executes_no_file_that_its_record_names(recipe, tmp_path):
    started = search(recipe, tmp_path)
    started.folder.unlock()
    started.folder.update(status="interrupted")
    with pytest.raises(ValueError, match=f"{RECIPE_FILE} that the run names is executed only if you name it"):
        Search.reopen(started.folder.path)


def test_networks_over_the_size_limit_fail_unbuilt(recipe, tmp_path):
    fixed = ["dropout=0", "learning_rate=0.01", "epochs=1"]
    folder = search(recipe, tmp_path, fixed=fixed, tuner="grid", trials=3, most_parameters=70).execute()
    reasons = [record["reason"] for record in trials_of(folder)]
    assert any(reason and "parameters, more than 70" in reason for reason in reasons)
    assert best_of(folder)["parameters"] <= 70


def test_a_trial_that_keeps_ending_its_process_is_given_up(recipe, tmp_path):
    started = search(recipe, tmp_path, trials=1)
    tuner = started.make_tuner()
    trial = tuner.oracle.create_trial(tuner.tuner_id)
    tuner.trial_folder(trial.trial_id).update(attempts=MOST_ATTEMPTS)
    tuner.run_trial(trial)
    assert trial.status == "FAILED"
    assert "ended its process 3 times" in tuner.trial_folder(trial.trial_id).record["reason"]


def test_diverging_trials_fail(recipe, tmp_path):
    folder = search(recipe, tmp_path, fixed=["learning_rate=3e38"], tuner="grid", trials=1).execute()
    (record,) = trials_of(folder)
    assert record["status"] == "failed"
    assert "no longer finite at epoch" in record["reason"]
    assert not (folder.path / "best.json").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"objective": "val_acuracy"}, "did you mean 'val_accuracy'.*takes val_accuracy, val_loss|takes val_loss"),
        ({"objective": "accuracy"}, "did you mean 'val_accuracy'"),
        ({"tuner": "baysian"}, "did you mean 'bayesian'"),
        ({"trials": 0}, "at least 1"),
        ({"fixed": ["dropuot=0"]}, "did you mean 'dropout'"),
        ({"fixed": ["hidden_units=8,8"]}, "hidden_units is searched through depth, units_0"),
        ({"fixed": ["hidden_units=8,8"]}, "cannot be fixed by --set"),
    ],
)
def test_mistakes_are_told_before_anything_is_written(recipe, tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        search(recipe, tmp_path, **options)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def measuring(recipe):
    """The recipe with an accuracy under the name of an error, and a mean that has no direction."""

    def compile_model(model, learning_rate, steps):
        metrics = [keras.metrics.SparseCategoricalAccuracy(name="avoided_error"), entropy]
        model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=metrics, run_eagerly=True)

    def entropy(y_true, y_pred):
        return -keras.ops.sum(y_pred * keras.ops.log(y_pred), axis=-1)

    return dataclasses.replace(recipe, compile_model=compile_model)


def test_the_objective_says_itself_what_is_best(measuring, tmp_path):
    folder = search(measuring, tmp_path, fixed=["epochs=1"], trials=3, objective="val_avoided_error").execute()
    assert folder.record["direction"] == "max"
    scores = [record["score"] for record in trials_of(folder) if record["status"] == "finished"]
    assert len(set(scores)) > 1
    assert best_of(folder)["score"] == scores[0] == max(scores)


def test_an_objective_without_a_direction_is_refused_unless_the_recipe_says_it(measuring, tmp_path):
    with pytest.raises(ValueError, match="neither 'val_entropy' nor feedforward.blobs says whether"):
        search(measuring, tmp_path, objective="val_entropy")
    assert not list(tmp_path.iterdir())
    saying = dataclasses.replace(measuring, directions={"entropy": "min"})
    folder = search(saying, tmp_path, fixed=["epochs=1"], trials=3, objective="val_entropy").execute()
    scores = [record["score"] for record in trials_of(folder) if record["status"] == "finished"]
    assert (folder.record["direction"], scores) == ("min", sorted(scores))


# What earlier versions wrote where nobody gave an option.
EARLIER_DEFAULTS = {
    "fold": 0,
    "split_seed": 0,
    "skip_unreadable": False,
    "data_options": [],
    "seed": 0,
    "precision": "float32",
    "smoke": False,
    "tensorboard": True,
}


def test_a_search_of_an_earlier_version_is_read_and_goes_on(tmp_path):
    """Its record has no direction, and the default of every option as if a user had given it."""
    file = tmp_path / "feedforward" / "blobs.py"
    file.parent.mkdir()
    file.write_text(Path(RECIPE_FILE).read_text().replace('"long": {', '"long": {"split_seed": 3, "seed": 5, '))
    options = Options(runs=str(tmp_path / "searches"), preset="long", settings=["epochs=1", "dropout=0.0"])
    folder = Search.start(load_recipe(str(file)), options, trials=3).execute()
    expected, plan = drawn(folder), Search.reopen(folder.path, trials=4, recipe=str(file)).hypermodel.plan

    earlier = {**folder.record, "options": {**folder.record["options"], **EARLIER_DEFAULTS}, "status": "finished"}
    del earlier["direction"]
    (folder.path / "run.json").write_text(json.dumps(earlier))
    folder = RunFolder.open(folder.path)
    scores = [record["score"] for record in trials_of(folder) if record["status"] == "finished"]
    assert len(set(scores)) > 1
    assert scores == sorted(scores, reverse=True)

    reopened = Search.reopen(folder.path, trials=4, recipe=str(file))
    assert reopened.hypermodel.plan == plan
    assert (plan.options.split_seed, plan.options.seed) == (3, 5)
    folder = reopened.execute()
    assert expected.items() <= drawn(folder).items()
    assert len(drawn(folder)) == 4
    assert folder.record["direction"] == "max"
    flags = [word for word in folder.record["retrain"].split() if word.startswith("--") and word != "--set"]
    assert flags == ["--preset"]


def test_a_search_needs_a_validation_split(recipe, tmp_path):
    with pytest.raises(ValueError, match="use --split 60/20/20"):
        Search.start(recipe, Options(runs=str(tmp_path), split="70/30"))


def test_test_data_are_out_of_reach(recipe, tmp_path):
    """Data are read once, before the first trial, and every network is built for what is left of them."""
    read, built = [], []

    def load(**options):
        read.append(recipe.load(**options))
        return read[-1]

    def build(dataset, **hyperparameters):
        built.append(dataset)
        return recipe.build(dataset, **hyperparameters)

    watched = dataclasses.replace(recipe, load=load, build=build)
    started = search(watched, tmp_path, fixed=["epochs=1"])
    started.execute()
    assert len(read) == 1 and len(read[0].test) == 30
    assert len(built) > 2
    assert {len(dataset.test) for dataset in [started.hypermodel.dataset, *built]} == {0}


def test_the_table_shows_only_what_a_trial_used(short):
    frame = table(short)
    assert {"depth", "units_0", "learning_rate", "val_accuracy", "epochs", "seconds", "status"} <= set(frame)
    assert "dropout" not in frame
    finished = frame[frame.status == "finished"]
    assert list(finished.val_accuracy) == sorted(finished.val_accuracy, reverse=True)
    for _, row in frame.iterrows():
        used = [name for name in ("units_0", "units_1", "units_2") if name in frame and not np.isnan(row[name])]
        assert len(used) == row.depth
    assert (short.path / "trials.csv").read_text().count("\n") == 7


@pytest.mark.usefixtures("without_pictures")
def test_the_best_trial_is_trained_again_to_the_same_figures_by_a_run_that_is_no_search(recipe, finished, tmp_path):
    folder = finished
    best = json.loads((folder.path / "best.json").read_text())
    defaults = default_hyperparameters(recipe)
    again = with_settings(recipe, defaults, settings(best))
    assert again == {**best, "hidden_units": tuple(best["hidden_units"])}
    run = train(recipe, Options(runs=str(tmp_path / "runs"), tensorboard=False, settings=settings(best)))
    trial = folder.path / "trials" / f"trial_{best_of(folder)['trial']}"
    assert (run.path / "metrics.csv").read_bytes() == (trial / "metrics.csv").read_bytes()
    for path in (run.path, tmp_path / "none"):
        with pytest.raises(ValueError, match="is no search"):
            Search.reopen(path)
    command = folder.record["retrain"]
    assert command.startswith("python ")
    assert f"--set learning_rate={best['learning_rate']!r}" in command
    assert "--set epochs" not in command


def test_tensorboard_gets_hyperparameters_and_curves(finished):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    trial = f"trial_{best_of(finished)['trial']}"
    events = EventAccumulator(str(finished.path / "tensorboard" / trial)).Reload()
    assert "_hparams_/session_start_info" in events.summary_metadata
    assert "val_accuracy" in events.Tags()["tensors"]
