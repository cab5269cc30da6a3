"""A hyperparameter search over a recipe, in its own folder, from which it can be resumed."""

import contextlib
import dataclasses
import os
import shutil
import time

from keras_nets._wording import did_you_mean
from keras_nets.acceleration.side_by_side import parts_of_a_batch
from keras_nets.datasets.progress import silenced
from keras_nets.training import environment
from keras_nets.training.console import make_console
from keras_nets.training.interruption import Interruption, reason_of
from keras_nets.training.options import Options
from keras_nets.training.preparation import direction, measured, require_same_data
from keras_nets.training.recipe import recipe_of
from keras_nets.training.record_check import SEARCHED, Damaged, known_options
from keras_nets.training.run_folder import RunFolder
from keras_nets.training.runner import Interrupted
from keras_nets.tuning.export import direction_of, trials_of, write_results
from keras_nets.tuning.hypermodel import RecipeHyperModel
from keras_nets.tuning.oracles import make_oracle
from keras_nets.tuning.tuner import TRIALS, RecipeTuner
from keras_nets.tuning.workers import run_workers

import keras_tuner


class Search:
    """Trials of a recipe in `tuning_runs/<recipe>/<start time>/`.

    The folder contains `run.json` (the record of the search), `trials/` (KerasTuner's state and the record,
    `metrics.csv` and checkpoint of each trial), `tensorboard/`, `trials.csv` and `best.json`. `Search.start` and
    `Search.reopen` check a user's input; `execute` runs the search.
    """

    def __init__(self, hypermodel, folder, console=None):
        self.hypermodel, self.folder = hypermodel, folder
        self.console = console or make_console(quiet=True)
        self.ended = sum(trial["status"] in ("finished", "failed") for trial in trials_of(folder))

    @classmethod
    def start(
        cls,
        recipe,
        options=None,
        *,
        tuner="random",
        trials=None,
        objective=None,
        most_parameters=None,
        console=None,
    ):
        """A new search.

        Args:
            recipe: The `Recipe`.
            options: `Options` of all trials; hyperparameters in `settings` are fixed, `runs` is the parent folder.
            tuner: `"random"`, `"bayesian"`, `"hyperband"` or `"grid"`.
            trials: Maximum number of trials; see `make_oracle` for None.
            objective: Metric of the validation split that ranks trials; None chooses by the task.
            most_parameters: Maximum number of parameters; larger networks are recorded as failed.
            console: Console for the search's messages; None is silent.

        Raises:
            ValueError: If one of these is not usable; nothing is written then.
        """
        if trials is not None and trials < 1:
            raise ValueError(f"a search needs at least 1 trial, got trials={trials}")
        options = options or Options(runs="tuning_runs")
        with silenced(console is None or console.quiet):
            hypermodel = RecipeHyperModel(recipe, options, most_parameters)
        objective, best_is = choose_objective(hypermodel, objective)
        record = {
            "recipe": recipe.name,
            "recipe_file": recipe.file,
            "tuner": tuner,
            "trials": trials,
            "objective": objective,
            "direction": best_is,
            "most_parameters": most_parameters,
            "parts": parts_of_a_batch(),
            "options": dataclasses.asdict(options),
            "dataset": hypermodel.dataset.describe(),
            "versions": environment.versions(),
            "machine": environment.machine(),
            "commit": environment.commit(),
            "status": "running",
            "reason": None,
            "process": os.getpid(),
            "seconds": 0.0,
        }
        oracle_of(record, hypermodel)
        return cls(hypermodel, RunFolder.create(options.runs, recipe.name, record), console)

    @classmethod
    def reopen(cls, path, trials=None, console=None, recipe=None):
        """The search in `path`, to continue; more `trials` than before continue a finished one.

        Args:
            path: The folder.
            trials: Maximum number of trials; None leaves it.
            console: As in `start`.
            recipe: A `Recipe`, or the path of its file, which is executed; None takes the one of this repository that
                has the search's name.

        Raises:
            ValueError: If `path` is not a search, or the search is finished or running, or its data changed, or its
                recipe is none of this repository's and was not passed.
        """
        open_search(path)
        folder = RunFolder.open_to_resume(path, SEARCHED)
        try:
            return cls._reopen(folder, trials, console, recipe)
        except BaseException:
            folder.unlock()
            raise

    @classmethod
    def _reopen(cls, folder, trials, console, recipe):
        record = folder.record
        if record["status"] == "finished" and (trials or 0) <= len(trials_of(folder)):
            raise ValueError(f"{folder.path} is finished; name more --trials than it has to go on")
        of_earlier_version = "direction" not in record
        if of_earlier_version:
            record["options"] = _given(record["options"])
        with silenced(console is None or console.quiet):
            hypermodel = hypermodel_of(record, recipe)
        if of_earlier_version:
            record["direction"] = direction_of(folder) or choose_objective(hypermodel, record["objective"])[1]
        require_same_data(hypermodel.dataset, record["dataset"], f"{folder.path} began; start a new search")
        folder.remove_leftovers()
        folder.update(status="running", reason=None, process=os.getpid(), trials=trials or record["trials"])
        return cls(hypermodel, folder, console)

    def execute(self, jobs=1):
        """Run the trials, `jobs` at a time, and write the table.

        Returns:
            The `RunFolder` of the search, finished.

        Raises:
            Interrupted: If it is stopped by Ctrl-C or SIGTERM.
        """
        record, started = self.folder.record, time.monotonic()
        earlier = record["seconds"]
        status, reason = "failed", None
        with Interruption() as interruption:
            try:
                self._say_start(jobs)
                self._search(jobs)
                status, reason = "finished", "all trials ended"
            except (KeyboardInterrupt, BrokenPipeError) as error:
                interruption.settle()
                status, reason = "interrupted", reason_of(error)
                raise Interrupted(self.folder) from None
            except (Exception, SystemExit) as error:
                reason = reason_of(error)
                raise
            finally:
                seconds = round(earlier + time.monotonic() - started, 3)
                # Where the disk is full or gone, what happened is told by the error alone.
                with contextlib.suppress(OSError) if status != "finished" else contextlib.nullcontext():
                    self.folder.update(status=status, reason=reason, seconds=seconds)
                    write_results(self.folder, self.hypermodel)
                self.folder.unlock()
        return self.folder

    def _search(self, jobs):
        if jobs > 1:
            run_workers(self.make_tuner, self.folder.path, jobs, self.hypermodel.recipe.file)
        else:
            self.make_tuner().search()
        for checkpoint in self.folder.path.glob(f"{TRIALS}/*/checkpoint"):
            shutil.rmtree(checkpoint)

    def make_tuner(self):
        """The tuner of this process; KerasTuner's environment variables define its role among several."""
        oracle = oracle_of(self.folder.record, self.hypermodel)
        return RecipeTuner(oracle, self.hypermodel, self.folder.path, self._say_trial)

    def _say_start(self, jobs):
        record = self.folder.record
        hp = keras_tuner.HyperParameters()
        _, active = self.hypermodel.draw(hp)
        at_once = f", {jobs} at a time" if jobs > 1 else ""
        self.console.print(
            f"{record['recipe']} on {self.hypermodel.dataset.name}: {record['tuner']} search by {record['objective']} "
            f"over {', '.join(active) or 'nothing'}{at_once}"
        )
        for message in self.hypermodel.dataset.messages:
            self.console.print(f"  {message}")

    def _say_trial(self, trial):
        record = trial.record
        self.ended += 1
        most = self.folder.record["trials"]
        # The number is that of the table and of the trial's folder; trials need not end in its order.
        number = f"trial {record['trial']} ({self.ended}{f'/{most}' if most else ''})"
        if record["status"] == "failed":
            result = f"failed: {record['reason']}"
        else:
            result = f"{self.folder.record['objective']} {record['score']:.4g}"
        values = ", ".join(f"{name} {_short(value)}" for name, value in record.get("active", {}).items())
        self.console.print(f"{number}  {result}  ({values}; {record.get('seconds', 0.0):.1f} s)")


def open_search(path):
    """The folder of a search. Raises ValueError if `path` is not one."""
    try:
        folder = RunFolder.open(path)
    except Damaged:
        raise
    except ValueError:
        folder = None
    if folder is None or "tuner" not in folder.record:
        raise ValueError(f"{path} is no search; name a folder such as tuning_runs/<recipe>/<time>")
    return folder


def hypermodel_of(record, recipe=None):
    """The search space of a record, whose recipe may be passed."""
    options = Options(**known_options(record["options"], record["recipe"]))
    return RecipeHyperModel(recipe_of(record, recipe), options, record["most_parameters"])


def oracle_of(record, hypermodel):
    """The oracle of a search, from its record."""
    return make_oracle(
        record["tuner"],
        objective=record["objective"],
        direction=record["direction"],
        trials=record["trials"],
        epochs=hypermodel.plan.hyperparameters["epochs"],
        seed=hypermodel.plan.options.seed,
    )


def choose_objective(hypermodel, name=None):
    """The metric that ranks trials, checked on a few examples before any training.

    Args:
        hypermodel: The `RecipeHyperModel`.
        name: Name that the user chose; None is `val_accuracy` if it is measured, else what the recipe monitors.

    Returns:
        Its name and `"max"` or `"min"`.

    Raises:
        ValueError: If nothing of that name is measured on the validation split, or it has no direction.
    """
    model = hypermodel.build(keras_tuner.HyperParameters())
    known = [f"val_{metric}" for metric in measured(model, hypermodel.dataset)]
    if name is None:
        name = next(choice for choice in ("val_accuracy", hypermodel.plan.monitor, "val_loss") if choice in known)
    if name not in known:
        hint = f", did you mean 'val_{name}'?" if f"val_{name}" in known else did_you_mean(name, known)
        raise ValueError(
            f"nothing called {name!r} is measured on the validation part{hint}; --objective takes {', '.join(known)}"
        )
    return name, direction(hypermodel.recipe, model, hypermodel.dataset, name)


def _given(options):
    """The options of a search, without the defaults that earlier versions wrote for options not given."""
    defaults = dataclasses.asdict(Options().filled())
    return {name: None if value in (defaults[name], []) else value for name, value in options.items()}


def _short(value):
    return f"{value:.3g}" if isinstance(value, float) else str(value)
