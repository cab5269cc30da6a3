"""How TensorFlow computes training steps: how many between two visits to Python, and on which processors."""

from keras_nets._cost import multiply_adds
from keras_nets.acceleration.side_by_side import one_processor_an_operation
from keras_nets.training.options import Plan
from keras_nets.training.run_folder import RunFolder

# Below this many steps Python's cost a step, about five milliseconds, is no longer what a user waits for.
MOST_STEPS = 32
# Longer executions would delay the progress bar and an interruption.
LONGEST_EXECUTION_SECONDS = 0.25
# Two processor cores reach some 40 billion operations a second on convolutions of moderate size.
OPERATIONS_PER_SECOND = 40e9


def steps_per_execution(model, batch_size, sizes=()):
    """A number of steps that takes at most about a quarter of a second, between 1 and 32.

    Args:
        model: The network.
        batch_size: Examples per step.
        sizes: Of an example, for the dimensions that the network leaves open.
    """
    # A training step costs about three forward passes, each multiply-add two operations.
    seconds = 6 * multiply_adds(model, sizes) * batch_size / OPERATIONS_PER_SECOND
    return max(1, min(MOST_STEPS, int(LONGEST_EXECUTION_SECONDS / max(seconds, 1e-9))))


def arrange_processors(recipe, options):
    """Has TensorFlow compute the small operations of a run or search on one processor each.

    It must be said before TensorFlow computes anything.

    Args:
        recipe: The `Recipe`, whose `side_by_side` says for which batches.
        options: `Options` of the run or search.

    Raises:
        ValueError: If an option is not what the recipe takes.
    """
    if Plan.make(recipe, options).hyperparameters["batch_size"] <= recipe.side_by_side:
        one_processor_an_operation()


def arrange_processors_again(path):
    """The same for the run or search in the folder `path`, which goes on as it began.

    Raises:
        ValueError: If it is no such folder.
    """
    if RunFolder.open(path).record.get("parts", 1) > 1:
        one_processor_an_operation()
