"""A vocabulary: the characters or words that a network knows, and their numbers."""

import collections
import re

from keras_nets._wording import counted, listed
from keras_nets.datasets.sequences.tokens import END, PADDING, SPECIAL_TOKENS, START, UNKNOWN

import numpy as np

UNITS = ("characters", "words", "words and characters")
# Chinese and Japanese characters, which no spaces separate, and their marks; Korean words are separated.
_SCRIPT = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_SCRIPT_AND_MARKS = f"{_SCRIPT}\u3001-\u303f\uff01-\uff65"
_RUN = re.compile(f"[{_SCRIPT}]+")
_WORD_OR_CHARACTER = re.compile(rf"[{_SCRIPT_AND_MARKS}]|[^\s{_SCRIPT_AND_MARKS}]+")
# Words of such characters have fewer on average; the runs between marks of texts without spaces have more.
_LONGER_THAN_WORDS = 2.5


class Vocabulary:
    """Numbers for characters or for words: 0 padding, 1 start, 2 end, 3 unknown, and from 4 on the tokens themselves.

    Args:
        tokens: The characters or words, in the order of their numbers.
        unit: `"characters"`, `"words"` separated by white space, or `"words and characters"`: such words, but each
            Chinese or Japanese character by itself.

    Raises:
        ValueError: If the unit is unknown, or a token occurs twice or is not a single character or word.

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
            raise ValueError(f"a vocabulary needs every token once, got {listed(map(repr, twice), 3)} more often")
        if wrong := [token for token in self.tokens if len(self._units(token)) != 1]:
            raise ValueError(f"a vocabulary needs single {unit}, got {listed(map(repr, wrong), 3)}")

    @classmethod
    def from_texts(cls, texts, unit="characters", size=None):
        """The vocabulary of the texts of a training part.

        Characters are in the order of their code points, words in the order of falling frequency, equally frequent ones
        in alphabetical order.

        Args:
            texts: An iterable of strings.
            unit: One of `UNITS`; see `Vocabulary`.
            size: Maximum size, special tokens included; the most frequent tokens are kept. None keeps all.
        """
        counts = collections.Counter()
        for text in texts:
            counts.update(_divided(text, unit))
        tokens = sorted(counts, key=lambda token: (-counts[token], token))
        tokens = tokens if size is None else tokens[: max(0, size - len(SPECIAL_TOKENS))]
        return cls(sorted(tokens) if unit == "characters" else tokens, unit)

    @classmethod
    def from_plain(cls, plain):
        """The vocabulary from the values that `plain` returned."""
        tokens, unit = plain["tokens"], plain["unit"]
        return cls(tokens if unit == "characters" else tokens.split(), unit)

    def plain(self):
        """Plain values for a record, from which `from_plain` restores the vocabulary."""
        return {"unit": self.unit, "tokens": ("" if self.unit == "characters" else " ").join(self.tokens)}

    @property
    def size(self):
        """Number of tokens, including the special ones."""
        return len(SPECIAL_TOKENS) + len(self.tokens)

    @property
    def names(self):
        """The names of all numbers: `("<padding>", "<start>", "<end>", "<unknown>", ...)`."""
        return (*SPECIAL_TOKENS, *self.tokens)

    def encode(self, text, start=False, end=False, strict=False):
        """The numbers of a text, an int32 array.

        Args:
            text: A string.
            start, end: Whether to add the special token before, or after, the text.
            strict: Refuse units outside the vocabulary, instead of encoding them as 3.

        Raises:
            ValueError: If `strict`, and the text has a character or word outside the vocabulary.
        """
        units = self._units(text)
        if strict and (outside := self.outside(text)):
            one = "token" if self.unit == "words and characters" else self.unit[:-1]
            among = f"{counted(len(outside), one)} of the text {'is' if len(outside) == 1 else 'are'}"
            raise ValueError(
                f"{among} outside the vocabulary of {len(self.tokens):,} {self.unit}: "
                f"{listed(map(repr, outside), 5)}; leave out or replace what the training text lacks"
            )
        numbers = np.fromiter((self._numbers.get(unit, UNKNOWN) for unit in units), np.int32, len(units))
        return np.concatenate([[START] * start, numbers, [END] * end]).astype(np.int32)

    def outside(self, text):
        """The characters or words of a text outside the vocabulary, each once, in order of appearance."""
        return [unit for unit in dict.fromkeys(self._units(text)) if unit not in self._numbers]

    def decode(self, numbers):
        """The text of numbers up to the first end token, without padding and start, and with a mark for unknown."""
        units, names = [], self.names
        for number in np.asarray(numbers).ravel().tolist():
            if number == END:
                break
            if number not in (PADDING, START):
                replaced = number == UNKNOWN and self.unit == "characters"
                units.append("\N{REPLACEMENT CHARACTER}" if replaced else names[number])
        if self.unit == "words and characters":
            return re.sub(rf" ?([{_SCRIPT_AND_MARKS}]) ?", r"\1", " ".join(units))
        return ("" if self.unit == "characters" else " ").join(units)

    def _units(self, text):
        return _divided(text, self.unit)


def unit_of_words(texts):
    """The unit of words in texts: `"words and characters"` where Chinese or Japanese ones are not separated.

    Args:
        texts: Strings, such as the sentences of a training part.

    Example:

    >>> unit_of_words(["这部电影很好看", "great"]), unit_of_words(["这 部 电影 很 好看", "great"])
    ('words and characters', 'words')
    """
    runs = [len(run) for text in texts if not text.isascii() for run in _RUN.findall(text)]
    return "words and characters" if sum(runs) > _LONGER_THAN_WORDS * len(runs) else "words"


def _divided(text, unit):
    """The units of a text, one after the other."""
    if unit == "words and characters":
        return _WORD_OR_CHARACTER.findall(text)
    return text if unit == "characters" else text.split()
