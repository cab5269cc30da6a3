"""Trains a recipe from its data to a finished run folder, and goes on with a run that was cut short."""

import dataclasses
import os
import time
from pathlib import Path

from keras_nets.training import environment
from keras_nets.training.board import Board, write_results
from keras_nets.training.callbacks import BestWeights, Diverged, Recorder
from keras_nets.training.checkpoint import load_checkpoint, unchanged_random_states
from keras_nets.training.console import ProgressBar, make_console
from keras_nets.training.figures import training_curves
from keras_nets.training.fitting import fit
from keras_nets.training.interruption import Interruption
from keras_nets.training.options import Options, Plan
from keras_nets.training.pictures import run_pictures
from keras_nets.training.preparation import check_monitor, prepare
from keras_nets.training.record import first_record, plan_of
from keras_nets.training.run_folder import RunFolder
from keras_nets.training.stages import Stages


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
            check_monitor(options.monitor, model, dataset)
        folder = RunFolder.create(plan.options.runs, recipe.name, first_record(recipe, plan, dataset, model))
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
        plan = plan_of(record)
        # A checkpoint holds what the run started from, which may be gone by now.
        start = None if folder.checkpoint_path.is_file() else plan.options.start
        options = dataclasses.replace(plan.options, start=start)
        dataset, model = prepare(recipe, dataclasses.replace(plan, options=options))
        if dataset.checksum != record["dataset"]["checksum"]:
            raise ValueError(f"the data {dataset.name} changed since {folder.path} began; start a new run")
        folder.remove_leftovers()
        folder.update(status="running", reason=None, process=os.getpid())
        return cls(recipe, plan, dataset, model, folder, console)

    def execute(self):
        self._say_start()
        try:
            with Interruption() as interruption:
                self._train(interruption)
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
        return self.folder

    def _train(self, interruption):
        plan, epochs = self.plan, self.plan.hyperparameters["epochs"]
        measured = self.dataset.validation is not None or not (plan.monitor or "").startswith("val_")
        self.best = BestWeights(plan.monitor, plan.patience) if plan.monitor is not None and measured else None
        self.recorder = Recorder(self.folder, epochs, self.best)
        done = self._restore()
        callbacks = [interruption, self.progress_bar, *([self.best] if self.best else [])]
        if plan.options.tensorboard:
            callbacks.append(Board(self.folder.tensorboard_path, self._draw, self.dataset))
        callbacks.append(self.recorder)
        began, earlier = time.monotonic(), self.training_seconds
        if done == 0 and plan.options.start is None:
            self._train_stages(interruption)
        if done < epochs and not (self.best and self.best.stopped):
            fit(
                self.recipe,
                self.dataset,
                self.model,
                plan.hyperparameters,
                seed=plan.options.seed,
                initial_epoch=done,
                callbacks=callbacks,
            )
        self.training_seconds = earlier + time.monotonic() - began

    def _train_stages(self, interruption):
        def ended(number):
            self.recorder.stages = number
            self.recorder.checkpoint(self.model)

        plan = self.plan
        stages = Stages(self.recipe, self.dataset, self.model, plan.hyperparameters, plan.options.seed, self.folder)
        stages.train(
            self.recorder.stages,
            console=self.console,
            callbacks=[interruption],
            tensorboard=plan.options.tensorboard,
            ended=ended,
        )

    def _restore(self):
        """Epochs already done, after bringing everything to the state of the last checkpoint."""
        if not self.folder.checkpoint_path.is_file():
            self.recorder.checkpoint(self.model)
            return 0
        progress, weights = load_checkpoint(self.folder.checkpoint_path, self.model)
        self.recorder.rows, self.recorder.stages = progress["rows"], progress["stages"]
        self.folder.write_metrics(progress["rows"])
        if self.best is not None:
            self.best.restore(progress["best"], weights)
        return progress["epoch"]

    def _finish(self):
        if self.best is not None and self.best.weights is not None:
            self.model.set_weights(self.best.weights)
        batch_size = self.plan.hyperparameters["batch_size"]
        results = {}
        for split in ("validation", "test"):
            if getattr(self.dataset, split) is not None:
                batches = self.dataset.evaluation_batches(split, batch_size)
                measured = self.model.evaluate(batches, verbose=0, return_dict=True)
                results |= {f"{split}_{name}": float(value) for name, value in measured.items()}
        if self.recipe.measure is not None:
            results |= {name: float(value) for name, value in self.recipe.measure(self.model, self.dataset).items()}
        rows = self.recorder.rows
        results["epochs_trained"] = len(rows)
        if self.best is not None:
            results["best_epoch"] = self.best.epoch + 1
        self.folder.save_model(self.model)
        self._save_pictures(results)
        self.folder.update(
            status="finished",
            reason="stopped early" if self.best is not None and self.best.stopped else "all epochs trained",
            results=results,
            **self._costs(),
        )
        self._say_end()

    def _draw(self, model, split):
        """Pictures while training. Drawing leaves the run's random states alone."""
        with unchanged_random_states(model):
            return run_pictures(self.recipe, model, self.dataset, split)

    def _save_pictures(self, results):
        pictures = run_pictures(self.recipe, self.model, self.dataset, "test")
        metrics = self.folder.read_metrics()
        self.folder.save_figure("training_curves", training_curves(metrics))
        images = {name: self.folder.save_figure(name, figure) for name, figure in pictures.items()}
        if self.plan.options.tensorboard:
            write_results(self.folder.tensorboard_path / "test", results, images, step=len(metrics) - 1)

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
        if self.dataset.task == "segmentation":
            self.console.print(f"      python tools/segment.py {self.folder.path}")
        if self.dataset.task in ("text", "translation"):
            self.console.print(f"      python tools/write.py {self.folder.path} TEXT")
