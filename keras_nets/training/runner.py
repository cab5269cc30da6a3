"""Trains a recipe from its data to a finished run folder, and goes on with a run that was cut short."""

import dataclasses
import os
import signal
import sys
import time
from pathlib import Path

from keras_nets.training import environment
from keras_nets.training.board import Board
from keras_nets.training.callbacks import BestWeights, Diverged, EpochCounter, LossWatch, Recorder
from keras_nets.training.checkpoint import load_checkpoint
from keras_nets.training.console import ProgressBar, make_console
from keras_nets.training.execution import steps_per_execution
from keras_nets.training.options import SMOKE_EXAMPLES, Options, Plan
from keras_nets.training.pictures import run_pictures
from keras_nets.training.recipe import Target
from keras_nets.training.run_folder import RunFolder
from keras_nets.training.suggestion import did_you_mean

import keras


class Interrupted(Exception):
    """The run was stopped from outside; its folder can be resumed."""

    def __init__(self, folder):
        super().__init__(f"interrupted; go on with --resume {folder.path}")
        self.folder = folder


def train(recipe, options=None, console=None):
    """Train a recipe from the start.

    Args:
        recipe: the `Recipe`.
        options: `Options`; None takes the recipe as it is.
        console: where the run speaks; None is silent.

    Returns:
        The `RunFolder`, finished: `record["results"]` has the measured figures.

    Raises:
        ValueError, FileNotFoundError: the options or the data are not usable; nothing was written.
        Diverged: the loss became NaN or infinite; the folder keeps the last good weights.
        Interrupted: by Ctrl-C or SIGTERM.
    """
    return Run.start(recipe, options or Options(), console).execute()


def resume(recipe, path, console=None):
    """Go on with an interrupted, killed or failed run, to the state that it would have reached undisturbed.

    Raises:
        ValueError: `path` is no run, another recipe's, finished, still at work, or its data changed.
        Diverged, Interrupted: as `train`.
    """
    return Run.reopen(recipe, path, console).execute()


def prepare(recipe, plan):
    """Data and compiled network of a plan, with all seeds set.

    Raises:
        ValueError: the data or the hyperparameters do not fit the network.
    """
    dataset = load_dataset(recipe, dataclasses.asdict(plan.options))
    keras.config.set_dtype_policy(plan.options.precision)
    keras.utils.set_random_seed(plan.options.seed)
    model = recipe.build(dataset, **plan.build_arguments(recipe))
    if not model.built:
        model.build((None, *dataset.input_shape))
    values = plan.hyperparameters
    steps = -(-len(dataset.train) // values["batch_size"]) * values["epochs"]
    recipe.compile_model(model, values.get("learning_rate"), steps)
    model.steps_per_execution = steps_per_execution(model, values["batch_size"])
    return dataset, model


def load_dataset(recipe, options):
    """The data of a run, from the `options` in its record."""
    options = Options(**options)
    dataset = recipe.load(**options.data_options())
    return dataset.head(SMOKE_EXAMPLES) if options.smoke else dataset


class Run:
    """One process's work on a run: restores what a checkpoint holds, trains, evaluates, draws, records.

    `Run.start` and `Run.reopen` check everything that a user can get wrong; after them only `execute` is left.
    """

    def __init__(self, recipe, plan, dataset, model, folder, console=None):
        self.recipe, self.plan, self.dataset = recipe, plan, dataset
        self.model, self.folder = model, folder
        self.console = console or make_console(quiet=True)
        self.started = time.monotonic()
        self.earlier_seconds = folder.record["seconds"]
        self.training_seconds = folder.record["training_seconds"]
        steps = -(-len(dataset.train) // plan.hyperparameters["batch_size"])
        self.progress_bar = ProgressBar(self.console, plan.hyperparameters["epochs"], steps)

    @classmethod
    def start(cls, recipe, options, console=None):
        """A new run in a folder of its own. Raises as `train`."""
        plan = Plan.make(recipe, options)
        dataset, model = prepare(recipe, plan)
        if options.monitor not in (None, "none"):
            _check_monitor(options.monitor, model, dataset)
        folder = RunFolder.create(plan.options.runs, recipe.name, _first_record(recipe, plan, dataset, model))
        return cls(recipe, plan, dataset, model, folder, console)

    @classmethod
    def reopen(cls, recipe, path, console=None):
        """The run in `path`, to go on with. Raises as `resume`."""
        folder = RunFolder.open(path)
        record = folder.record
        if record["recipe"] != recipe.name:
            raise ValueError(
                f"{folder.path} is a run of {record['recipe']}, not of {recipe.name}; resume it with its recipe"
            )
        if record["status"] == "finished":
            raise ValueError(f"{folder.path} is finished; start a new run to train longer, for example with --epochs")
        if record["status"] == "running" and environment.process_is_alive(record["process"]):
            raise ValueError(f"{folder.path} is still at work in process {record['process']}; stop it first")
        plan = Plan(
            options=Options(**record["options"]),
            hyperparameters=with_tuples(record["hyperparameters"]),
            monitor=record["monitor"],
            patience=record["patience"],
            target=Target(**record["target"]) if record["target"] else None,
        )
        dataset, model = prepare(recipe, plan)
        if dataset.checksum != record["dataset"]["checksum"]:
            raise ValueError(f"the data {dataset.name} changed since {folder.path} began; start a new run")
        folder.update(status="running", reason=None, process=os.getpid())
        return cls(recipe, plan, dataset, model, folder, console)

    def execute(self):
        self._say_start()
        terminate = signal.getsignal(signal.SIGTERM)
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        except ValueError:
            terminate = None  # Signals belong to the main thread; elsewhere SIGTERM keeps its meaning.
        try:
            self._train()
            self._finish()
        except KeyboardInterrupt:
            self._stop("interrupted", "stopped by the user")
            raise Interrupted(self.folder) from None
        except Diverged as error:
            self._keep_last_good_weights()
            self._stop("failed", str(error))
            raise
        except Exception as error:
            self._stop("failed", f"{type(error).__name__}: {error}".splitlines()[0])
            raise
        finally:
            self.progress_bar.close()
            if terminate is not None:
                signal.signal(signal.SIGTERM, terminate)
        return self.folder

    def _train(self):
        plan, values, dataset = self.plan, self.plan.hyperparameters, self.dataset
        epochs, batch_size = values["epochs"], values["batch_size"]
        monitored = plan.monitor is not None and (dataset.validation is not None or not plan.monitor.startswith("val_"))
        self.best = BestWeights(plan.monitor, plan.patience) if monitored else None
        self.recorder = Recorder(self.folder, epochs, self.best)
        done = self._restore()
        counter = EpochCounter()
        strength = values.get("augmentation_strength", 0)
        training = dataset.batches(
            "train",
            batch_size,
            seed=plan.options.seed,
            epoch=counter.variable,
            augmentation=self.recipe.augmentation(strength) if strength else None,
        )
        validation = None if dataset.validation is None else dataset.batches("validation", max(batch_size, 256))
        callbacks = [counter, LossWatch(), self.progress_bar, *([self.best] if self.best else [])]
        if plan.options.tensorboard:
            self.board = Board(self.folder.tensorboard_path, self._draw)
            callbacks.append(self.board)
        callbacks.append(self.recorder)
        began, earlier = time.monotonic(), self.training_seconds
        if done < epochs and not (self.best and self.best.stopped):
            self.model.fit(
                training,
                epochs=epochs,
                initial_epoch=done,
                validation_data=validation, shuffle=False,
                callbacks=callbacks,
                verbose=0,
            )
        self.training_seconds = earlier + time.monotonic() - began

    def _restore(self):
        """Epochs already done, after bringing everything to the state of the last checkpoint."""
        if not self.folder.checkpoint_path.is_file():
            self.recorder.checkpoint(self.model)
            return 0
        progress, weights = load_checkpoint(self.folder.checkpoint_path, self.model)
        self.recorder.rows = progress["rows"]
        self.folder.write_metrics(progress["rows"])
        if self.best is not None:
            self.best.restore(progress["best"], weights)
        return progress["epoch"]

    def _finish(self):
        if self.best is not None and self.best.weights is not None:
            self.model.set_weights(self.best.weights)
        batch_size = max(self.plan.hyperparameters["batch_size"], 256)
        results = {}
        for split in ("validation", "test"):
            if getattr(self.dataset, split) is not None:
                measured = self.model.evaluate(self.dataset.batches(split, batch_size), verbose=0, return_dict=True)
                results |= {f"{split}_{name}": float(value) for name, value in measured.items()}
        if self.recipe.measure is not None:
            results |= {name: float(value) for name, value in self.recipe.measure(self.model, self.dataset).items()}
        rows = self.recorder.rows
        results["epochs_trained"] = len(rows)
        if self.best is not None:
            results["best_epoch"] = self.best.epoch + 1
        self.folder.save_model(self.model)
        self._save_pictures()
        self.folder.update(
            status="finished",
            reason="stopped early" if self.best is not None and self.best.stopped else "all epochs trained",
            results=results,
            **self._costs(),
        )
        self._say_end()

    def _draw(self, model):
        return run_pictures(self.recipe, model, self.dataset, self._shown_split())

    def _shown_split(self):
        return "validation" if self.dataset.validation is not None else None

    def _save_pictures(self):
        from keras_nets.training.figures import training_curves

        split = "test" if self.dataset.test is not None else self._shown_split()
        pictures = run_pictures(self.recipe, self.model, self.dataset, split)
        for name, figure in {
            "training_curves": training_curves(self.folder.read_metrics()),
            **pictures,
        }.items():
            self.folder.save_figure(name, figure)

    def _keep_last_good_weights(self):
        load_checkpoint(self.folder.checkpoint_path, self.model)
        self.folder.save_model(self.model)

    def _stop(self, status, reason):
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
        for message in self.dataset.messages:
            self.console.print(f"  {message}")

    def _say_end(self):
        results, target = self.folder.record["results"], self.plan.target
        shown = {
            name: value for name, value in results.items() if not name.startswith(("validation_", "best_", "epochs_"))
        }
        self.console.print("  ".join(f"{name} {value:.4g}" for name, value in shown.items()))
        if target is not None:
            self.console.print(f"target {target}: {'reached' if target.reached(results) else 'missed'}")
        self.console.print(f"run folder {self.folder.path}")
        self.console.print(f"next: tensorboard --logdir {Path(self.folder.path).parents[1]}")
        if self.dataset.task == "classification" and self.dataset.target == "labels":
            self.console.print(f"      python tools/explain.py {self.folder.path}")


def with_tuples(values):
    """Hyperparameters as they were before JSON made lists of tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def _first_record(recipe, plan, dataset, model):
    """What `run.json` says when a run begins."""
    return {
        "recipe": recipe.name,
        "recipe_file": str(Path(sys.modules[recipe.load.__module__].__file__)),
        "preset": plan.options.preset,
        "options": dataclasses.asdict(plan.options),
        "hyperparameters": plan.hyperparameters,
        "monitor": plan.monitor,
        "patience": plan.patience,
        "target": dataclasses.asdict(plan.target) if plan.target else None,
        "seed": plan.options.seed,
        "dataset": dataset.describe(),
        "parameters": model.count_params(),
        "versions": environment.versions(),
        "machine": environment.machine(),
        "commit": environment.commit(),
        "status": "running",
        "reason": None,
        "process": os.getpid(),
        "seconds": 0.0,
        "training_seconds": 0.0,
        "peak_memory_bytes": environment.peak_memory_bytes(),
        "results": {},
    }


def _check_monitor(monitor, model, dataset):
    """Say that nothing of this name is measured now rather than after the first epoch."""
    split = "train" if dataset.validation is None else "validation"
    few = dataset.head(2)
    names = model.evaluate(few.batches(split, 2), verbose=0, return_dict=True)
    known = [*names, *(f"val_{name}" for name in names if dataset.validation is not None)]
    if monitor not in known:
        raise ValueError(
            f"nothing called {monitor!r} is measured{did_you_mean(monitor, known)}; "
            f"--monitor takes {', '.join(known)} or none"
        )
