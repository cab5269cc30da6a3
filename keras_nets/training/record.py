"""The content of `run.json`: what a run is, so that it can be understood, compared and resumed."""

import dataclasses
import os

from keras_nets.training import environment
from keras_nets.training.hyperparameters import default_hyperparameters
from keras_nets.training.options import Options, Plan
from keras_nets.training.recipe import Goal


def first_record(recipe, plan, dataset, model):
    """What `run.json` says when a run begins."""
    return {
        "recipe": recipe.name,
        "recipe_file": recipe.file,
        "preset": plan.options.preset,
        "options": dataclasses.asdict(plan.options),
        "hyperparameters": plan.hyperparameters,
        "monitor": plan.monitor,
        "patience": plan.patience,
        "goal": dataclasses.asdict(plan.goal) if plan.goal else None,
        "standard": plan.standard,
        "seed": plan.options.seed,
        "dataset": dataset.describe(),
        "parameters": model.count_params(),
        "versions": environment.versions(),
        "machine": environment.machine(),
        "commit": environment.commit(),
        "status": "running",
        "reason": None,
        "process": os.getpid(),
        "seconds": 0.0,
        "training_seconds": 0.0,
        "peak_memory_bytes": environment.peak_memory_bytes(),
        "results": {},
    }


def plan_of(record, recipe):
    """The `Plan` of a record; hyperparameters that the recipe has gained since have their defaults."""
    hyperparameters = {name: _with_tuples(value) for name, value in record["hyperparameters"].items()}
    return Plan(
        options=Options(**record["options"]).filled(),
        hyperparameters=default_hyperparameters(recipe) | hyperparameters,
        monitor=record["monitor"],
        patience=record["patience"],
        goal=Goal(**record["goal"]) if record["goal"] else None,
        standard=record["standard"],
    )


def _with_tuples(value):
    """A hyperparameter as it was before JSON made a list of a tuple."""
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
