"""Training in stages: parts of a network learn one after another before the whole does, as layer-wise pretraining."""

import shutil

from keras_nets.training.board import Board
from keras_nets.training.callbacks import Recorder
from keras_nets.training.checkpoint import load_checkpoint, unchanged_random_states
from keras_nets.training.console import ProgressBar
from keras_nets.training.fitting import fit
from keras_nets.training.hyperparameters import stage_arguments
from keras_nets.training.run_folder import RunFolder

import keras


class Stages:
    """The stages of a recipe in one process: goes on after the `done` first ones, and inside one that was cut short.

    Args:
        recipe: the `Recipe`.
        dataset: the `Dataset` of the whole training.
        model: the whole network.
        hyperparameters: all of the run's.
        seed: each stage's randomness is a function of it and of the stage's number alone.
        folder: `RunFolder` in which each stage has `stages/<name>/` with `metrics.csv` and, until it has ended,
            its checkpoint; None keeps nothing.
    """

    def __init__(self, recipe, dataset, model, hyperparameters, seed, folder=None):
        self.recipe, self.seed, self.folder = recipe, seed, folder
        arguments = stage_arguments(recipe, hyperparameters)
        self.stages = [] if recipe.stages is None else list(recipe.stages(dataset, model, **arguments))

    def train(self, done=0, *, console=None, callbacks=(), tensorboard=False, ended=lambda number: None):
        """Train all stages after the first `done`.

        Args:
            done: stages that the whole network already holds.
            console: where progress is shown; None is silent.
            callbacks: Keras callbacks for every stage.
            tensorboard: whether curves and pictures are written into the folder.
            ended: called with the number of stages that the network then holds; what it saves must be saved when it
                returns.
        """
        for number, stage in enumerate(self.stages):
            if number < done:
                continue
            folder = None if self.folder is None else RunFolder(self.folder.path / "stages" / stage.name, {})
            # As if all stages before had just been trained in this process.
            keras.utils.set_random_seed(self.seed + 1 + number)
            self._train(stage, folder, console, callbacks, tensorboard)
            ended(number + 1)
            if folder is not None:
                shutil.rmtree(folder.checkpoint_path.parent, ignore_errors=True)

    def _train(self, stage, folder, console, callbacks, tensorboard):
        trained, dataset = stage.build(), stage.dataset()
        own = []
        if console is not None:
            steps = -(-len(dataset.train) // stage.batch_size)
            own.append(ProgressBar(console, stage.epochs, steps, title=stage.name))
        if tensorboard:
            log_dir = self.folder.tensorboard_path / "stages" / stage.name
            own.append(Board(log_dir, lambda model, split: _draw(stage, model, dataset, split), dataset))
        epochs_done = 0
        if folder is not None:
            folder.path.mkdir(parents=True, exist_ok=True)
            recorder = Recorder(folder, stage.epochs)
            if folder.checkpoint_path.is_file():
                progress, _ = load_checkpoint(folder.checkpoint_path, trained)
                recorder.rows, epochs_done = progress["rows"], progress["epoch"]
                folder.write_metrics(recorder.rows)
            own.append(recorder)
        if epochs_done < stage.epochs:
            values = {"epochs": stage.epochs, "batch_size": stage.batch_size}
            fit(
                self.recipe,
                dataset,
                trained,
                values,
                seed=self.seed,
                initial_epoch=epochs_done,
                callbacks=[*callbacks, *own],
            )
        if stage.finish is not None:
            stage.finish(trained)


def _draw(stage, trained, dataset, split):
    if stage.pictures is None:
        return {}
    with unchanged_random_states(trained):
        return stage.pictures(trained, dataset, split)
