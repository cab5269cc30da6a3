"""How many training steps TensorFlow takes between two visits to Python."""

import math

# Below this many steps Python's cost a step, about five milliseconds, is no longer what a user waits for.
MOST_STEPS = 32
# Longer executions would delay the progress bar and an interruption.
LONGEST_EXECUTION_SECONDS = 0.25
# Two processor cores reach some 40 billion operations a second on convolutions of moderate size.
OPERATIONS_PER_SECOND = 40e9


def steps_per_execution(model, batch_size):
    """A number of steps that takes at most about a quarter of a second, between 1 and 32."""
    # A training step costs about three forward passes, each multiply-add two operations.
    seconds = 6 * multiply_adds(model) * batch_size / OPERATIONS_PER_SECOND
    return max(1, min(MOST_STEPS, int(LONGEST_EXECUTION_SECONDS / max(seconds, 1e-9))))


def multiply_adds(model):
    """Estimated multiply-adds of one example's forward pass: every kernel entry once for each place it is applied."""
    total = 0
    for layer in model._flatten_layers():
        own = [
            weight for weight in layer._trainable_variables + layer._non_trainable_variables if len(weight.shape) > 1
        ]
        total += sum(math.prod(weight.shape) for weight in own) * _places(layer)
    return total


def _places(layer):
    """Number of positions that share the layer's kernels; 1 for a dense layer on vectors, and where nobody knows."""
    if not getattr(layer, "_inbound_nodes", None):
        return 1
    output = layer._inbound_nodes[0].output_tensors[0]
    return math.prod(size for size in output.shape[1:-1] if size)
