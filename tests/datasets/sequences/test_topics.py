"""Pieces of Python's help topics: what they hold, and of which topic they are."""

import re

from keras_nets import datasets

import numpy as np


def test_pieces_are_read_from_the_topics_they_are_labeled_with():
    from pydoc_data.topics import topics

    dataset = datasets.load("topics")
    assert dataset.class_names == tuple(sorted(sorted(topics, key=lambda name: -len(topics[name]))[:6]))
    vocabulary = dataset.vocabulary()
    for example in range(0, len(dataset.train), 97):
        piece = vocabulary.decode(dataset.train.x[example])
        words = re.findall(r"\w+|[^\w\s]", topics[dataset.class_names[dataset.train.y[example]]].lower())
        assert piece in " ".join(words)


def test_all_pieces_have_one_length_and_all_topics_are_in_every_part():
    dataset = datasets.load("topics")
    assert dataset.input_shape == (24,)
    assert dataset.inputs("train", limit=3).dtype == np.int32
    for split in (dataset.train, dataset.validation, dataset.test):
        assert set(split.y.tolist()) == set(range(6))
        assert (split.x > 0).all()
    assert len(dataset.train) > 1000
