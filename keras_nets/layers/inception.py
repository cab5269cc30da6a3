"""Modules of parallel branches as tables, for the Inception networks.

A branch is a chain of steps: `Conv(64, 1)`, `MaxPool(2)`, `AveragePool()`, or, where it splits, a tuple of branches of
its own. A module is a tuple of branches.
"""

from collections import Counter
from dataclasses import dataclass, replace

import keras

# Batch normalization's epsilon in the networks from Inception v3 on.
INCEPTION_EPSILON = 1e-3


@dataclass(frozen=True)
class Conv:
    """A convolution of a branch: `filters` channels, kernels of `kernel_size`."""

    filters: int
    kernel_size: int | tuple[int, int]
    strides: int = 1
    padding: str = "same"


@dataclass(frozen=True)
class MaxPool:
    """Max pooling of a branch, in windows of 3x3."""

    strides: int = 1
    padding: str = "same"


@dataclass(frozen=True)
class AveragePool:
    """Average pooling of a branch, in windows of 3x3."""

    strides: int = 1
    padding: str = "same"


POOLING = {MaxPool: keras.layers.MaxPooling2D, AveragePool: keras.layers.AveragePooling2D}


def parallel(x, branches, *, convolve, name):
    """Run branches side by side on `x` and join their channels in layer `<name>_out`.

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        branches: Chains of steps, one a branch; an empty chain passes `x` through.
        convolve: `convolve(x, filters, kernel_size, strides, padding=..., name=...)`, which applies a convolution
            with what follows it.
        name: Beginning of the layers' names, `<name>_branch<i>_conv<j>`.

    Example:

    >>> import keras
    >>> from keras_nets.layers import convolution
    >>> inputs = keras.Input((28, 28, 192))
    >>> parallel(inputs, [[Conv(64, 1)], [MaxPool(), Conv(32, 1)]], convolve=convolution, name="block1").shape
    (None, 28, 28, 96)
    """
    outputs = [
        chain(x, branch, convolve=convolve, name=f"{name}_branch{number}") for number, branch in enumerate(branches, 1)
    ]
    return keras.layers.Concatenate(name=f"{name}_out")(outputs)


def chain(x, steps, *, convolve, name):
    """Apply steps one after another; their layers are `<name>_conv1`, `<name>_conv2`, ... and `<name>_pool1`, ...

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        steps: `Conv`, `MaxPool` and `AveragePool`, and tuples of branches, where the chain splits.
        convolve: As in `parallel`.
        name: Beginning of the layers' names.

    Example:

    >>> import keras
    >>> from keras_nets.layers import convolution
    >>> steps = (Conv(32, 3, 2, "valid"), Conv(64, 3), MaxPool(2, "valid"))
    >>> chain(keras.Input((299, 299, 3)), steps, convolve=convolution, name="stem").shape
    (None, 74, 74, 64)
    """
    counts = Counter()
    for step in steps:
        kind = {Conv: "conv", tuple: "split"}.get(type(step), "pool")
        counts[kind] += 1
        step_name = f"{name}_{kind}{counts[kind]}"
        if kind == "conv":
            x = convolve(x, step.filters, step.kernel_size, step.strides, padding=step.padding, name=step_name)
        elif kind == "pool":
            x = POOLING[type(step)](3, step.strides, step.padding, name=step_name)(x)
        else:
            x = parallel(x, step, convolve=convolve, name=step_name)
    return x


def unstrided(steps):
    """A stem's steps for small images: every convolution moves by 1, and there is no pooling.

    >>> unstrided((Conv(32, 3, 2, "valid"), MaxPool(2), Conv(64, 1)))
    (Conv(filters=32, kernel_size=3, strides=1, padding='valid'), Conv(filters=64, kernel_size=1, strides=1, \
padding='same'))
    """
    return tuple(replace(step, strides=1) for step in steps if isinstance(step, Conv))


def stretched(table, count):
    """`count` rows of a table at even distances from its last row, repeated or left out as needed.

    >>> stretched("abcde", 5), stretched("abcde", 2), stretched("ab", 3), stretched("abc", 1)
    (('a', 'b', 'c', 'd', 'e'), ('c', 'e'), ('a', 'b', 'b'), ('c',))
    """
    return tuple(table[len(table) - 1 - i * len(table) // count] for i in reversed(range(count)))


def check_modules(modules, stages, network):
    """Refuse a `modules` argument that is not a number of at least 1 for each of `stages` stages.

    >>> check_modules((3, 0, 2), 3, "inception_v3")
    Traceback (most recent call last):
    ValueError: inception_v3 needs modules=(...) with at least 1 module in each of its 3 stages, got (3, 0, 2)
    """
    modules = tuple(modules)
    if len(modules) != stages or min(modules) < 1:
        raise ValueError(
            f"{network} needs modules=(...) with at least 1 module in each of its {stages} stages, got {modules}"
        )
