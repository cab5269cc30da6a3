"""One part of a data set: examples side by side, from which batches are picked."""

import dataclasses

from keras_nets._wording import counted

import numpy as np

SPLITS = ("train", "validation", "test")


@dataclasses.dataclass(frozen=True)
class Split:
    """Examples side by side: `x[i]`, an array or the path of an image file, and its target `y[i]`, if any.

    Args:
        x: The examples: an array, `Windows` of a series, `Patches` of images, or anything else with a length, an index
            and a `picker`; for a network with several inputs, a dictionary of these, equally long
            (`{"source": ..., "target": ...}`).
        y: Their targets. A segmentation has a label for every pixel; where `x` are patches, `y` are patches at the same
            places.
        times: Time of each target, where examples are windows of a series.

    Raises:
        ValueError: If the arrays of `x` differ in length.
    """

    x: np.ndarray | dict[str, np.ndarray]
    y: np.ndarray | None = None
    times: np.ndarray | None = None

    def __post_init__(self):
        if isinstance(self.x, dict):
            lengths = {name: len(array) for name, array in self.x.items()}
            if len(set(lengths.values())) != 1:
                sizes = ", ".join(f"{name} {counted(length, 'example')}" for name, length in lengths.items())
                raise ValueError(f"inputs of one split must be equally long; there are {sizes or 'none'}")

    def __len__(self):
        return len(next(iter(self.x.values())) if isinstance(self.x, dict) else self.x)

    def take(self, indices):
        """The examples at `indices`, in that order."""
        y, times = (None if array is None else array[indices] for array in (self.y, self.times))
        return Split(each(lambda array: array[indices], self.x), y, times)

    def picker(self):
        """A function from indices to the raw inputs, and the targets if there are any, as a tuple; for a pipeline."""
        pickers = [each(_picker, self.x)] + ([] if self.y is None else [_picker(self.y)])
        return lambda indices: tuple(each(lambda pick: pick(indices), picker) for picker in pickers)


def each(function, value):
    """`function` of an array or a shape, or of each in a dictionary of them."""
    if isinstance(value, dict):
        return {name: function(item) for name, item in value.items()}
    return function(value)


def part_names(count):
    """The names of two parts or of three."""
    return SPLITS if count == 3 else (SPLITS[0], SPLITS[2])


def _picker(examples):
    """A function that gathers examples by their indices. Views, such as windows, bring their own."""
    if hasattr(examples, "picker"):
        return examples.picker()
    import tensorflow as tf

    array = tf.constant(examples)
    return lambda indices: tf.gather(array, indices)
