"""Token numbers: which are special, how sequences of them are padded, and how they reach a network as integers."""

import numpy as np

PADDING, START, END, UNKNOWN = range(4)
SPECIAL_TOKENS = ("<padding>", "<start>", "<end>", "<unknown>")


def pad(sequences, length=None):
    """Sequences of token numbers side by side, zeros at their ends.

    Args:
        sequences: arrays of token numbers.
        length: of every row; longer sequences are cut off there. None is the longest's.

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


def lengths(padded):
    """How many tokens each row has before the padding at its end."""
    tokens = np.asarray(padded) != PADDING
    steps = tokens.shape[1]
    return np.where(tokens.any(axis=1), steps - tokens[:, ::-1].argmax(axis=1), 0)


def fitting(padded, buckets):
    """For each row the least of `buckets`, increasing lengths of which the last is that of the rows, that holds it."""
    return np.asarray(buckets, np.int64)[np.searchsorted(buckets, lengths(padded))]


def as_tokens(raw):
    """A batch of token numbers, or a dictionary of such, as int32: what `Dataset.transform` is for tokens."""
    import tensorflow as tf

    return tf.nest.map_structure(lambda numbers: tf.cast(numbers, tf.int32), raw)
