"""Pieces of Python's help as token numbers of their words, each with the topic that it is from."""

import re

from keras_nets.datasets.source import Source, checksum_of_texts

import numpy as np

NAMES = ("topics",)
TOPICS, WORDS = 6, 24


def read(name, seed=0):
    """Pieces of 24 words and marks from the six longest help topics that come with Python, in lower case.

    The text differs between versions of Python; the checksum tells which it is.

    Args:
        name: `"topics"`.
        seed: makes no difference; nothing is drawn.
    """
    from pydoc_data.topics import topics

    longest = sorted(sorted(topics, key=lambda topic: -len(topics[topic]))[:TOPICS])
    pieces, labels = [], []
    for label, topic in enumerate(longest):
        words = re.findall(r"\w+|[^\w\s]", topics[topic].lower())
        found = [" ".join(words[first : first + WORDS]) for first in range(0, len(words) - WORDS + 1, WORDS)]
        pieces += found
        labels += [label] * len(found)
    return Source(
        name, "sentences", np.array(pieces), np.array(labels, np.int32), tuple(longest), checksum_of_texts(*pieces)
    )
