"""The front door: train, resume and open runs from Python, as notebooks and tools do."""

import functools
import sys

from keras_nets.tasks import recorded_task
from keras_nets.training.options import Options
from keras_nets.training.recipe import Recipe, load_recipe, recipe_of
from keras_nets.training.record_check import known_options
from keras_nets.training.run_folder import RunFolder

# What trains is imported when it is needed: a path that is no run is refused before TensorFlow is loaded.


def train(recipe, options=None, *, verbose=True, **values):
    """Train a recipe from the start, as its command does.

    Args:
        recipe: A recipe's name, such as `"convolutional.lenet5"`, the path of its file, or a `Recipe`.
        options: `Options`; None takes them from `values`.
        verbose: Whether the run prints its progress, one line per epoch.
        values: Options and hyperparameters by name: `data="photos/"`, `epochs=3`, `width=0.5`.

    Returns:
        The `FinishedRun`.

    Raises:
        ValueError: If the options or the data are not usable; nothing was written.
        FileNotFoundError: If there are no such data.
        Diverged: If the loss became NaN or infinite; the folder keeps the last good weights.
        Interrupted: If Ctrl-C or SIGTERM stopped it; the folder can be resumed.
    """
    if options is not None and values:
        raise ValueError(f"train got options and also {', '.join(values)}; give all by name, or all as Options")
    recipe = _in_script(recipe if isinstance(recipe, Recipe) else load_recipe(recipe))
    from keras_nets.training.runner import Run

    return _finish(Run.start(recipe, options or Options.of(**values), _console(verbose)))


def resume(path, recipe=None, *, verbose=True):
    """Go on with an interrupted, killed or failed run, to the state that an uninterrupted run would have reached.

    Args:
        path: The run folder.
        recipe: The `Recipe`, or the path of its file, which is executed; None takes the one of this repository that has
            the run's name.
        verbose: Whether the run prints its progress.

    Returns:
        The `FinishedRun`.

    Raises:
        ValueError: If `path` is no run, damaged, another recipe's, finished, still at work, or its data changed; or the
            recipe is none of this repository's and was not passed.
        Diverged: If the loss became NaN or infinite, as in `train`.
        Interrupted: If it was stopped again.
    """
    recipe = _in_script(recipe_of(RunFolder.open(path).record, recipe))
    from keras_nets.training.runner import Run

    return _finish(Run.reopen(recipe, path, _console(verbose)))


def open_run(path, recipe=None):
    """A finished run.

    Args:
        path: The run folder.
        recipe: The `Recipe`, or the path of its file, which is executed; None takes the one of this repository that has
            the run's name.

    Returns:
        The `FinishedRun`, whose data and network are read when they are asked for.

    Raises:
        ValueError: If `path` is no run, damaged, or the run has not finished.
    """
    run = FinishedRun(RunFolder.finished(path))
    if recipe is not None:
        vars(run).update(recipe=_in_script(recipe_of(run.record, recipe)))
    return run


class FinishedRun:
    """A finished run: its folder at once; its recipe, data and network when they are asked for.

    Args:
        folder: The `RunFolder`.
    """

    def __init__(self, folder):
        self.folder = folder

    @property
    def path(self):
        """The run folder's path."""
        return self.folder.path

    @property
    def record(self):
        """The content of `run.json`."""
        return self.folder.record

    @property
    def results(self):
        """The measured figures, `{"test_accuracy": 0.99, ...}`."""
        return self.record["results"]

    @property
    def history(self):
        """`metrics.csv` as a pandas table, one row per epoch."""
        return self.folder.read_metrics()

    @property
    def task(self):
        """The `Task` that the network was trained for."""
        return recorded_task(self.record)

    @functools.cached_property
    def recipe(self):
        """The `Recipe`."""
        return recipe_of(self.record)

    @functools.cached_property
    def dataset(self):
        """The data, divided as the run had them. Raises ValueError where they changed since."""
        from keras_nets.training.preparation import load_dataset, require_same_data

        dataset = load_dataset(self.recipe, Options(**known_options(self.record["options"], self.path)))
        require_same_data(dataset, self.record["dataset"], f"{self.path} was trained; train it again")
        return dataset

    @functools.cached_property
    def model(self):
        """The trained `keras.Model`."""
        # Loading the recipe's file imports the layers that the network may consist of.
        _ = self.recipe
        return self.folder.load_model()

    def evaluate(self, split="test"):
        """What the network measures on a split, `{name: number}`: its metrics, and the measures of its task.

        On the test split those of its recipe as well.
        """
        from keras_nets.training.measures import metrics_of, recipe_measures_of, task_measures_of
        from keras_nets.training.preparation import compile_by

        self.dataset.split(split)
        values = self.record["hyperparameters"]
        if not self.model.compiled:
            compile_by(self.recipe, self.model, self.dataset, values, steps=1)
        measured = metrics_of(self.model, self.dataset, split, values["batch_size"])
        measured |= task_measures_of(self.task, self.model, self.dataset, split)
        own = recipe_measures_of(self.recipe, self.model, self.dataset) if split == "test" else {}
        return measured | {name.removeprefix("test_"): value for name, value in own.items()}

    def report(self, split="test"):
        """Tables and figures about a split; see `Task.report`."""
        from keras_nets.training.measures import same_draws

        with same_draws(self.model):
            return self.task.report(self.model, self.dataset, split)


def _in_script(recipe):
    """A recipe that the program which runs defines, with the program's file; a notebook has none."""
    script = sys.modules["__main__"]
    is_its_own = recipe.file is None and getattr(script, "RECIPE", None) is recipe
    return recipe.in_file(script.__file__) if is_its_own and hasattr(script, "__file__") else recipe


def _console(verbose):
    from keras_nets.training.console import make_console

    return make_console(quiet=not verbose)


def _finish(run):
    finished = FinishedRun(run.execute())
    # What the process holds anyway need not be read again.
    vars(finished).update(recipe=run.recipe, dataset=run.dataset, model=run.model)
    return finished
