"""Sentences as token numbers of their words, with a class each: the movie reviews of rt-polarity."""

from keras_nets.datasets.files import require
from keras_nets.datasets.source import Prepared, Source, checksum_of_texts
from keras_nets.datasets.tokens import UNKNOWN, as_tokens, pad
from keras_nets.datasets.vocabulary import Vocabulary
from keras_nets.datasets.windows import positive
from keras_nets.datasets.wording import counted

import numpy as np

NAMES = ("rt_polarity",)
CLASSES = ("negative", "positive")
SENTENCES = 5331

_FILES = ("rt-polarity.neg", "rt-polarity.pos")
_URL = "https://www.cs.cornell.edu/people/pabo/movie-review-data (rt-polaritydata)"


def read(name, data_dir=None):
    """10,662 sentences of movie reviews, half of them negative, in lower case with words and marks set apart.

    There is no official test part; results are usually the mean over `split="kfold"`, ten folds.

    Reference:
        Pang, Lee, 2005, Seeing stars: exploiting class relationships for sentiment categorization with respect to
        rating scales, https://arxiv.org/abs/cs/0506075

    Args:
        name: `"rt_polarity"`.
        data_dir: folder with `rt-polarity.neg` and `rt-polarity.pos`, one sentence a line, in Latin-1.

    Raises:
        FileNotFoundError: a file is not there.
        ValueError: a file is empty.
    """
    sentences, labels = [], []
    for label, file in enumerate(_FILES):
        path = require(name, (file,), data_dir, _URL)
        # Latin-1's 0x85 is an ellipsis here, and the end of a line to str.splitlines().
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
    return Source(name, "sentences", np.array(sentences), y, CLASSES, checksum_of_texts(*sentences), 0, messages)


def prepare(sentences, train, max_length=None, vocabulary_size=None):
    """Sentences as int32 token numbers of their words, padded with zeros at the end.

    Args:
        sentences: all of them.
        train: indices of those that the vocabulary is learned from.
        max_length: words that are kept of a sentence; None keeps the longest whole.
        vocabulary_size: keeps the most frequent words only, with the four special tokens so many; None keeps all.

    Raises:
        ValueError: `max_length` or `vocabulary_size` is no such number.
    """
    if vocabulary_size is not None:
        positive("vocabulary_size", vocabulary_size, least=5)
    vocabulary = Vocabulary.from_texts(sentences[np.unique(train)].tolist(), "words", vocabulary_size)
    encoded = [vocabulary.encode(sentence) for sentence in sentences.tolist()]
    longest = max(map(len, encoded))
    length = longest if max_length is None else positive("max_length", max_length)
    messages = []
    if cut := sum(len(numbers) > length for numbers in encoded):
        messages.append(f"{counted(cut, 'sentence')} cut to {length} words; the longest has {longest}")
    if unknown := sum(int((numbers == UNKNOWN).sum()) for numbers in encoded):
        where = "that the training part lacks" if vocabulary_size is None else "outside the vocabulary"
        messages.append(f"{counted(unknown, 'word')} {where}, encoded as unknown")
    details = {"max_length": length, "vocabulary": vocabulary.plain()}
    return Prepared(pad(encoded, length), (length,), as_tokens, tuple(messages), details)
