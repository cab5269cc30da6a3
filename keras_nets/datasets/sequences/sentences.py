"""Sentences as token numbers of their words, each with a class: the movie reviews of rt-polarity."""

import dataclasses

from keras_nets._wording import counted
from keras_nets.datasets.files import require
from keras_nets.datasets.forms import SentenceForm
from keras_nets.datasets.request import positive
from keras_nets.datasets.sequences.tokens import UNKNOWN, as_tokens, pad
from keras_nets.datasets.sequences.vocabulary import Vocabulary, unit_of_words
from keras_nets.datasets.source import Prepared, Source, checksum_of_texts, divided

import numpy as np

CLASSES = ("negative", "positive")
SENTENCES = 5331

_FILES = ("rt-polarity.neg", "rt-polarity.pos")
_URL = "https://www.cs.cornell.edu/people/pabo/movie-review-data (rt-polaritydata)"


def load(request, *, max_length=None, vocabulary_size=None):
    """The movie reviews of rt-polarity as a `Dataset`; see `read` and `prepare`."""
    source = read(request.name, request.data_dir)
    return divided(as_sentences(source, max_length, vocabulary_size), request)


def as_sentences(source, max_length=None, vocabulary_size=None, text=None):
    """A source whose examples are prepared as sentences; the arguments are those of `prepare`."""

    def prepare_source(source, train, request):
        return prepare(source.x, train, max_length, vocabulary_size, text)

    options = {**source.options, "vocabulary_size": vocabulary_size}
    return dataclasses.replace(source, prepare=prepare_source, options=options)


def read(name, data_dir=None):
    """10,662 sentences of movie reviews, half of them negative, in lower case, with words and marks separated.

    There is no official test part; results are usually the mean over `split="kfold"`, ten folds.

    Reference:
        Pang, Lee, 2005, Seeing stars: exploiting class relationships for sentiment categorization with respect to
        rating scales, https://arxiv.org/abs/cs/0506075

    Args:
        name: `"rt_polarity"`.
        data_dir: Folder with `rt-polarity.neg` and `rt-polarity.pos`, one sentence a line, in Latin-1.

    Raises:
        FileNotFoundError: If a file is not there.
        ValueError: If a file is empty.
    """
    sentences, labels = [], []
    for label, file in enumerate(_FILES):
        path = require(name, (file,), data_dir, _URL)
        # 0x85 is an ellipsis here, but str.splitlines() ends a line at it.
        lines = [line.strip() for line in path.read_bytes().decode("latin-1").split("\n")]
        lines = [line for line in lines if line]
        if not lines:
            raise ValueError(f"{path} is empty; copy it again from {_URL}")
        sentences += lines
        labels += [label] * len(lines)
    counts = np.bincount(labels)
    messages = ()
    if set(counts.tolist()) != {SENTENCES}:
        messages = (f"{name}: {counts[0]:,} negative and {counts[1]:,} positive sentences, of {SENTENCES:,} each",)
    y = np.array(labels, np.int32)
    return Source(name, np.array(sentences), y, CLASSES, checksum_of_texts(*sentences), messages=messages)


def prepare(sentences, train, max_length=None, vocabulary_size=None, text=None):
    """Sentences as int32 token numbers of their words, padded with zeros at the end.

    Where Chinese or Japanese words are not separated, each of their characters is a token.

    Args:
        sentences: All sentences.
        train: Indices of the sentences that the vocabulary is learned from.
        max_length: Number of words that sentences are cut to; None keeps the longest whole.
        vocabulary_size: Size of a vocabulary of the most frequent words and the four special tokens; None keeps all.
        text: Column of a table with the sentences; None where they came from no table.

    Raises:
        ValueError: If `max_length` or `vocabulary_size` is not a large enough integer.
    """
    if vocabulary_size is not None:
        positive("vocabulary_size", vocabulary_size, least=5)
    learned = sentences[np.unique(train)].tolist()
    vocabulary = Vocabulary.from_texts(learned, unit_of_words(learned), vocabulary_size)
    encoded = [vocabulary.encode(sentence) for sentence in sentences.tolist()]
    longest = max(map(len, encoded))
    length = longest if max_length is None else positive("max_length", max_length)
    messages = []
    if cut := sum(len(numbers) > length for numbers in encoded):
        messages.append(f"{counted(cut, 'sentence')} cut to {length} {vocabulary.unit}; the longest has {longest}")
    if unknown := sum(int((numbers == UNKNOWN).sum()) for numbers in encoded):
        where = "that the training part lacks" if vocabulary_size is None else "outside the vocabulary"
        messages.append(f"{counted(unknown, 'word')} {where}, encoded as unknown")
    form = SentenceForm(vocabulary=vocabulary.plain(), max_length=length, text=text)
    return Prepared(pad(encoded, length), (length,), form, as_tokens, tuple(messages))
