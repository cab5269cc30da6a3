"""Hyperparameter search over recipes, on KerasTuner."""

import importlib

_HOMES = {
    "RecipeHyperModel": "hypermodel",
    "Search": "search",
    "best_of": "export",
    "settings": "export",
    "table": "export",
    "trials_of": "export",
}
__all__ = list(_HOMES)


def __getattr__(name):
    # Imported lazily, because KerasTuner imports TensorFlow.
    if name in _HOMES:
        return getattr(importlib.import_module(f"keras_nets.tuning.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'keras_nets.tuning' has no attribute {name!r}; it has {', '.join(_HOMES)}")
