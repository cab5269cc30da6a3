"""Texts as windows of characters: Python's help topics, Tiny Shakespeare and a user's own `.txt` files."""

import hashlib
from pathlib import Path

from keras_nets.datasets.dataset import Dataset, Split
from keras_nets.datasets.files import require
from keras_nets.datasets.splits import contiguous
from keras_nets.datasets.tokens import as_tokens
from keras_nets.datasets.vocabulary import Vocabulary
from keras_nets.datasets.windows import Windows, positive, slide
from keras_nets.datasets.wording import counted, listed

NAMES = ("text", "tiny_shakespeare")
SUFFIX = ".txt"
CONTIGUOUS = "80/10/10"
WINDOW = 64

_SHAKESPEARE = "tinyshakespeare.txt"
_SHAKESPEARE_URL = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"


def load(name, *, data_dir=None, split=None, window=WINDOW, stride=None):
    """A text as a `Dataset` of token numbers, in which every character is to be predicted from those before it.

    The parts are contiguous, and no window is of two of them. A network reads `window` characters; an example holds one
    more, since the targets (`"next"`) are the characters after each. Windows of the validation and of the test part
    follow one another without overlap, so that each of their characters but the first is predicted once (and those at
    the end that no longer fill a window not at all). The vocabulary is that of the training part; what it lacks is
    encoded as unknown.

    Args:
        name: `"text"`, the help topics of Python (whose text differs between versions; the checksum tells which it is),
            `"tiny_shakespeare"`, read from the data folder, or the path of a `.txt` file in UTF-8.
        data_dir: the data folder.
        split: percentages of characters; None is 80/10/10. Usual for Tiny Shakespeare is `"90/10"`, whose second part
            stands as the test part.
        window: characters that a network reads at once.
        stride: characters from one window of the training part to the next; None is `window`, less makes them overlap.

    Raises:
        ValueError: a file that is no text, an empty text, one too short for a window, or a split of another kind.
        FileNotFoundError: Tiny Shakespeare is not in the data folder.
    """
    window = positive("window", window)
    stride = window if stride is None else positive("stride", stride)
    split = str(split or CONTIGUOUS)
    content = _content(name, data_dir)
    pieces = [content[start:end] for start, end in contiguous(name, split, len(content), CONTIGUOUS)]
    vocabulary = Vocabulary.from_texts(pieces[:1])
    parts = []
    for part, piece in zip(_part_names(len(pieces)), pieces, strict=True):
        what = f"the {part} part of {name}"
        starts = slide(what, len(piece), window + 1, stride if part == "training" else window, "character")
        parts.append(Split(Windows(vocabulary.encode(piece), starts, window + 1)))
    return Dataset(
        name=str(name),
        task="text",
        input_shape=(window,),
        train=parts[0],
        validation=parts[1] if len(parts) == 3 else None,
        test=parts[-1],
        class_names=vocabulary.names,
        transform=as_tokens,
        target="next",
        checksum=hashlib.sha256(content.encode()).hexdigest(),
        messages=_unknown(name, pieces, vocabulary),
        details={
            "split": split,
            "window": window,
            "stride": stride,
            "characters": len(content),
            "vocabulary": vocabulary.plain(),
        },
    )


def read_text(path):
    """The characters of a file in UTF-8, with `"\\n"` at the end of every line.

    Raises:
        ValueError: it is empty, or no text, and which byte shows that.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); check its permissions") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_text(path, content, error.start, "which UTF-8 has not there") from None
    if "\0" in text:
        raise _no_text(path, content, content.index(0), "which no text has")
    if not text.strip():
        raise ValueError(f"{path} is empty; write text into it or name another file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _no_text(path, content, position, why):
    line = content.count(b"\n", 0, position) + 1
    return ValueError(
        f"{path} is not UTF-8 text: byte 0x{content[position]:02x} at position {position:,} (line {line:,}), {why}; "
        f"save it as UTF-8, or name a file of text"
    )


def _content(name, data_dir):
    if name == "text":
        from pydoc_data.topics import topics

        return "\n\n".join(topics[topic].strip() for topic in sorted(topics))
    if name == "tiny_shakespeare":
        return read_text(require(name, (_SHAKESPEARE,), data_dir, f"{_SHAKESPEARE_URL} (as {_SHAKESPEARE})"))
    return read_text(name)


def _part_names(count):
    return ("training", "validation", "test") if count == 3 else ("training", "test")


def _unknown(name, pieces, vocabulary):
    known = set(vocabulary.tokens)
    outside = [character for piece in pieces[1:] for character in piece if character not in known]
    if not outside:
        return ()
    kinds = listed(map(repr, dict.fromkeys(outside)), 5)
    return (f"{name}: {counted(len(outside), 'character')} that the training part lacks, encoded as unknown ({kinds})",)
