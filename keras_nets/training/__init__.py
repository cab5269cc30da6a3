"""Recipes and the runner that trains them: run folders, checkpoints, TensorBoard. Acts on any keras.Model."""

from keras_nets._lazy import lazy
from keras_nets.training.options import Options
from keras_nets.training.recipe import Goal, Phase, Recipe, builder, load_recipe, recipe_names
from keras_nets.training.run_folder import RunFolder, run_folders

# The others pull in TensorFlow.
_LATER, __getattr__ = lazy(
    __name__, {"callbacks": "Diverged", "finished": "FinishedRun open_run resume train", "runner": "Interrupted"}
)
__all__ = ["Goal", "Options", "Phase", "Recipe", "RunFolder", "builder", "load_recipe", "recipe_names", "run_folders"]
__all__ += _LATER
