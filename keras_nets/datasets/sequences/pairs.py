"""Pairs of texts, a source and its translation, as inputs of an encoder and a decoder and their targets."""

from keras_nets.datasets.forms import PairForm
from keras_nets.datasets.sequences.tokens import END, PADDING, START, as_tokens, pad
from keras_nets.datasets.sequences.vocabulary import Vocabulary
from keras_nets.datasets.source import Prepared
from keras_nets.datasets.targets import MaskedLabels

import numpy as np


def prepare(pairs, train, unit="characters"):
    """Token numbers of pairs: inputs `{"source": ..., "target": ...}` and labels.

    For a translation `a b c`, the decoder's input `target` is `<start> a b c` and the labels are `a b c <end>`: each
    step predicts the next token from those before it. Labels that are padding do not count (`targets.MaskedLabels`).

    Args:
        pairs: An array of two strings each.
        train: Indices of the pairs that both vocabularies are learned from.
        unit: Unit of the vocabularies, `"characters"` or `"words"`.

    Example:

    >>> prepared = prepare(np.array([["x", "ab"], ["xy", "a"]]), train=[0, 1])
    >>> prepared.x["source"].tolist(), prepared.x["target"].tolist(), prepared.y.tolist()
    ([[4, 0], [4, 5]], [[1, 4, 5], [1, 4, 0]], [[4, 5, 2], [4, 2, 0]])
    """
    learned = pairs[np.unique(train)]
    vocabularies = [Vocabulary.from_texts(learned[:, side].tolist(), unit) for side in (0, 1)]
    source, translation = (
        [vocabulary.encode(text) for text in pairs[:, side].tolist()] for side, vocabulary in enumerate(vocabularies)
    )
    x = {
        "source": pad(source),
        "target": pad([np.concatenate([[START], numbers]) for numbers in translation]),
    }
    return Prepared(
        x,
        {name: array.shape[1:] for name, array in x.items()},
        PairForm(source_vocabulary=vocabularies[0].plain(), target_vocabulary=vocabularies[1].plain()),
        as_tokens,
        y=pad([np.concatenate([numbers, [END]]) for numbers in translation]),
        class_names=vocabularies[1].names,
        targets=MaskedLabels(PADDING),
    )
