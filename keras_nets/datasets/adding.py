"""The adding problem: two numbers to be remembered over a long sequence. Made from a seed."""

from keras_nets.datasets.source import Source, checksum_of_arrays
from keras_nets.datasets.windows import positive

import numpy as np

NAMES = ("adding",)
LENGTH = 200
EXAMPLES = 50_000
# Variance of the sum of two uniform numbers: the mean squared error of answering its mean, 1, whatever the sequence.
CONSTANT_ERROR = 1 / 6


def read(name, seed=0, length=LENGTH, examples=EXAMPLES):
    """Sequences of two features, a uniform number in [0, 1) and a mark; the target is the sum of the two marked.

    One mark stands in each half of a sequence, at a random step, so that whoever always answers the mean, 1, has a mean
    squared error of 1/6 = 0.1667, and whoever remembers one number only, half of that.

    Reference:
        Hochreiter, Schmidhuber, 1997, Long short-term memory, experiment 4,
        https://doi.org/10.1162/neco.1997.9.8.1735

    Differs: there numbers are of [-1, 1], lengths vary by a tenth, the first mark is among the first ten steps, marks
    of -1 stand at both ends and the target is scaled; this is the form that later comparisons use.

    Args:
        name: `"adding"`.
        seed: the examples are a function of it.
        length: steps of a sequence.
        examples: how many sequences.

    Raises:
        ValueError: `length` or `examples` is no such number.
    """
    length, examples = positive("length", length, least=2), positive("examples", examples)
    random = np.random.default_rng(seed)
    x = np.zeros((examples, length, 2), np.float32)
    x[..., 0] = random.random((examples, length), np.float32)
    rows = np.arange(examples)
    x[rows, random.integers(0, length // 2, examples), 1] = 1
    x[rows, random.integers(length // 2, length, examples), 1] = 1
    y = (x[..., 0] * x[..., 1]).sum(axis=1)
    details = {"length": length, "examples": examples, "feature_names": ["number", "mark"]}
    return Source(name, "vectors", x, y, (), checksum_of_arrays(x, y), details=details)
