"""The content of `run.json`: what a run is, so that it can be understood, compared and resumed."""

import dataclasses
import inspect
import os

from keras_nets.tasks import task_of
from keras_nets.training import environment
from keras_nets.training.hyperparameters import default_hyperparameters
from keras_nets.training.options import Options, Plan
from keras_nets.training.recipe import Goal
from keras_nets.training.record_check import known_options
from keras_nets.training.settings import is_like


def first_record(recipe, plan, dataset, model):
    """What `run.json` says when a run begins."""
    # Whoever only reads records waits for no TensorFlow.
    from keras_nets.acceleration.side_by_side import parts_of_a_batch

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
        "parts": parts_of_a_batch(),
        "dataset": dataset.describe(),
        "example": task_of(dataset.task).example(dataset),
        "parameters": model.count_params(),
        "graph": bool(getattr(model, "inputs", None)),
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
    """The `Plan` of a record; hyperparameters that the recipe has gained since have their defaults.

    Raises:
        ValueError: If the recipe cannot take those that the run had.
    """
    defaults = default_hyperparameters(recipe)
    hyperparameters = {name: _with_tuples(value) for name, value in record["hyperparameters"].items()}
    for name, value in hyperparameters.items():
        if value is not None and not is_like(value, defaults.get(name)):
            raise ValueError(
                f"the run has {name}={value!r}, the recipe's default is {defaults[name]!r}; start a new run"
            )
    plan = Plan(
        options=Options(**known_options(record["options"], record["recipe"])).filled(),
        hyperparameters=defaults | hyperparameters,
        monitor=record["monitor"],
        patience=record["patience"],
        goal=_goal(record["goal"]) if record["goal"] else None,
        standard=record["standard"],
    )
    try:
        inspect.signature(recipe.build).bind(None, **plan.build_arguments(recipe))
    except TypeError as error:
        raise ValueError(
            f"{recipe.name} does not build what the run had: {error}; resume with the code that started the run"
        ) from None
    return plan


def main_metric(record):
    """The result that a run is judged by: its goal's, else accuracy, else the first of the test part that is no loss.

    Args:
        record: The content of `run.json`.

    Returns:
        A name; None if nothing was measured and there is no goal.
    """
    if record.get("goal"):
        return record["goal"]["metric"]
    names = [name for name in record.get("results") or {} if name.startswith("test_")]
    return min(names, key=lambda name: (name != "test_accuracy", name == "test_loss"), default=None)


def _goal(values):
    return Goal(**{field.name: values.get(field.name) for field in dataclasses.fields(Goal)})


def _with_tuples(value):
    """A hyperparameter as it was before JSON made a list of a tuple."""
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
