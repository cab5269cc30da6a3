"""A recipe: how one network is trained on one kind of data, in which phases, and the goal that it should reach."""

import dataclasses
import filecmp
import importlib.util
import inspect
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from keras_nets._places import RECIPES
from keras_nets._wording import did_you_mean


@dataclasses.dataclass(frozen=True)
class Goal:
    """The figure that a full run must reach, for example `Goal("test_accuracy", at_least=0.985)`."""

    metric: str
    at_least: float | None = None
    at_most: float | None = None

    def reached(self, results):
        """Whether `results`, as `run.json` holds them, reach the goal."""
        value = results.get(self.metric)
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self):
        bounds = [("at least", self.at_least), ("at most", self.at_most)]
        return f"{self.metric} " + " and ".join(f"{word} {value:g}" for word, value in bounds if value is not None)


@dataclasses.dataclass(frozen=True)
class Phase:
    """One phase of a recipe's `phases(dataset, model, ...)`; what it needs is made when its turn comes.

    Args:
        name: Of its folder and its curves, such as `"layer1"`.
        build: `build()` returns the compiled `keras.Model` that this phase trains. Layers that it shares with the whole
            network need no copying.
        dataset: `dataset()` returns the `Dataset` that it learns from, such as the data as the layers below show them.
        epochs: Passes over that data.
        batch_size: Examples per step.
        finish: `finish(trained)` carries into the whole network what is not shared.
        pictures: `pictures(trained, dataset, split)` returns `{name: matplotlib figure}` for TensorBoard.
    """

    name: str
    build: Callable
    dataset: Callable
    epochs: int
    batch_size: int = 100
    finish: Callable | None = None
    pictures: Callable | None = None


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Everything the runner and the tuner need to know about one network.

    Args:
        load: `load(data=<default>, **options)` returns a `keras_nets.datasets.Dataset`; the options are those of
            `keras_nets.datasets.load`.
        build: `build(dataset, **hyperparameters)` returns an uncompiled `keras.Model`.
        search_space: `search_space(hp)` returns keyword arguments of `build`, `optimizer` or `compile_model`,
            `augmentation` and `phases`, drawn from KerasTuner's `hp`.
        epochs, batch_size: Of a full run.
        optimizer: `optimizer(learning_rate, steps, **hyperparameters)` returns a Keras optimizer, such as a partial of
            `keras_nets.optimizers.adam`; `steps` is the number of training steps of the whole run, for schedules. The
            loss and the metrics are then those that are usual for the task of the data.
        compile_model: `compile_model(model, learning_rate, steps, **hyperparameters)` compiles the model by itself, in
            place of `optimizer`.
        learning_rate: What `optimizer` or `compile_model` gets and what a search varies; None for a model without one.
        augmentation: `augmentation(strength, **hyperparameters)` returns a Keras layer of random distortions for
            training inputs, or None, such as `keras_nets.augmentations.distortions(...)`; None distorts nothing.
        augmentation_strength: What it gets; 0 switches it off.
        monitor: Keras's name of the metric that picks the best weights, such as `"val_loss"`; None keeps the last ones.
        directions: `"max"` or `"min"` for measures of the model's own that cannot say themselves whether larger is
            better, `{"pseudo_log_likelihood": "max"}`.
        patience: Epochs without improvement after which training stops; None trains all epochs.
        goal: What a full run on the default data must reach.
        presets: Named sets of options, such as `{"mnist": {"data": "mnist", "epochs": 20, "goal": Goal(...)}}`, for
            `--preset mnist`.
        starts: Named networks whose weights a run may begin with, `{"imagenet": start}` for `--start imagenet`:
            `start(dataset)` returns a `keras.Model`, whose layers of the same name have the same shapes.
        phases: `phases(dataset, model, **hyperparameters)` returns the `Phase`s that come before the training of the
            whole network, such as one per layer; its keyword arguments are hyperparameters like those of `build`, and
            those of the run, such as `batch_size`, stand there without a default. A run that starts from another
            network's weights leaves the phases out.
        smoke: The greatest values of hyperparameters in a smoke run, beside its two epochs.
        measure: `measure(model, dataset)` returns further results, `{name: number}`.
        pictures: `pictures(model, dataset, split)` returns `{name: matplotlib figure}` of the split's examples, for
            the run folder and TensorBoard.
        side_by_side: The largest batch whose operations are too small for several processors to share. Up to it the
            command line computes each on one processor, several at a time, and trains parts of the batch side by side
            where examples do not depend on each other; 0 shares all operations.
        name: `"<family>.<architecture>"`; None takes the path of the recipe's file.
        file: The file that the recipe stands in, set by whoever reads it from there.
    """

    load: Callable
    build: Callable
    search_space: Callable
    epochs: int
    optimizer: Callable | None = None
    compile_model: Callable | None = None
    batch_size: int = 32
    learning_rate: float | None = 1e-3
    augmentation: Callable | None = None
    augmentation_strength: float = 1.0
    monitor: str | None = None
    directions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    patience: int | None = None
    goal: Goal | None = None
    presets: Mapping[str, Mapping] = dataclasses.field(default_factory=dict)
    starts: Mapping[str, Callable] = dataclasses.field(default_factory=dict)
    phases: Callable | None = None
    smoke: Mapping[str, int] = dataclasses.field(default_factory=dict)
    measure: Callable | None = None
    pictures: Callable | None = None
    side_by_side: int = 0
    name: str | None = None
    file: str | None = None

    def in_file(self, path):
        """The same recipe with the file that it stands in, after which it is named unless it has a name."""
        path = Path(path)
        return dataclasses.replace(self, file=str(path), name=self.name or f"{path.parent.name}.{path.stem}")

    def distortion(self, hyperparameters):
        """The layer of random distortions for these hyperparameters; None where nothing is distorted."""
        strength = hyperparameters.get("augmentation_strength", 0)
        if not strength:
            return None
        known = inspect.signature(self.augmentation).parameters
        return self.augmentation(strength, **{name: hyperparameters[name] for name in known if name in hyperparameters})


def builder(factory, **arguments):
    """A recipe's `build` for a factory whose arguments are hyperparameters as they stand.

    Args:
        factory: Takes `(input_shape, classes)` and the arguments.
        arguments: Values of arguments of the factory, each a hyperparameter with that default.

    Returns:
        `build(dataset, **hyperparameters)`.

    Example:

    >>> build = builder(lambda shape, classes, width: (shape, classes, width), width=0.5)
    >>> inspect.signature(build)
    <Signature (dataset, *, width=0.5)>
    """

    def build(dataset, **hyperparameters):
        return factory(dataset.input_shape, dataset.classes, **{**arguments, **hyperparameters})

    kinds = inspect.Parameter
    parameters = [kinds("dataset", kinds.POSITIONAL_OR_KEYWORD)]
    parameters += [kinds(name, kinds.KEYWORD_ONLY, default=value) for name, value in arguments.items()]
    build.__signature__ = inspect.Signature(parameters)
    return build


def load_recipe(name, folder=RECIPES):
    """A recipe by its name, `"<family>.<architecture>"`, or by the path of its file.

    Args:
        name: The name or a path that ends in `.py`.
        folder: Where the families' folders are.

    Raises:
        ValueError: If there is no such recipe, or the file defines none.
    """
    name = os.fspath(name)
    path, known = Path(name), recipe_names(folder)
    if name in known:
        path = Path(folder, *name.split(".")).with_suffix(".py")
    elif not (name.endswith(".py") and path.is_file()):
        raise ValueError(
            f"there is no recipe {name!r}{did_you_mean(name, known)}; there are {', '.join(known) or 'none'}"
        )
    # Named like a package's module, so that two recipes of one file name do not meet.
    module_name = f"recipe_files.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    if not isinstance(getattr(module, "RECIPE", None), Recipe):
        raise ValueError(f"{path} defines no RECIPE; a recipe ends in RECIPE = Recipe(...)")
    return module.RECIPE.in_file(path)


def recipe_of(record, recipe=None):
    """The recipe of a run or search: what the user names, else the one of the recorded name in this repository.

    The file that a record names may be anybody's, so it is shown and never executed.

    Args:
        record: The content of `run.json`.
        recipe: A `Recipe`, its name or the path of its file; None takes the recorded name.

    Raises:
        Unnamed: If this repository has no such recipe, or another one of that name.
    """
    if recipe is not None:
        return recipe if isinstance(recipe, Recipe) else load_recipe(recipe)
    name, file = record["recipe"], record.get("recipe_file")
    if file_to_name(record) is None and name in recipe_names():
        return load_recipe(name)
    raise Unnamed(name, file)


def file_to_name(record):
    """The file that a user must name because it holds another recipe than this repository; None if there is none."""
    name, file = record["recipe"], record.get("recipe_file")
    if not file or not os.path.isfile(file):
        return None
    if name not in recipe_names():
        return file
    # The same file in another copy of the repository is the same recipe.
    own = Path(RECIPES, *name.split(".")).with_suffix(".py")
    return None if filecmp.cmp(file, own, shallow=False) else file


class Unnamed(ValueError):
    """A run's recipe is none of this repository's, and nobody named its file.

    Args:
        name: Of the recipe.
        file: That the run names; None where it names none.
    """

    def __init__(self, name, file):
        if file:
            message = (
                f"the run's recipe {name!r} is none of this repository's, and the file {file} that the run names is "
                f"executed only if you name it too: --recipe {shlex.quote(file)}, or in Python open_run(path, {file!r})"
            )
        else:
            message = (
                f"the run's recipe {name!r} is none of this repository's and stands in no file; "
                "pass it, as training.open_run(path, recipe) or training.resume(path, recipe)"
            )
        super().__init__(message)
        self.recipe_file = file


def recipe_names(folder=RECIPES):
    """All recipes below `folder`, as `family.architecture`."""
    return sorted(f"{path.parent.name}.{path.stem}" for path in Path(folder).glob("*/*.py"))
