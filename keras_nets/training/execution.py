"""How many training steps TensorFlow takes between two visits to Python."""

from keras_nets._cost import multiply_adds

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
