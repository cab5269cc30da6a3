"""Pieces of Python's help as token numbers of their words, each with its topic as class."""

import re

from keras_nets.datasets.sequences.sentences import as_sentences
from keras_nets.datasets.source import Source, checksum_of_texts, divided

import numpy as np

TOPICS, WORDS = 6, 24


def load(request, *, max_length=None, vocabulary_size=None):
    """Pieces of Python's help as a `Dataset`; see `read`, and `sentences.prepare` for the options."""
    return divided(as_sentences(read(request.name), max_length, vocabulary_size), request)


def read(name):
    """Pieces of 24 words and marks from the six longest help topics that come with Python, in lower case.

    The text differs between versions of Python; the checksum identifies it.

    Args:
        name: `"topics"`.
    """
    from pydoc_data.topics import topics

    longest = sorted(sorted(topics, key=lambda topic: -len(topics[topic]))[:TOPICS])
    pieces, labels = [], []
    for label, topic in enumerate(longest):
        words = re.findall(r"\w+|[^\w\s]", topics[topic].lower())
        found = [" ".join(words[first : first + WORDS]) for first in range(0, len(words) - WORDS + 1, WORDS)]
        pieces += found
        labels += [label] * len(found)
    return Source(name, np.array(pieces), np.array(labels, np.int32), tuple(longest), checksum_of_texts(*pieces))
