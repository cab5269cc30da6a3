"""A recipe: how one network is trained on one kind of data, and what it should reach."""

import dataclasses
import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from keras_nets.datasets.wording import did_you_mean
from keras_nets.training.target import Target


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Everything the runner and the tuner need to know about one network.

    Args:
        name: `"<family>.<architecture>"`, the path of the recipe's file below `recipes/`.
        load: `load(data=<default>, **options)` returns a `keras_nets.datasets.Dataset`; the options are those of
            `keras_nets.datasets.load`.
        build: `build(dataset, **hyperparameters)` returns an uncompiled `keras.Model`.
        compile_model: `compile_model(model, learning_rate, steps, **hyperparameters)` compiles it; `steps` is the
            number of training steps of the whole run, for schedules.
        search_space: `search_space(hp)` returns keyword arguments of `build`, `compile_model` and `stages`, drawn from
            KerasTuner's `hp`.
        epochs, batch_size: of a full run.
        learning_rate: what `compile_model` gets and what a search varies; None for a model that has none.
        augmentation: `augmentation(strength)` returns a Keras layer of random distortions for training inputs, or None.
        augmentation_strength: what it gets; 0 switches it off.
        monitor: Keras's name of the metric that picks the best weights (`"val_loss"`); None keeps the last ones.
        patience: epochs without improvement after which training stops; None trains all epochs.
        target: what a full run on the default data must reach.
        presets: named sets of options, such as `{"mnist": {"data": "mnist", "epochs": 20, "target": Target(...)}}`,
            for `--preset mnist`.
        starts: named networks whose weights a run may begin with, `{"imagenet": start}` for `--start imagenet`:
            `start(dataset)` returns a `keras.Model`, whose layers of the same name have the same shapes.
        stages: `stages(dataset, model, **hyperparameters)` returns the `Stage`s that come before the training of the
            whole network, such as one a layer; its keyword arguments are hyperparameters like those of `build`, and
            those of the run, such as `batch_size`, stand there without a default. A run that starts from another
            network's weights leaves the stages out.
        measure: `measure(model, dataset)` returns further results, `{name: number}`.
        pictures: `pictures(model, dataset, split)` returns `{name: matplotlib figure}` of the split's examples, for
            the run folder and TensorBoard.
    """

    name: str
    load: Callable
    build: Callable
    compile_model: Callable
    search_space: Callable
    epochs: int
    batch_size: int = 32
    learning_rate: float | None = 1e-3
    augmentation: Callable | None = None
    augmentation_strength: float = 1.0
    monitor: str | None = "val_loss"
    patience: int | None = None
    target: Target | None = None
    presets: Mapping[str, Mapping] = dataclasses.field(default_factory=dict)
    starts: Mapping[str, Callable] = dataclasses.field(default_factory=dict)
    stages: Callable | None = None
    measure: Callable | None = None
    pictures: Callable | None = None

    def main(self):
        """Run the command line: train, or resume a run. Never returns."""
        from keras_nets.training.command import run_command

        run_command(self)


def load_recipe(name, folder="recipes"):
    """The `RECIPE` of `folder/<family>/<architecture>.py`, named `family.architecture` or by its path.

    Raises:
        ValueError: there is no such recipe, or the file defines none.
    """
    path = Path(name) if name.endswith(".py") else Path(folder, *name.split(".")).with_suffix(".py")
    if not path.is_file():
        known = recipe_names(folder)
        raise ValueError(
            f"there is no recipe {name!r}{did_you_mean(name, known)}; there are {', '.join(known) or 'none'}"
        )
    module_name = f"recipes.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    if not isinstance(getattr(module, "RECIPE", None), Recipe):
        raise ValueError(f"{path} defines no RECIPE; a recipe ends in RECIPE = Recipe(...)")
    return module.RECIPE


def recipe_names(folder="recipes"):
    """All recipes below `folder`, as `family.architecture`."""
    return sorted(f"{path.parent.name}.{path.stem}" for path in Path(folder).glob("*/*.py"))
