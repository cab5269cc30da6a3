"""The four ways of choosing trials: repeatable, and the same after any number of restarts. No network is trained."""

from types import SimpleNamespace

from keras_nets.tuning.oracles import DEFAULT_TRIALS, TUNERS, make_oracle
from keras_nets.tuning.tuner import RecipeTuner

import pytest


def draw(hp):
    depth = hp.Int("depth", 1, 3)
    width = hp.Choice("width", [4, 8])
    rate = hp.Float("rate", 0.01, 1.0, sampling="log", default=0.1)
    with hp.conditional_scope("depth", [3]):
        skip = hp.Boolean("skip")
    return {"depth": depth, "width": width, "rate": rate, "skip": skip}


def score(values):
    """Best at a depth of 2 and a rate of 0.1; a width of 8 with a depth of 1 fails."""
    if values["depth"] == 1 and values["width"] == 8:
        return None
    return 1 - abs(values["depth"] - 2) - abs(values["rate"] - 0.1) + values["width"] / 100


def tuner_in(path, name, trials, seed=0):
    oracle = make_oracle(name, objective="val_accuracy", direction="max", trials=trials, epochs=9, seed=seed)
    return RecipeTuner(oracle, SimpleNamespace(draw=draw, name="x"), path)


def play(path, name, trials, restart=False, seed=0):
    """The values of all trials in their order; with `restart` the tuner is made anew before and within each."""
    tuner = tuner_in(path, name, trials, seed)
    values = []
    while True:
        trial = tuner.oracle.create_trial("tuner0")
        if restart:
            tuner = tuner_in(path, name, trials, seed)
            again = tuner.oracle.create_trial("tuner0")
            assert (again.trial_id, again.hyperparameters.values) == (trial.trial_id, trial.hyperparameters.values)
            trial = again
        if trial.status == "STOPPED":
            return values
        values.append(dict(trial.hyperparameters.values))
        reached = score(trial.hyperparameters.values)
        if reached is None:
            trial.status = "FAILED"
        else:
            tuner.oracle.update_trial(trial.trial_id, {"val_accuracy": reached})
            trial.status = "COMPLETED"
        tuner.oracle.end_trial(trial)
        if restart:
            tuner = tuner_in(path, name, trials, seed)


@pytest.mark.parametrize("name", TUNERS)
def test_restarts_change_nothing(tmp_path, name):
    trials = 6 if name == "bayesian" else 14  # From the fourth on, a Gaussian process is fitted for seconds.
    undisturbed = play(tmp_path / "a", name, trials)
    assert len(undisturbed) == trials
    assert play(tmp_path / "b", name, trials, restart=True) == undisturbed


@pytest.mark.parametrize("name", ["random", "bayesian", "hyperband"])
def test_the_seed_decides(tmp_path, name):
    first = play(tmp_path / "a", name, 3)
    assert play(tmp_path / "b", name, 3) == first
    assert play(tmp_path / "c", name, 3, seed=1) != first


def test_a_grid_ends_with_its_last_combination(tmp_path):
    """Two widths, eleven rates and depths of 1, 2, and 3 with or without the skip."""
    values = play(tmp_path, "grid", None)
    assert len(values) == 2 * 11 * (1 + 1 + 2)
    assert len({tuple(sorted(one.items())) for one in values}) == len(values)
    assert all(("skip" in one) == (one["depth"] == 3) for one in values)


def test_hyperband_promotes_the_best_although_others_failed(tmp_path):
    values = play(tmp_path, "hyperband", None)
    assert {one["tuner/epochs"] for one in values} == {1, 3, 9}
    continued = [one for one in values if "tuner/trial_id" in one]
    assert all(score(one) is not None for one in continued)
    assert all(one["tuner/initial_epoch"] in (1, 3) for one in continued)


def test_trials_are_bounded_where_nobody_says_how_many(tmp_path):
    assert len(play(tmp_path, "random", None)) == DEFAULT_TRIALS
