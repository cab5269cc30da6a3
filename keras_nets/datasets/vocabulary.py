"""A vocabulary: the characters or words that a network knows, and the numbers that stand for them."""

import collections

from keras_nets.datasets.tokens import END, PADDING, SPECIAL_TOKENS, START, UNKNOWN
from keras_nets.datasets.wording import counted, listed

import numpy as np

UNITS = ("characters", "words")
_REPLACEMENT = {"characters": "\N{REPLACEMENT CHARACTER}", "words": SPECIAL_TOKENS[UNKNOWN]}


class Vocabulary:
    """Numbers for characters or for words: 0 padding, 1 start, 2 end, 3 unknown, and from 4 on the tokens themselves.

    Args:
        tokens: the characters, or the words, in the order of their numbers.
        unit: `"characters"`, or `"words"`, which are what stands between white space.

    Raises:
        ValueError: an unknown unit, or a token that is there twice or is no single character or word.

    Example:

    >>> vocabulary = Vocabulary.from_texts(["to be or not to be"], "words")
    >>> numbers = vocabulary.encode("be or to do", end=True)
    >>> numbers.tolist(), vocabulary.decode(numbers)
    ([4, 7, 5, 3, 2], 'be or to <unknown>')
    """

    def __init__(self, tokens, unit="characters"):
        if unit not in UNITS:
            raise ValueError(f"unknown unit {unit!r} of a vocabulary; there are {', '.join(UNITS)}")
        self.unit, self.tokens = unit, tuple(tokens)
        self._numbers = {token: number for number, token in enumerate(self.tokens, len(SPECIAL_TOKENS))}
        if len(self._numbers) < len(self.tokens):
            twice = [token for token, count in collections.Counter(self.tokens).items() if count > 1]
            raise ValueError(f"a vocabulary has each token once, and {listed(map(repr, twice), 3)} came more often")
        if wrong := [token for token in self.tokens if len(self._units(token)) != 1]:
            raise ValueError(f"{listed(map(repr, wrong), 3)} in a vocabulary of {unit}; give one at a time")

    @classmethod
    def from_texts(cls, texts, unit="characters", size=None):
        """The vocabulary of texts, which should be those of a training part.

        Characters come in the order of their code points, words by falling frequency, equally frequent ones by the
        alphabet.

        Args:
            texts: an iterable of strings.
            unit: `"characters"` or `"words"`.
            size: keeps the most frequent ones, so that there are at most this many with the special tokens.
        """
        counts = collections.Counter()
        for text in texts:
            counts.update(text if unit == "characters" else text.split())
        tokens = sorted(counts, key=lambda token: (-counts[token], token))
        tokens = tokens if size is None else tokens[: max(0, size - len(SPECIAL_TOKENS))]
        return cls(sorted(tokens) if unit == "characters" else tokens, unit)

    @classmethod
    def from_plain(cls, plain):
        """The vocabulary that `plain` made a record of."""
        tokens, unit = plain["tokens"], plain["unit"]
        return cls(tokens if unit == "characters" else tokens.split(), unit)

    def plain(self):
        """Plain values for a record, from which `from_plain` makes the same vocabulary."""
        return {"unit": self.unit, "tokens": ("" if self.unit == "characters" else " ").join(self.tokens)}

    @property
    def size(self):
        """How many numbers there are, those of the special tokens among them."""
        return len(SPECIAL_TOKENS) + len(self.tokens)

    @property
    def names(self):
        """What every number means: `("<padding>", "<start>", "<end>", "<unknown>", ...)`."""
        return (*SPECIAL_TOKENS, *self.tokens)

    def encode(self, text, start=False, end=False, strict=False):
        """The numbers of a text, an int32 array.

        Args:
            text: a string.
            start, end: whether the special token stands before, or behind, the text.
            strict: refuse what is outside the vocabulary, instead of the number 3 for it.

        Raises:
            ValueError: `strict`, and the text has a character or word outside the vocabulary.
        """
        units = self._units(text)
        if strict and (outside := self.outside(text)):
            among = f"{counted(len(outside), self.unit[:-1])} of the text {'is' if len(outside) == 1 else 'are'}"
            raise ValueError(
                f"{among} outside the vocabulary of {len(self.tokens):,} {self.unit}: "
                f"{listed(map(repr, outside), 5)}; leave out or replace what the training text lacks"
            )
        numbers = np.fromiter((self._numbers.get(unit, UNKNOWN) for unit in units), np.int32, len(units))
        return np.concatenate([[START] * start, numbers, [END] * end]).astype(np.int32)

    def outside(self, text):
        """The characters or words of a text that the vocabulary lacks, each once, in order of appearance."""
        return [unit for unit in dict.fromkeys(self._units(text)) if unit not in self._numbers]

    def decode(self, numbers):
        """The text of numbers up to the first end token; padding and start leave no trace, unknown a mark."""
        units, names = [], self.names
        for number in np.asarray(numbers).ravel().tolist():
            if number == END:
                break
            if number not in (PADDING, START):
                units.append(_REPLACEMENT[self.unit] if number == UNKNOWN else names[number])
        return ("" if self.unit == "characters" else " ").join(units)

    def _units(self, text):
        return text if self.unit == "characters" else text.split()
