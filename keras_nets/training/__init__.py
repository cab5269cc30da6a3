"""Recipes and the runner that trains them: run folders, checkpoints, TensorBoard. Acts on any keras.Model."""

import importlib

from keras_nets.training.options import Options
from keras_nets.training.recipe import Goal, Phase, Recipe, builder, load_recipe, recipe_names
from keras_nets.training.run_folder import RunFolder, run_folders

# Imported when first used, because they pull in TensorFlow.
_HOMES = {
    "Diverged": "callbacks",
    "FinishedRun": "finished",
    "Interrupted": "runner",
    "open_run": "finished",
    "resume": "finished",
    "train": "finished",
}
__all__ = [
    "Diverged",
    "FinishedRun",
    "Goal",
    "Interrupted",
    "Options",
    "Phase",
    "Recipe",
    "RunFolder",
    "builder",
    "load_recipe",
    "open_run",
    "recipe_names",
    "resume",
    "run_folders",
    "train",
]


def __getattr__(name):
    if name in _HOMES:
        return getattr(importlib.import_module(f"keras_nets.training.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'keras_nets.training' has no attribute {name!r}; it has {', '.join(__all__)}")
