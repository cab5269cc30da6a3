"""What a network measures of a split, the same whenever it is asked."""

import contextlib
import math

from keras_nets._keras import random_states
from keras_nets.training.checkpoint import unchanged_random_states


@contextlib.contextmanager
def same_draws(model):
    """A context in which a network that samples draws the same numbers each time."""
    with unchanged_random_states(model):
        for number, state in enumerate(random_states(model)):
            state.assign([number, 0])
        yield


def metrics_of(model, dataset, split, batch_size):
    """The compiled metrics of a network on a split, `{name: number}`.

    Args:
        model: A compiled `keras.Model`.
        dataset: The `Dataset`.
        split: Name of the split.
        batch_size: Examples of a batch in training.
    """
    with same_draws(model):
        batches = dataset.evaluation_batches(split, batch_size)
        measured = model.evaluate(batches, verbose=0, return_dict=True)
    return {name: float(value) for name, value in measured.items()}


def task_measures_of(task, model, dataset, split):
    """What a task measures of a split in addition, `{name: number}`; what the examples leave undefined is left out."""
    with same_draws(model):
        return _defined(task.measure(model, dataset, split))


def recipe_measures_of(recipe, model, dataset):
    """What a recipe measures itself, `{name: number}`, with the names that it gives; see `task_measures_of`."""
    if recipe.measure is None:
        return {}
    with same_draws(model):
        return _defined(recipe.measure(model, dataset))


def _defined(measures):
    """JSON has no number that is none."""
    return {name: float(value) for name, value in measures.items() if not math.isnan(value)}
