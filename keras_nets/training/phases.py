"""Training in phases: parts of a network learn one after another before the whole does, as layer-wise pretraining."""

import shutil

from keras_nets._memory import trainable_networks
from keras_nets.training.board import Board
from keras_nets.training.callbacks import Recorder
from keras_nets.training.checkpoint import load_checkpoint, unchanged_random_states
from keras_nets.training.console import ProgressBar
from keras_nets.training.fitting import create_variables, fit
from keras_nets.training.hyperparameters import phase_arguments
from keras_nets.training.run_folder import RunFolder

import keras


class Phases:
    """The phases of a recipe in one process: goes on after the `done` first ones, and inside one that was cut short.

    Args:
        recipe: The `Recipe`.
        dataset: The `Dataset` of the whole training.
        model: The whole network.
        hyperparameters: All of the run's.
        seed: Each phase's randomness is a function of it and of the phase's number alone.
        folder: `RunFolder` in which each phase has `phases/<name>/` with `metrics.csv` and, until it has ended,
            its checkpoint; None keeps nothing.
    """

    def __init__(self, recipe, dataset, model, hyperparameters, seed, folder=None):
        self.seed, self.folder = seed, folder
        arguments = phase_arguments(recipe, hyperparameters)
        self.phases = [] if recipe.phases is None else list(recipe.phases(dataset, model, **arguments))

    def train(self, done=0, *, console=None, callbacks=(), tensorboard=False, ended=lambda number: None):
        """Train all phases after the first `done`.

        Args:
            done: Phases that the whole network already holds.
            console: Where progress is shown; None is silent.
            callbacks: Keras callbacks for every phase.
            tensorboard: Whether curves and pictures are written into the folder.
            ended: Called with the number of phases that the network then holds; what it saves must be saved when it
                returns.
        """
        for number, phase in enumerate(self.phases):
            if number < done:
                continue
            folder = None if self.folder is None else RunFolder(self.folder.phases_path / phase.name, {})
            # As if all phases before had just been trained in this process.
            keras.utils.set_random_seed((self.seed + 1 + number) % 2**32)
            self._train(phase, folder, console, callbacks, tensorboard)
            ended(number + 1)
            if folder is not None:
                shutil.rmtree(folder.checkpoint_path.parent, ignore_errors=True)

    def check(self, model):
        """Make every phase's network once, so that what is wrong with it shows before anything is written or slow.

        Args:
            model: The whole network, whose random states stay as they are.

        Raises:
            ValueError: If a phase has no epochs, or its network cannot be made.
        """
        for phase in self.phases:
            if phase.epochs < 1:
                raise ValueError(f"phase {phase.name} has {phase.epochs} epochs; it needs at least 1")
            with unchanged_random_states(model), trainable_networks():
                phase.build()

    def _train(self, phase, folder, console, callbacks, tensorboard):
        trained, dataset = phase.build(), phase.dataset()
        create_variables(trained, dataset)
        own = []
        if console is not None:
            own.append(ProgressBar(console, phase.epochs, dataset.steps(phase.batch_size), title=phase.name))
        if tensorboard:
            log_dir = self.folder.tensorboard_path

            def draw(model, split):
                return _draw(phase, model, dataset, split)

            own.append(Board(log_dir, draw, dataset, prefix=f"{phase.name}/"))
        epochs_done = 0
        if folder is not None:
            folder.path.mkdir(parents=True, exist_ok=True)
            recorder = Recorder(folder, phase.epochs)
            if folder.checkpoint_path.is_file():
                progress, _ = load_checkpoint(folder.checkpoint_path, trained)
                recorder.rows, epochs_done = progress["rows"], progress["epoch"]
                folder.write_metrics(recorder.rows)
            own.append(recorder)
        if epochs_done < phase.epochs:
            values = {"epochs": phase.epochs, "batch_size": phase.batch_size}
            fit(trained, dataset, values, seed=self.seed, initial_epoch=epochs_done, callbacks=[*callbacks, *own])
        if phase.finish is not None:
            phase.finish(trained)


def _draw(phase, trained, dataset, split):
    if phase.pictures is None:
        return {}
    with unchanged_random_states(trained):
        return phase.pictures(trained, dataset, split)
