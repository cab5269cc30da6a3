"""Hyperparameter search over recipes, on KerasTuner."""

from keras_nets._lazy import lazy

# KerasTuner imports TensorFlow.
__all__, __getattr__ = lazy(
    __name__,
    {"export": "best_of settings table trials_of", "hypermodel": "RecipeHyperModel", "search": "Search"},
)
