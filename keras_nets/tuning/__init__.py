"""Hyperparameter search over recipes, on KerasTuner."""
