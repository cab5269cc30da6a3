import itertools

from keras_nets.generation import BeamSearch, Sampler

import keras
import numpy as np
import pytest


def log_probabilities(model, texts, source=None):
    """log p of texts behind their first token and up to the padding at their end, by the parallel call."""
    tokens = np.asarray(texts)
    inputs = tokens[:, :-1] if source is None else {"source": source, "target": tokens[:, :-1]}
    probabilities = keras.ops.convert_to_numpy(model(inputs)).astype("float64")
    of_tokens = np.log(np.take_along_axis(probabilities, tokens[:, 1:, None], axis=2))[..., 0]
    return np.where(tokens[:, 1:] != 0, of_tokens, 0).sum(axis=1)


def penalty(length, alpha):
    return ((5 + length) / 6) ** alpha


def all_texts(vocabulary_size, length, end):
    """Every text of tokens but padding that ends with `end` or at the length; for each size those of that size."""
    for size in range(1, length):
        texts = itertools.product(range(1, vocabulary_size), repeat=size)
        yield [(1, *text) for text in texts if end not in text[:-1] and (size == length - 1 or text[-1] == end)]


@pytest.mark.parametrize(
    ("language_model", "alpha"),
    [("transformer_decoder", 0.0), ("gru", 1.0), ("lstm", 0.0), ("simple_rnn", 1.0)],
    indirect=["language_model"],
)
def test_with_beams_for_all_beginnings_the_best_texts_are_found(language_model, alpha):
    # Seven texts of one token, of which one ends, and so all of two tokens.
    search = BeamSearch(language_model, 3, beams=8, length_penalty=alpha, end=2)
    texts, scores = search.texts([[1]])
    scored = [
        (score / penalty(len(text) - 1, alpha), text)
        for same_size in all_texts(9, 3, 2)
        for score, text in zip(log_probabilities(language_model, same_size), same_size, strict=True)
    ]
    ranked = sorted(scored, reverse=True)[:8]
    np.testing.assert_allclose(scores[0], [score for score, _ in ranked], rtol=1e-4)
    for found, (_, text) in zip(texts[0], ranked, strict=True):
        assert tuple(found[: len(text)]) == text and not found[len(text) :].any()


def test_the_score_is_that_of_the_text(translator):
    source = np.array([[4, 5, 6, 2], [7, 2, 0, 0]])
    texts, scores = BeamSearch(translator, 7, beams=3, end=2).texts(source=source)
    assert texts.shape == (2, 3, 7)
    found = texts.reshape(6, 7)
    lengths = (found != 0).sum(axis=1)
    expected = log_probabilities(translator, found, source.repeat(3, axis=0)) / penalty(lengths - 1, 0.6)
    np.testing.assert_allclose(scores.ravel(), expected, rtol=1e-4)
    assert (np.diff(scores, axis=1) <= 0).all()


def test_excluded_tokens_are_in_no_text(gru):
    texts, _ = BeamSearch(gru, 4, beams=5, end=2, excluded=[3, 7]).texts([[1]])
    assert texts.shape == (1, 5, 4) and not np.isin(texts, (3, 7)).any()


def test_one_beam_is_greedy(gru):
    prompt = np.array([[1, 5], [3, 4]])
    texts, _ = BeamSearch(gru, 8, beams=1, length_penalty=0, end=None).texts(prompt)
    np.testing.assert_array_equal(texts[:, 0], Sampler(gru, 8, temperature=0).texts(prompt))


# Keras does not have XLA compile gated recurrent layers.
@pytest.mark.parametrize("translator", ["transformer"], indirect=True)
def test_xla_finds_the_same_translations(translator):
    source = np.array([[4, 5, 6, 2], [7, 2, 0, 0]])
    (plain, scores), (compiled, others) = (
        BeamSearch(translator, 8, beams=2, jit_compile=jit).texts(source=source) for jit in (False, True)
    )
    np.testing.assert_array_equal(compiled, plain)
    np.testing.assert_allclose(others, scores, rtol=1e-5)


def test_more_beams_find_what_greed_misses(foretelling):
    model = foretelling([0, 0, 0.4, 0.6])
    search = {beams: BeamSearch(model, 6, beams=beams, length_penalty=0, end=2) for beams in (1, 2)}
    assert [list(search[beams].texts([[1]])[0][0, 0]) for beams in (1, 2)] == [[1, 3, 3, 3, 3, 3], [1, 2, 0, 0, 0, 0]]


def test_the_length_penalty_favors_long_texts(foretelling):
    model = foretelling([0, 0, 0.4, 0.6])
    search = BeamSearch(model, 6, beams=2, length_penalty=5, end=2)
    assert list(search.texts([[1]])[0][0, 0]) == [1, 3, 3, 3, 3, 3]


def test_beams_keep_the_prompt(gru):
    texts, scores = BeamSearch(gru, 9, beams=4, end=None).texts([[1, 8, 8, 7, 5]])
    assert (texts[0, :, :5] == [1, 8, 8, 7, 5]).all()
    assert len({tuple(text) for text in texts[0]}) == 4
    assert (scores > -1e3).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"beams": 0}, "beams must be an integer from 1 to 8, got 0"), ({"length_penalty": -1}, "must be at least 0")],
)
def test_wrong_settings_are_told_in_one_line(gru, arguments, message):
    with pytest.raises(ValueError, match=message):
        BeamSearch(gru, 4, **arguments)
