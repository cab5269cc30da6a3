"""Trains a recipe from its data to a finished run folder, and goes on with a run that was cut short."""

import contextlib
import dataclasses
import os
import shlex
import time

from keras_nets.datasets.progress import silenced
from keras_nets.tasks import task_of
from keras_nets.training import environment
from keras_nets.training.board import TRAIN, Board, write_results
from keras_nets.training.callbacks import BestWeights, Diverged, Recorder
from keras_nets.training.checkpoint import load_checkpoint, read_checkpoint, unchanged_random_states
from keras_nets.training.console import ProgressBar, make_console
from keras_nets.training.figures import training_curves
from keras_nets.training.fitting import fit
from keras_nets.training.interruption import Interruption, reason_of
from keras_nets.training.measures import metrics_of, recipe_measures_of, same_draws, task_measures_of
from keras_nets.training.options import Plan
from keras_nets.training.phases import Phases
from keras_nets.training.preparation import direction, prepare, require_same_data
from keras_nets.training.projector import write_projection
from keras_nets.training.record import first_record, plan_of
from keras_nets.training.record_check import RESUMED
from keras_nets.training.run_folder import RunFolder


class Interrupted(Exception):
    """The run was stopped from outside; its folder can be resumed."""

    def __init__(self, folder):
        super().__init__(f"interrupted; go on with --resume {shlex.quote(str(folder.path))}")
        self.folder = folder


class Run:
    """One process's work on a run: restores what a checkpoint holds, trains, evaluates, draws, records.

    `Run.start` and `Run.reopen` check everything that a user can get wrong; after them only `execute` is left.
    """

    def __init__(self, recipe, plan, prepared, best, folder, console=None, progress=None):
        self.recipe, self.plan, self.folder, self.best = recipe, plan, folder, best
        self.dataset, self.model, self.messages = prepared.dataset, prepared.model, prepared.messages
        self.class_weights = prepared.class_weights
        self.task = task_of(self.dataset.task)
        self.console = console or make_console(quiet=True)
        self.progress = progress
        self.started = time.monotonic()
        self.earlier_seconds = folder.record["seconds"]
        self.training_seconds = folder.record["training_seconds"]
        steps = self.dataset.steps(plan.hyperparameters["batch_size"])
        self.progress_bar = ProgressBar(self.console, plan.hyperparameters["epochs"], steps)

    @classmethod
    def start(cls, recipe, options, console=None):
        """A new run in a folder of its own. Raises as `train`."""
        if recipe.name is None:
            raise ValueError('the recipe has no name for its run folders; pass Recipe(name="family.network", ...)')
        plan = Plan.make(recipe, options)
        with silenced(console is None or console.quiet):
            prepared = prepare(recipe, plan)
        Phases(recipe, prepared.dataset, prepared.model, plan.hyperparameters, plan.options.seed).check(prepared.model)
        best = _best_weights(recipe, plan, prepared, asked=options.monitor is not None or options.patience is not None)
        record = first_record(recipe, plan, prepared.dataset, prepared.model)
        return cls(recipe, plan, prepared, best, RunFolder.create(plan.options.runs, recipe.name, record), console)

    @classmethod
    def reopen(cls, recipe, path, console=None):
        """The run in `path`, to go on with. Raises as `resume`."""
        folder = RunFolder.open_to_resume(path, RESUMED)
        try:
            return cls._reopen(recipe, folder, console)
        except BaseException:
            folder.unlock()
            raise

    @classmethod
    def _reopen(cls, recipe, folder, console):
        record = folder.record
        if record["recipe"] != recipe.name:
            raise ValueError(
                f"{folder.path} is a run of {record['recipe']}, not of {recipe.name}; resume it with its recipe"
            )
        if record["status"] == "finished":
            raise ValueError(f"{folder.path} is finished; start a new run to train longer, for example with --epochs")
        plan = plan_of(record, recipe)
        # What is damaged is told before anything changes or takes long.
        for checkpoint in folder.phases_path.glob("*/checkpoint/state.npz"):
            read_checkpoint(checkpoint)
        # A checkpoint holds what the run started from, which may be gone by now.
        begun = folder.checkpoint_path.exists()
        options = dataclasses.replace(plan.options, start=None if begun else plan.options.start)
        with silenced(console is None or console.quiet):
            prepared = prepare(recipe, dataclasses.replace(plan, options=options))
        require_same_data(prepared.dataset, record["dataset"], f"{folder.path} began; start a new run")
        best = _best_weights(recipe, plan, prepared)
        progress = None
        if begun:
            progress, weights = load_checkpoint(folder.checkpoint_path, prepared.model)
            if best is not None:
                best.restore(progress["best"], weights)
        folder.remove_leftovers()
        folder.update(status="running", reason=None, process=os.getpid())
        return cls(recipe, plan, prepared, best, folder, console, progress)

    def execute(self):
        """Train to the end. Returns the finished `RunFolder`; raises `Diverged` or `Interrupted`."""
        try:
            with Interruption() as interruption:
                self._execute(interruption)
        finally:
            self.folder.unlock()
        self._say_end()
        return self.folder

    def _execute(self, interruption):
        try:
            self._say_start()
            self._train(interruption)
            self._finish()
        except (KeyboardInterrupt, BrokenPipeError) as error:
            interruption.settle()
            self._stop("interrupted", error)
            raise Interrupted(self.folder) from None
        except Diverged as error:
            self._keep_last_good_weights()
            self._stop("failed", error)
            raise
        except (Exception, SystemExit) as error:
            self._stop("failed", error)
            raise
        finally:
            self.progress_bar.close()

    def _train(self, interruption):
        plan, epochs = self.plan, self.plan.hyperparameters["epochs"]
        self.recorder = Recorder(self.folder, epochs, self.best)
        done = self._restore()
        callbacks = [interruption, self.progress_bar, *([self.best] if self.best else [])]
        if plan.options.tensorboard:
            values = {"recipe": self.recipe.name, "data": self.dataset.name, "seed": plan.options.seed}
            values |= plan.hyperparameters
            callbacks.append(Board(self.folder.tensorboard_path, self._draw, self.dataset, values))
        callbacks.append(self.recorder)
        began, earlier = time.monotonic(), self.training_seconds
        if done == 0 and plan.options.start is None:
            self._train_phases(interruption)
        if done < epochs and not (self.best and self.best.stopped):
            fit(
                self.model,
                self.dataset,
                plan.hyperparameters,
                seed=plan.options.seed,
                augmentation=self.recipe.distortion(plan.hyperparameters),
                class_weights=self.class_weights,
                initial_epoch=done,
                # A run that goes on divides its batches as it began, whatever machine it is on.
                parts=self.folder.record.get("parts", 1),
                callbacks=callbacks,
            )
        self.training_seconds = earlier + time.monotonic() - began

    def _train_phases(self, interruption):
        def ended(number):
            self.recorder.phases = number
            self.recorder.checkpoint(self.model)

        plan = self.plan
        phases = Phases(self.recipe, self.dataset, self.model, plan.hyperparameters, plan.options.seed, self.folder)
        phases.train(
            self.recorder.phases,
            console=self.console,
            callbacks=[interruption],
            tensorboard=plan.options.tensorboard,
            ended=ended,
        )

    def _restore(self):
        """Epochs already done, after bringing the record to the state of the checkpoint that the model has."""
        progress = self.progress
        if progress is None:
            self.recorder.checkpoint(self.model)
            return 0
        self.recorder.rows = progress["rows"]
        # Earlier versions called phases stages.
        self.recorder.phases = progress.get("phases", progress.get("stages", 0))
        self.folder.write_metrics(progress["rows"])
        return progress["epoch"]

    def _finish(self):
        if self.best is not None and self.best.weights is not None:
            self.model.set_weights(self.best.weights)
        batch_size = self.plan.hyperparameters["batch_size"]
        results = {}
        for split in ("validation", "test"):
            if getattr(self.dataset, split) is not None:
                measured = metrics_of(self.model, self.dataset, split, batch_size)
                results |= {f"{split}_{name}": value for name, value in measured.items()}
        measured = task_measures_of(self.task, self.model, self.dataset, "test")
        results |= {f"test_{name}": value for name, value in measured.items()}
        results |= recipe_measures_of(self.recipe, self.model, self.dataset)
        with same_draws(self.model):
            scores = self.task.scores(self.model, self.dataset, "test")
        scores = {f"test_{name}": value for name, value in scores.items() if f"test_{name}" not in results}
        results |= scores
        rows = self.recorder.rows
        results["epochs_trained"] = len(rows)
        if self.best is not None:
            results["best_epoch"] = self.best.epoch + 1
        self.folder.save_model(self.model)
        self.task = self.task.calibrated(self.model, self.dataset)
        self._save_pictures(results)
        self.folder.update(
            status="finished",
            reason="stopped early" if self.best is not None and self.best.stopped else "all epochs trained",
            results=results,
            **({} if self.task.temperature == 1 else {"temperature": self.task.temperature}),
            scores=list(scores),
            **self._costs(),
        )

    def _draw(self, model, split):
        """The recipe's own pictures and those of its task. Drawing leaves the run's random states alone."""
        with unchanged_random_states(model):
            own = {} if self.recipe.pictures is None else self.recipe.pictures(model, self.dataset, split)
            return self.task.pictures(model, self.dataset, split) | own

    def _save_pictures(self, results):
        pictures = self._draw(self.model, "test")
        metrics = self.folder.read_metrics()
        self.folder.save_figure(
            "training_curves", training_curves(metrics, results.get("best_epoch"), self.plan.monitor)
        )
        images = {name: self.folder.save_figure(name, figure) for name, figure in pictures.items()}
        if self.plan.options.tensorboard:
            curves = self.task.probabilities_by_class(self.model, self.dataset, "test")
            write_results(self.folder.tensorboard_path, results, images, step=len(metrics) - 1, curves=curves)
            with unchanged_random_states(self.model):
                points = self.task.projection(self.model, self.dataset, "test")
            if points:
                write_projection(self.folder.tensorboard_path / TRAIN, **points)

    def _keep_last_good_weights(self):
        load_checkpoint(self.folder.checkpoint_path, self.model)
        self.folder.save_model(self.model)

    def _stop(self, status, error):
        reason = str(error) if isinstance(error, Diverged) else reason_of(error)
        # Where the disk is full or gone, what happened is told by the error alone.
        with contextlib.suppress(OSError):
            self.folder.update(status=status, reason=reason, **self._costs())

    def _costs(self):
        return {
            "seconds": round(self.earlier_seconds + time.monotonic() - self.started, 3),
            "training_seconds": round(self.training_seconds, 3),
            "peak_memory_bytes": max(self.folder.record["peak_memory_bytes"], environment.peak_memory_bytes()),
        }

    def _say_start(self):
        sizes = ", ".join(f"{n:,} {s}" for s, n in self.folder.record["dataset"]["split_sizes"].items())
        name = self.dataset.name
        self.console.print(f"{self.recipe.name} on {name}: {sizes}; {self.model.count_params():,} parameters")
        for message in self.messages:
            self.console.print(f"  {message}")

    def _say_end(self):
        results, goal = self.folder.record["results"], self.plan.goal
        told = {
            name: value
            for name, value in results.items()
            if name not in self.folder.record["scores"] and not name.startswith(("validation_", "best_", "epochs_"))
        }
        self.console.print("  ".join(f"{name} {value:.4g}" for name, value in told.items()))
        if goal is not None:
            self.console.print(f"goal {goal}: {'reached' if goal.reached(results) else 'missed'}")
        self.console.print(f"run folder {self.folder.path}")


def _best_weights(recipe, plan, prepared, asked=False):
    """What keeps the best weights; None where nothing is monitored, or a validation part that nobody `asked` for."""
    monitor, dataset = plan.monitor, prepared.dataset
    if monitor is None or (monitor.startswith("val_") and dataset.validation is None and not asked):
        return None
    return BestWeights(monitor, direction(recipe, prepared.model, dataset, monitor), plan.patience)
