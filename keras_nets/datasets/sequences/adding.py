"""The adding problem: two numbers to remember over a long sequence. Generated from a seed."""

from keras_nets.datasets.request import positive
from keras_nets.datasets.source import Source, checksum_of_arrays, divided

import numpy as np

LENGTH = 200
EXAMPLES = 50_000
# Variance of the sum of two uniform numbers: the mean squared error of always predicting its mean, 1.
CONSTANT_ERROR = 1 / 6


def load(request, *, length=LENGTH, examples=EXAMPLES):
    """The adding problem as a `Dataset`; see `read`."""
    return divided(read(request.name, request.split_seed, length, examples), request)


def read(name, seed=0, length=LENGTH, examples=EXAMPLES):
    """Sequences of two features, a uniform number in [0, 1) and a mark; the target is the sum of the two marked.

    One mark stands in each half of a sequence, at a random step. Always predicting the mean, 1, has a mean squared
    error of 1/6 = 0.1667, and remembering only one number half of that.

    Reference:
        Hochreiter, Schmidhuber, 1997, Long short-term memory, experiment 4,
        https://doi.org/10.1162/neco.1997.9.8.1735

    Differs: in the paper numbers are from [-1, 1], lengths vary by a tenth, the first mark is among the first ten
    steps, marks of -1 stand at both ends and the target is scaled; later comparisons use this form.

    Args:
        name: `"adding"`.
        seed: Seed of the examples.
        length: Number of steps in a sequence.
        examples: Number of sequences.

    Raises:
        ValueError: If `length` or `examples` is not a large enough integer.
    """
    length, examples = positive("length", length, least=2), positive("examples", examples)
    random = np.random.default_rng(seed)
    x = np.zeros((examples, length, 2), np.float32)
    x[..., 0] = random.random((examples, length), np.float32)
    rows = np.arange(examples)
    x[rows, random.integers(0, length // 2, examples), 1] = 1
    x[rows, random.integers(length // 2, length, examples), 1] = 1
    y = (x[..., 0] * x[..., 1]).sum(axis=1)
    options = {"length": length, "examples": examples}
    return Source(name, x, y, (), checksum_of_arrays(x, y), feature_names=("number", "mark"), options=options)
