"""Recipes and the runner that trains them: run folders, checkpoints, TensorBoard. Acts on any keras.Model."""

from keras_nets.training.dense_prediction import predict_mirrored, predict_tiles, predict_whole
from keras_nets.training.recipe import Recipe, load_recipe, recipe_names
from keras_nets.training.run_folder import RunFolder
from keras_nets.training.stage import Stage
from keras_nets.training.target import Target

__all__ = [
    "Recipe",
    "RunFolder",
    "Stage",
    "Target",
    "load_recipe",
    "predict_mirrored",
    "predict_tiles",
    "predict_whole",
    "recipe_names",
]
