"""Whether a recipe learns what data ask for, and which recipes do."""

from keras_nets._wording import listed, one_line
from keras_nets.catalog import ARCHITECTURES, recipes_for

_MOST_NAMED = 3


def check_suitability(recipe, dataset, load):
    """Refuse data whose task the recipe's network does not learn, before it is built.

    Such a network may well train: a classifier with a single output squeezes prices between 0 and 1. Recipes whose
    networks are not in the catalog take what they take.

    Args:
        recipe: The `Recipe`.
        dataset: The `Dataset` as the recipe loads it.
        load: Function without arguments that loads the data as they are.

    Raises:
        ValueError: If the catalog says that the network does not learn this task, or reads other inputs.
    """
    row = _row(recipe)
    if row is None or (str(dataset.task) in row.tasks and dataset.kind in row.reads):
        return
    raise ValueError(
        f"{recipe.name} learns {' or '.join(row.tasks)} from {' or '.join(row.reads)}, and {dataset.name} asks for "
        f"{dataset.task} from {dataset.kind}{_for(dataset) or _for(load())}"
    )


def with_alternatives(error, recipe, load):
    """The message of an error that data caused, with the recipes that fit those data where this one does not.

    Args:
        error: The `ValueError`.
        recipe: The `Recipe` that refused them.
        load: Function without arguments that loads the data as they are.
    """
    row = _row(recipe)
    try:
        dataset = load()
    except ValueError:
        return one_line(error)
    if row is None or (str(dataset.task) in row.tasks and dataset.kind in row.reads):
        return one_line(error)
    return one_line(error) + _for(dataset)


def _row(recipe):
    return next((row for row in ARCHITECTURES if recipe.name == f"{row.family}.{row.name}"), None)


def _for(dataset):
    """`"; for regression from vectors there is feedforward.mlp"`."""
    recipes = recipes_for(str(dataset.task), dataset.kind)
    return f"; for {dataset.task} from {dataset.kind} there is {listed(recipes, _MOST_NAMED)}" if recipes else ""
