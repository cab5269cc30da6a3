import json

from keras_nets.datasets.sequences.vocabulary import Vocabulary, unit_of_words

import numpy as np
import pytest

TEXT = 'To be, or not to be:\n\t"that" is the question — naïve?'


@pytest.mark.parametrize("unit", ["characters", "words"])
def test_what_was_encoded_is_decoded(unit):
    vocabulary = Vocabulary.from_texts([TEXT], unit)
    expected = TEXT if unit == "characters" else " ".join(TEXT.split())
    for start in (False, True):
        for end in (False, True):
            numbers = vocabulary.encode(TEXT, start, end)
            assert vocabulary.decode(numbers) == expected
            assert numbers.dtype == np.int32
            assert (numbers[0] == 1, numbers[-1] == 2) == (start, end)
            assert 4 <= numbers[start : len(numbers) - end].min() <= numbers.max() < vocabulary.size


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("这部电影很好看，值得看！", list("这部电影很好看，值得看！")),
        ("我用Python 3写程序", ["我", "用", "Python", "3", "写", "程", "序"]),
        ("とても良い映画だった。", list("とても良い映画だった。")),
    ],
)
def test_texts_without_spaces_are_characters_and_words_between_them(text, tokens):
    assert unit_of_words([text, "plain words", "这部电影很好看"]) == "words and characters"
    vocabulary = Vocabulary.from_texts([text], "words and characters")
    numbers = vocabulary.encode(text)
    assert [vocabulary.names[number] for number in numbers] == tokens
    again = Vocabulary.from_plain(json.loads(json.dumps(vocabulary.plain())))
    assert again.encode(text).tolist() == numbers.tolist()
    assert again.decode(numbers) == text.replace(" 3", "3").replace("Python3", "Python 3")
    # Texts of other scripts have the same tokens as words.
    words = Vocabulary.from_texts([TEXT], "words")
    assert Vocabulary.from_texts([TEXT], "words and characters").tokens == words.tokens


@pytest.mark.parametrize("text", [TEXT, "这 部 电影 很 好看 ， 值得 看", "아주 좋은 영화였어요", ""])
def test_texts_with_spaces_are_words(text):
    assert unit_of_words([text]) == "words"


def test_words_of_an_earlier_version_are_still_read():
    plain = {"unit": "words", "tokens": "很好看 不好看"}
    assert Vocabulary.from_plain(plain).encode("不好看 很好看").tolist() == [5, 4]


@pytest.mark.parametrize("unit", ["characters", "words"])
def test_plain_values_make_the_same_vocabulary(unit):
    vocabulary = Vocabulary.from_texts([TEXT, "a second one"], unit)
    again = Vocabulary.from_plain(json.loads(json.dumps(vocabulary.plain())))
    assert (again.unit, again.names, again.size) == (unit, vocabulary.names, vocabulary.size)


def test_special_tokens_come_first():
    vocabulary = Vocabulary.from_texts(["cab"])
    assert vocabulary.names == ("<padding>", "<start>", "<end>", "<unknown>", "a", "b", "c")
    assert vocabulary.encode("abc").tolist() == [4, 5, 6]
    assert vocabulary.size == 7


def test_words_come_by_frequency_and_can_be_limited_to_the_most_frequent():
    texts = ["b a b", "c a b"]
    assert Vocabulary.from_texts(texts, "words").tokens == ("b", "a", "c")
    assert Vocabulary.from_texts(texts, "words", size=6).tokens == ("b", "a")
    assert Vocabulary.from_texts(texts, "words", size=6).size == 6


def test_decoding_ends_at_the_end_and_marks_what_is_unknown():
    characters = Vocabulary("ab")
    assert characters.decode([1, 4, 3, 5, 2, 4, 0]) == "a\N{REPLACEMENT CHARACTER}b"
    assert characters.decode([4, 0, 0]) == "a"
    assert Vocabulary(["so", "be"], "words").decode(np.array([1, 4, 3, 5])) == "so <unknown> be"


def test_what_is_outside_is_unknown_or_refused():
    vocabulary = Vocabulary("ab")
    assert vocabulary.encode("aéb").tolist() == [4, 3, 5]
    assert vocabulary.outside("éaßé") == ["é", "ß"]
    message = "^2 characters of the text are outside the vocabulary of 2 characters: 'é', 'ß'; leave out or replace"
    with pytest.raises(ValueError, match=message):
        vocabulary.encode("éaßé", strict=True)
    with pytest.raises(ValueError, match="^1 word of the text is outside the vocabulary of 1 words: 'yes';"):
        Vocabulary(["no"], "words").encode("no yes no yes", strict=True)
    assert vocabulary.encode("", strict=True).tolist() == []


@pytest.mark.parametrize(
    "tokens, unit, message",
    [
        ("ab", "letters", "unknown unit 'letters' of a vocabulary; there are characters, words"),
        ("aba", "characters", "a vocabulary needs every token once, got 'a' more often"),
        (["ab"], "characters", "a vocabulary needs single characters, got 'ab'"),
        (["a b", ""], "words", "a vocabulary needs single words, got 'a b', ''"),
    ],
)
def test_refusals(tokens, unit, message):
    with pytest.raises(ValueError, match=message):
        Vocabulary(tokens, unit)
