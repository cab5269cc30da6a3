"""Token numbers: the special ones, padding of sequences, and their conversion to network inputs."""

import numpy as np

PADDING, START, END, UNKNOWN = range(4)
SPECIAL_TOKENS = ("<padding>", "<start>", "<end>", "<unknown>")


def pad(sequences, length=None):
    """Sequences of token numbers side by side, padded with zeros at their ends.

    Args:
        sequences: Arrays of token numbers.
        length: Length of every row, to which longer sequences are cut; None is that of the longest.

    Returns:
        An int32 array `(sequences, length)`.

    Example:

    >>> pad([[5, 6, 7], [8]]).tolist()
    [[5, 6, 7], [8, 0, 0]]
    """
    if length is None:
        length = max((len(sequence) for sequence in sequences), default=0)
    padded = np.full((len(sequences), length), PADDING, np.int32)
    for row, sequence in zip(padded, sequences, strict=True):
        kept = sequence[:length]
        row[: len(kept)] = kept
    return padded


def as_tokens(raw):
    """A batch of token numbers, or a dictionary of batches, as int32: the `Dataset.transform` of tokens."""
    import tensorflow as tf

    return tf.nest.map_structure(lambda numbers: tf.cast(numbers, tf.int32), raw)
