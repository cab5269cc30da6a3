"""KerasTuner's four oracles, which choose the next trial, made safe for a search that is killed and resumed."""

import functools
import json
import math
import warnings
from pathlib import Path

from keras_nets._files import whole
from keras_nets._wording import did_you_mean

import numpy as np
from keras_tuner import Objective, oracles, synchronized
from keras_tuner.engine.trial import TrialStatus
from sklearn.exceptions import ConvergenceWarning

DEFAULT_TRIALS = 20
# A failed trial says nothing about the next one, so no number of them ends a search.
_NEVER = 1_000_000


def make_oracle(name, *, objective, direction, trials, epochs, seed):
    """The oracle that chooses the trials of a search.

    Args:
        name: `"random"`, `"bayesian"`, `"hyperband"` or `"grid"`.
        objective: Name of the metric that ranks trials.
        direction: `"min"` or `"max"`, the better values of the objective.
        trials: Maximum number of trials; None is 20 for random and Bayesian search, one round of Hyperband, or the
            whole grid.
        epochs: Maximum number of epochs of a trial, which Hyperband divides.
        seed: Seed of the choices.

    Raises:
        ValueError: If there is no such tuner.
    """
    if name not in TUNERS:
        raise ValueError(f"unknown tuner {name!r}{did_you_mean(name, TUNERS)}; there are {', '.join(TUNERS)}")
    common = {
        "objective": Objective(objective, direction),
        # KerasTuner treats a seed of 0 as none.
        "seed": seed + 1,
        "max_consecutive_failed_trials": _NEVER,
    }
    if name == "hyperband":
        # With a number of trials, it iterates until they are used up.
        oracle = _Hyperband(max_epochs=epochs, hyperband_iterations=None if trials else 1, **common)
        oracle.max_trials = trials
        return oracle
    if name == "grid":
        return _Grid(max_trials=trials, **common)
    trials = trials or DEFAULT_TRIALS
    if name == "bayesian":
        return _Bayesian(max_trials=trials, num_initial_points=max(3, trials // 4), **common)
    return _Random(max_trials=trials, **common)


class _Resumable:
    """Oracle whose files are written atomically, and which drops a trial that is in only one of them."""

    def save(self):
        _write(self._get_oracle_fname(), self.get_state())

    def _save_trial(self, trial):
        _write(Path(self._get_trial_dir(trial.trial_id), "trial.json"), trial.get_state())

    @synchronized
    def end_trial(self, trial):
        super().end_trial(trial)
        # KerasTuner's own files still list the trial as ongoing.
        self.save()

    def reload(self):
        super().reload()
        # In the order of an uninterrupted search, on which rounding in a Gaussian process depends.
        self.trials = {trial_id: self.trials[trial_id] for trial_id in self.start_order}


class _Random(_Resumable, oracles.RandomSearchOracle):
    pass


class _Hyperband(_Resumable, oracles.HyperbandOracle):
    def populate_space(self, trial_id):
        """In KerasTuner a bracket waits forever for a failed trial; here such a trial counts as the worst."""
        failed = [trial for trial in self.trials.values() if trial.status == TrialStatus.FAILED]
        for trial in failed:
            trial.status = TrialStatus.COMPLETED
            trial.score = math.inf if self.objective.direction == "min" else -math.inf
        try:
            return super().populate_space(trial_id)
        finally:
            for trial in failed:
                trial.status, trial.score = TrialStatus.FAILED, None


class _Bayesian(_Resumable, oracles.BayesianOptimizationOracle):
    def populate_space(self, trial_id):
        # KerasTuner does not save the state of this generator, so it is a function of the trial here.
        self._random_state = np.random.RandomState(self.seed + len(self.trials))
        with warnings.catch_warnings():
            # A handful of trials often leaves a length scale at its bound.
            warnings.simplefilter("ignore", ConvergenceWarning)
            return super().populate_space(trial_id)


class _Grid(_Resumable, oracles.GridSearchOracle):
    def reload(self):
        """Restore the order of combinations, without which KerasTuner would stop."""
        super().reload()

        def compare(first, second):
            return self._compare(first.hyperparameters.values, second.hyperparameters.values)

        for trial in sorted(self.trials.values(), key=functools.cmp_to_key(compare)):
            self._ordered_ids.insert(trial.trial_id)
            self._populate_next.append(trial.trial_id)


TUNERS = {"random": _Random, "bayesian": _Bayesian, "hyperband": _Hyperband, "grid": _Grid}


def _write(path, state):
    with whole(path) as beside:
        beside.write_text(json.dumps(state))
