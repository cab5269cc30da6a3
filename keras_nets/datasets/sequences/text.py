"""Texts as windows of characters: Python's help topics, Tiny Shakespeare and a user's own `.txt` files."""

import hashlib

from keras_nets._wording import counted, listed
from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.division import contiguous
from keras_nets.datasets.files import content_of, require
from keras_nets.datasets.forms import TextForm
from keras_nets.datasets.request import positive
from keras_nets.datasets.sequences.tokens import as_tokens
from keras_nets.datasets.sequences.vocabulary import Vocabulary
from keras_nets.datasets.sequences.windows import Windows, slide
from keras_nets.datasets.split import Split
from keras_nets.datasets.targets import NextToken

CONTIGUOUS = "80/10/10"
WINDOW = 64

_FILE = "tinyshakespeare.txt"
_URL = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"


def load(request, *, window=WINDOW, stride=None):
    """A text as a `Dataset` of token numbers: predict every character from those before it.

    The parts are contiguous, and no window spans two. A network reads `window` characters; an example holds one more,
    since the targets are the characters after each. Windows of the validation and the test part do not overlap, so each
    of their characters but the first is predicted once, except those at the end that do not fill a window. The
    vocabulary is learned from the training part; other characters are encoded as unknown.

    Args:
        request: The `Request`. Its name is `"text"`, the help topics of Python (whose text differs between versions,
            identified by the checksum), `"tiny_shakespeare"`, read from the data folder, or the path of a `.txt` file
            in UTF-8. Its split is percentages of characters; None is 80/10/10. Usual for Tiny Shakespeare is
            `"90/10"`, whose second part becomes the test part.
        window: Number of characters that a network reads at once.
        stride: Characters from one window of the training part to the next; None is `window`, fewer make them overlap.

    Raises:
        ValueError: If a file is not text, the text is empty or too short for a window, or the split is of another kind.
        FileNotFoundError: If Tiny Shakespeare is not in the data folder.
    """
    window = positive("window", window)
    stride = window if stride is None else positive("stride", stride)
    name, split = request.name, str(request.split or CONTIGUOUS)
    content = _content(name, request.data_dir, request.allow_huge)
    pieces = [content[start:end] for start, end in contiguous(name, split, len(content), CONTIGUOUS)]
    vocabulary = Vocabulary.from_texts(pieces[:1])
    parts = []
    for part, piece in zip(_part_names(len(pieces)), pieces, strict=True):
        what = f"the {part} part of {name}"
        starts = slide(what, len(piece), window + 1, stride if part == "training" else window, "character")
        parts.append(Split(Windows(vocabulary.encode(piece), starts, window + 1)))
    return Dataset(
        name=name,
        task="language modeling",
        input_shape=(window,),
        train=parts[0],
        validation=parts[1] if len(parts) == 3 else None,
        test=parts[-1],
        class_names=vocabulary.names,
        transform=as_tokens,
        targets=NextToken(),
        checksum=hashlib.sha256(content.encode()).hexdigest(),
        messages=_unknown(name, pieces, vocabulary),
        form=TextForm(vocabulary=vocabulary.plain(), characters=len(content)),
        options={"split": split, "window": window, "stride": stride},
    )


def read_text(path, allow_huge=None):
    """The characters of a file in UTF-8, with `"\\n"` as line ends.

    Args:
        path: Its path.
        allow_huge: As in `files.readable`.

    Raises:
        ValueError: If it cannot be read, is empty, or not text; the message names the byte.
    """
    content = content_of(path, allow_huge)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_text(path, content, error.start, "which is not valid there") from None
    if "\0" in text:
        raise _no_text(path, content, content.index(0), "which text never has")
    if not text.strip():
        raise ValueError(f"{path} is empty; write text into it or name another file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _no_text(path, content, position, why):
    line = content.count(b"\n", 0, position) + 1
    return ValueError(
        f"{path} is not UTF-8 text: byte 0x{content[position]:02x} at position {position:,} (line {line:,}), {why}; "
        f"save it as UTF-8, or name a file of text"
    )


def _content(name, data_dir, allow_huge):
    named = {"text": _help_topics, "tiny_shakespeare": _tiny_shakespeare}.get(name)
    return read_text(name, allow_huge) if named is None else named(data_dir)


def _help_topics(data_dir):
    from pydoc_data.topics import topics

    return "\n\n".join(topics[topic].strip() for topic in sorted(topics))


def _tiny_shakespeare(data_dir):
    return read_text(require("tiny_shakespeare", (_FILE,), data_dir, f"{_URL} (as {_FILE})"))


def _part_names(count):
    return ("training", "validation", "test") if count == 3 else ("training", "test")


def _unknown(name, pieces, vocabulary):
    known = set(vocabulary.tokens)
    outside = [character for piece in pieces[1:] for character in piece if character not in known]
    if not outside:
        return ()
    kinds = listed(map(repr, dict.fromkeys(outside)), 5)
    return (f"{name}: {counted(len(outside), 'character')} that the training part lacks, encoded as unknown ({kinds})",)
