from keras_nets.datasets import load
from keras_nets.datasets.sequences.text import read_text
from keras_nets.datasets.sequences.vocabulary import Vocabulary
from keras_nets.datasets.targets import NextToken

import numpy as np
import pytest


@pytest.fixture
def poem(tmp_path):
    """A text of 100 characters, the digits ten times."""
    path = tmp_path / "poem.txt"
    path.write_text("0123456789" * 10)
    return str(path)


def topics_text():
    from pydoc_data.topics import topics

    return "\n\n".join(topics[topic].strip() for topic in sorted(topics))


def joined(dataset, split, window):
    """What a split covers, from windows that each begin where the one before it ends but for a character."""
    windows = np.asarray(dataset.split(split).x)
    np.testing.assert_array_equal(windows[1:, 0], windows[:-1, -1])
    return dataset.vocabulary().decode(np.append(windows[:, :window].ravel(), windows[-1, -1]))


def test_parts_are_contiguous_and_leave_out_less_than_a_window_each():
    content, dataset = topics_text(), load("text")
    bounds = [0, len(content) * 8 // 10, len(content) * 9 // 10, len(content)]
    for number, split in enumerate(("train", "validation", "test")):
        piece = content[bounds[number] : bounds[number + 1]]
        text = joined(dataset, split, 64)
        assert 0 <= len(piece) - len(text) < 64
        assert all(a in (b, "\N{REPLACEMENT CHARACTER}") for a, b in zip(text, piece, strict=False))
    assert dataset.form.characters == len(content)


def test_each_character_is_predicted_from_those_before_it(poem):
    dataset = load(poem, window=4, split="60/20/20")
    assert (dataset.task, dataset.targets, dataset.input_shape) == ("language modeling", NextToken(), (4,))
    (inputs, targets), *_ = dataset.batches("test", 8)
    assert inputs.dtype == targets.dtype == "int32"
    assert (dataset.inputs("test").dtype, dataset.inputs("test").tolist()) == ("int32", inputs.numpy().tolist())
    vocabulary = dataset.vocabulary()
    assert [vocabulary.decode(row) for row in inputs] == ["0123", "4567", "8901", "2345"]
    assert [vocabulary.decode(row) for row in targets] == ["1234", "5678", "9012", "3456"]


def test_training_windows_overlap_by_a_stride_and_no_others(poem):
    dataset = load(poem, window=4, stride=1, split="60/20/20")
    assert [len(dataset.split(split)) for split in ("train", "validation", "test")] == [56, 4, 4]
    assert dataset.options["stride"] == 1
    vocabulary = dataset.vocabulary()
    assert [vocabulary.decode(window) for window in dataset.train.x[:3]] == ["01234", "12345", "23456"]
    # The training part ends with a 9, and a window that went on would hold the 0 behind it.
    assert vocabulary.decode(dataset.train.x[55]) == "56789"


def test_vocabulary_is_that_of_the_training_part(tmp_path):
    path = tmp_path / "grows.txt"
    path.write_text("abababababéaßé")
    dataset = load(str(path), window=3, split="70/30")
    assert dataset.class_names[4:] == ("a", "b")
    assert dataset.classes == 6 == dataset.vocabulary().size
    assert dataset.validation is None
    assert np.asarray(dataset.test.x).tolist() == [[5, 3, 4, 3]]
    assert dataset.messages == (f"{path}: 3 characters that the training part lacks, encoded as unknown ('é', 'ß')",)


def test_lines_end_alike_and_a_byte_order_mark_is_no_character(tmp_path):
    path = tmp_path / "windows.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_text(path) == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "is empty; write text into it or name another file"),
        (b" \n\n", "is empty; write text into it"),
        (
            b"caf\xe9 au lait",
            r"is not UTF-8 text: byte 0xe9 at position 3 \(line 1\), which is not valid there; save it",
        ),
        (b"ab\ncd\xff", r"byte 0xff at position 5 \(line 2\)"),
        ("abc".encode("utf-16"), r"byte 0xff at position 0 \(line 1\)"),
        (
            b"PK\x03\x04\x00\x00",
            r"byte 0x00 at position 4 \(line 1\), which text never has; save it as UTF-8, or name a",
        ),
        (
            b"too short to be of use",
            "the training part of .*short.txt is too short: it has 17 characters, and one window takes 65",
        ),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "short.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        load(str(path))
    assert "\n" not in str(caught.value) and "short.txt" in str(caught.value)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"split": "kfold"}, "text is divided into contiguous parts and not by split 'kfold'; use 80/10/10 in percent"),
        ({"balance": "over"}, "text takes no --balance \\('over' was given\\), which is for classes; leave it out"),
        ({"image_size": (8, 8)}, "text has no images, and image_size=\\(8, 8\\) asks for some"),
        ({"window": 0}, "window 0 is not accepted; use an integer from 1"),
        ({"stride": 0.5}, "stride 0.5 is not accepted; use an integer from 1"),
        ({"series": "nyc_taxi"}, "text takes no series \\('nyc_taxi' was given\\), which is for nab; leave it out"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError, match=message):
        load("text", **options)


def test_tiny_shakespeare_is_named_with_its_source_where_it_is_not(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no tinyshakespeare.txt in .*; get it from https://.*input.txt \(as"):
        load("tiny_shakespeare", data_dir=tmp_path)


def test_real_tiny_shakespeare_is_divided_by_characters(real_folder):
    folder = real_folder("tinyshakespeare.txt")
    content = (folder / "tinyshakespeare.txt").read_text()
    dataset = load("tiny_shakespeare", data_dir=folder, split="90/10")
    assert len(content) == dataset.form.characters == 1_115_394
    assert dataset.vocabulary().size == 4 + 65
    assert dataset.vocabulary().tokens == tuple(sorted(set(content)))
    assert dataset.vocabulary().tokens == Vocabulary.from_texts([content[:1_003_854]]).tokens
    assert len(dataset.train.x.series) == 1_003_854 and len(dataset.test.x.series) == 111_540
    assert content[:1_003_854].startswith(joined(dataset, "train", 64))
    assert content[1_003_854:].startswith(joined(dataset, "test", 64))
    assert dataset.messages == ()
