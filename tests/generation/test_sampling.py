from keras_nets.generation import Sampler, exact_match

import keras
import numpy as np
import pytest

LENGTH = 8


def next_probabilities(model, texts, source=None):
    """Of the token after each place of some texts but the last, by the parallel call; padding is no token to write."""
    inputs = texts[:, :-1] if source is None else {"source": source, "target": texts[:, :-1]}
    probabilities = keras.ops.convert_to_numpy(model(inputs)).astype("float64")
    probabilities[..., 0] = 0
    return probabilities / probabilities.sum(axis=-1, keepdims=True)


def test_greedy_texts_are_those_of_the_parallel_call(language_model):
    tokens = np.array([[1, 5], [1, 7], [3, 3]])
    written = Sampler(language_model, LENGTH, temperature=0).texts(tokens)
    np.testing.assert_array_equal(written[:, :2], tokens)
    # Each token is the most probable one after those that were written.
    chosen = next_probabilities(language_model, written).argmax(axis=-1)
    np.testing.assert_array_equal(written[:, 2:], chosen[:, 1:])


def test_translations_are_those_of_the_parallel_call(translator):
    source = np.array([[4, 5, 6, 2], [7, 2, 0, 0]])
    written = Sampler(translator, LENGTH, temperature=0).texts(source=source)
    assert written.shape == (2, LENGTH) and (written[:, 0] == 1).all()
    np.testing.assert_array_equal(written[:, 1:], next_probabilities(translator, written, source).argmax(axis=-1))


@pytest.mark.parametrize(("temperature", "top_k"), [(1.0, None), (0.5, None), (1.0, 3)])
def test_draws_are_those_of_the_parallel_call(gru, temperature, top_k):
    tokens = np.array([[1], [4]])
    written = Sampler(gru, LENGTH, temperature=temperature, top_k=top_k).texts(tokens, seed=5)
    np.testing.assert_array_equal(written[:, :1], tokens)
    uniform = np.random.default_rng(5).random((2, LENGTH), dtype="float32")
    probabilities = next_probabilities(gru, written) ** (1 / temperature)
    if top_k is not None:
        probabilities[probabilities < np.sort(probabilities)[..., [-top_k]]] = 0
    reached = np.cumsum(probabilities / probabilities.sum(axis=-1, keepdims=True), axis=-1)
    np.testing.assert_array_equal(written[:, 1:], (reached <= uniform[:, :-1, None]).sum(axis=-1))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, [0, 0, 0.1, 0.2, 0.7]),
        ({"temperature": 0.5}, [0, 0, 0.01 / 0.54, 0.04 / 0.54, 0.49 / 0.54]),
        ({"top_k": 2}, [0, 0, 0, 0.2 / 0.9, 0.7 / 0.9]),
        ({"temperature": 0}, [0, 0, 0, 0, 1]),
        ({"excluded": [3, 4]}, [0, 0, 1, 0, 0]),
    ],
)
def test_tokens_have_the_probabilities(foretelling, arguments, expected):
    # Half of what the model foretells is padding, which is no token to write.
    model = foretelling([0.5, 0, 0.05, 0.1, 0.35])
    written = Sampler(model, 5, **arguments).texts(np.ones((2000, 1), int), seed=1)[:, 1:]
    frequencies = np.bincount(written.ravel(), minlength=5) / written.size
    np.testing.assert_allclose(frequencies, expected, atol=0.015)


def test_a_seed_gives_a_text_and_another_another(gru):
    write = Sampler(gru, 30)
    first = write.texts(seed=3)
    np.testing.assert_array_equal(write.texts(seed=3), first)
    assert (write.texts(seed=4) != first).any()
    assert first.shape == (1, 30) and first[0, 0] == 1


# Keras does not have XLA compile gated recurrent layers.
@pytest.mark.parametrize("language_model", ["transformer_decoder"], indirect=True)
def test_xla_writes_the_same_texts(language_model):
    options = {"temperature": 0.7, "top_k": 4}
    plain, compiled = (Sampler(language_model, LENGTH, jit_compile=jit, **options) for jit in (False, True))
    np.testing.assert_array_equal(compiled.texts([[1, 5], [4, 0]], seed=2), plain.texts([[1, 5], [4, 0]], seed=2))


def test_prompts_of_any_length_are_kept(gru):
    prompt = np.array([[1, 5, 5, 4], [1, 6, 0, 0]])
    written = Sampler(gru, 12, temperature=0).texts(prompt)
    alone = Sampler(gru, 12, temperature=0).texts(prompt[1:, :2])
    np.testing.assert_array_equal(written[0, :4], prompt[0])
    np.testing.assert_array_equal(written[1], alone[0])


def test_nothing_follows_the_end(foretelling):
    model = foretelling([0, 0, 0.3, 0.7])
    written = Sampler(model, 40, end=2).texts(np.ones((50, 1), int), seed=0)
    for text in written:
        end = list(text).index(2)
        assert (text[1:end] == 3).all() and (text[end + 1 :] == 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"length": 0}, "length must be an integer of at least 1, the tokens in a text, got 0"),
        ({"temperature": -1}, "temperature must be at least 0, got -1"),
        ({"top_k": 10}, "top_k must be an integer from 1 to 9, the number of tokens, got 10"),
        ({"end": 9}, "end has token 9, and gru knows those from 0 to 8"),
    ],
)
def test_wrong_settings_are_told_in_one_line(gru, arguments, message):
    with pytest.raises(ValueError, match=message):
        Sampler(gru, **{"length": 4} | arguments)


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ([[1, 9]], "prompt has token 9, and gru knows those from 0 to 8"),
        ([[1, 2, 3, 4, 5]], "prompt has 5 tokens and the whole text 4"),
        ([[]], "at least one of each"),
        ([[0, 3]], "without a first token"),
        ([[1.5]], "must be token numbers"),
    ],
)
def test_wrong_prompts_are_told_in_one_line(gru, prompt, message):
    with pytest.raises(ValueError, match=message):
        Sampler(gru, 4).texts(prompt)


def test_what_cannot_write_is_told(gru, translator):
    with pytest.raises(ValueError, match="sequential cannot write: it has no start and step"):
        Sampler(keras.Sequential([keras.Input((2,))], name="sequential"), 4)
    with pytest.raises(ValueError, match="takes a source to translate"):
        Sampler(translator, 4).texts([[1]])
    with pytest.raises(ValueError, match="gru takes no source"):
        Sampler(gru, 4).texts([[1]], source=[[1]])
    with pytest.raises(ValueError, match="source has token 30"):
        Sampler(translator, 4).texts(source=[[30]])


@pytest.mark.parametrize("translator", ["sequence_to_sequence"], indirect=True)
def test_exact_match_counts_whole_translations(translator):
    source = np.array([[4, 5, 6, 2], [7, 2, 0, 0], [8, 8, 4, 5]])
    right = Sampler(translator, LENGTH, temperature=0, end=2).texts(source=source)[:, 1:]
    wrong = right[1:2].copy()
    wrong[0, -1] = (wrong[0, -1] + 1) % 9
    assert exact_match(translator, np.concatenate([source, source[1:2]]), np.concatenate([right, wrong])) == 3 / 4
