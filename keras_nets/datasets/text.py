"""An English text as windows of characters: the help topics that come with Python."""

import hashlib
import itertools

from keras_nets.datasets.dataset import Dataset, Split
from keras_nets.datasets.splits import percentages
from keras_nets.datasets.wording import counted

import numpy as np

NAMES = ("text",)
CONTIGUOUS = "80/10/10"
# One character more than a network reads, since it predicts each from those before it.
WINDOW = 65
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def load(split=None):
    """Python's help topics as a `Dataset` of windows of 65 character numbers, without targets.

    The parts are contiguous, so that no window is of two of them; the characters are those of the training part, after
    one entry, number 0, for all others. The text differs between versions of Python; the checksum tells which it is.

    Raises:
        ValueError: a split that is not percentages.
    """
    from pydoc_data.topics import topics

    split = split or CONTIGUOUS
    percents = percentages(str(split))
    if percents is None:
        raise ValueError(
            f"text is divided into contiguous parts and not by split {split!r}; "
            f"use A/B/C in percent, such as {CONTIGUOUS}"
        )
    content = "\n\n".join(topics[topic].strip() for topic in sorted(topics))
    bounds = [round(len(content) * share / 100) for share in np.cumsum([0, *percents])]
    pieces = [content[start:end] for start, end in itertools.pairwise(bounds)]
    characters = (UNKNOWN, *sorted(set(pieces[0])))
    parts = [Split(_windows(piece, characters)) for piece in pieces]
    unknown = sum(character not in characters for piece in pieces[1:] for character in piece)
    messages = ()
    if unknown:
        messages = (f"text: {counted(unknown, 'character')} outside the training part unknown there, encoded as 0",)
    return Dataset(
        name="text",
        task="text",
        input_shape=(WINDOW,),
        train=parts[0],
        validation=parts[1] if len(parts) == 3 else None,
        test=parts[-1],
        class_names=characters,
        transform=_as_integers,
        target="none",
        checksum=hashlib.sha256(content.encode()).hexdigest(),
        messages=messages,
        details={"split": str(split), "window": WINDOW},
    )


def _windows(piece, characters):
    """Windows side by side; what is left at the end is too short for one."""
    numbers = {character: number for number, character in enumerate(characters)}
    encoded = np.array([numbers.get(character, 0) for character in piece], np.int32)
    return encoded[: len(encoded) // WINDOW * WINDOW].reshape(-1, WINDOW)


def _as_integers(raw):
    import tensorflow as tf

    return tf.cast(raw, tf.int32)
