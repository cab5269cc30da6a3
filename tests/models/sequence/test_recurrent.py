"""Simple recurrent networks, long short-term memory and gated recurrent units."""

from keras_nets import models

import keras
import numpy as np
import pytest

FACTORIES = (models.simple_rnn, models.lstm, models.gru)
WORDS = dict(input_shape=(None,), vocabulary_size=9, embedding_dim=3, units=5, depth=2)
# The last text has no word at all.
TEXTS = np.array([[3, 1, 4, 1, 5, 8], [2, 7, 1, 0, 0, 0], [6, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]], "int32")
LENGTHS = (TEXTS != 0).sum(axis=1)


@pytest.fixture(params=FACTORIES, ids=lambda factory: factory.__name__)
def factory(request):
    return request.param


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def array(tensor):
    return keras.ops.convert_to_numpy(tensor)


def language_model(factory, **arguments):
    keras.utils.set_random_seed(0)
    return factory(classes=9, return_sequences=True, **WORDS | arguments)


def read_by_steps(model, texts):
    """log p of the next token at every place, `(batch, length, vocabulary)`, token by token."""
    state, log_probabilities = model.start(len(texts), texts.shape[1]), []
    for position, tokens in enumerate(texts.T):
        output, state = model.step(keras.ops.convert_to_tensor(tokens), position, state)
        log_probabilities.append(array(output))
    return np.stack(log_probabilities, axis=1)


@pytest.mark.parametrize("factory, parameters", [*zip(FACTORIES, (620, 2_480, 1_920), strict=True)])
def test_weights_of_one_layer(factory, parameters):
    model = factory((None, 10), 1, units=20)
    assert model.get_layer("recurrent1").count_params() == parameters
    assert model.count_params() == parameters + 21


def test_depth_and_width(factory):
    model = factory((7, 10), 3, units=4, depth=3, dropout=0.5)
    assert [layer.name for layer in model.layers] == [
        "input",
        *(f"recurrent{level}{end}" for level in (1, 2, 3) for end in ("", "_dropout")),
        "predictions",
    ]
    assert model.get_layer("recurrent2").output.shape == (None, 7, 4)
    assert model.output_shape == (None, 3)
    assert factory((7, 10), 3, units=4, return_sequences=True).output_shape == (None, 7, 3)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_a_simple_network_equals_a_loop(activation):
    model, x = models.simple_rnn((None, 3), 2, units=4, depth=2, activation=activation), random(2, 6, 3)
    *layers, kernel, bias = model.get_weights()
    f = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}[activation]
    states = x
    for u, w, b in (layers[:3], layers[3:]):
        h, below, states = np.zeros((2, 4)), states, []
        for t in range(6):
            h = f(below[:, t] @ u + h @ w + b)
            states.append(h)
        states = np.stack(states, axis=1)
    exponentials = np.exp(states[:, -1] @ kernel + bias)
    np.testing.assert_allclose(model(x), exponentials / exponentials.sum(axis=1, keepdims=True), rtol=1e-5)


@pytest.mark.parametrize("return_sequences", [False, True])
def test_padding_never_changes_a_result(factory, return_sequences):
    model = factory(classes=3, return_sequences=return_sequences, **WORDS)
    padded = array(model(TEXTS))
    assert np.isfinite(padded).all()
    for text, length, output in zip(TEXTS[:3], LENGTHS, padded, strict=False):
        alone = array(model(text[None, :length]))[0]
        np.testing.assert_allclose(output[:length] if return_sequences else output, alone, atol=1e-6)


def test_steps_of_numbers_that_pad_never_change_a_result(factory):
    model, x = factory((None, 3), 2, units=4, depth=2, mask_value=-1.0), random(2, 6, 3)
    padded = np.concatenate([x, np.full((2, 3, 3), -1.0, "float32")], axis=1)
    np.testing.assert_allclose(model(padded), model(x), atol=1e-6)


def test_padding_counts_nothing_in_the_loss(factory):
    model = language_model(factory, depth=1)
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    following = np.pad(TEXTS[:, 1:], ((0, 0), (0, 1)))
    probabilities = array(model(TEXTS))
    losses = -np.log(np.take_along_axis(probabilities, following[..., None], axis=-1))[..., 0]
    expected = losses[TEXTS != 0].mean()
    assert model.test_on_batch(TEXTS, following) == pytest.approx(expected, rel=1e-5)


def test_token_by_token_gives_what_the_whole_text_gives(factory, tmp_path):
    model = language_model(factory, dropout=0.3)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded) is type(model)
    expected = np.log(array(model(TEXTS)))
    for reader in (model, loaded):
        np.testing.assert_allclose(read_by_steps(reader, TEXTS), expected, atol=1e-5)


@pytest.mark.parametrize("classifier_activation", ["softmax", None])
def test_steps_give_log_probabilities_whatever_the_output_is(classifier_activation):
    model = language_model(models.gru, classifier_activation=classifier_activation)
    log_probabilities = read_by_steps(model, TEXTS)
    np.testing.assert_allclose(np.exp(log_probabilities).sum(axis=-1), 1, rtol=1e-5)


def test_padding_in_front_leaves_the_state_as_it_was(factory):
    model = language_model(factory)
    padded = np.pad(TEXTS[:1], ((0, 0), (2, 0)))
    np.testing.assert_allclose(read_by_steps(model, padded)[:, 2:], read_by_steps(model, TEXTS[:1]), atol=1e-6)


def test_only_what_foretells_tokens_of_its_own_vocabulary_generates(factory):
    assert hasattr(language_model(factory), "step")
    assert not hasattr(factory(classes=4, return_sequences=True, **WORDS), "step")
    assert not hasattr(factory(classes=9, **WORDS), "step")


def test_computes_in_half_precision(factory):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = language_model(factory)
        steps = read_by_steps(model, TEXTS)
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.get_layer("recurrent1").compute_dtype == "bfloat16"
    np.testing.assert_allclose(np.exp(steps), array(keras.ops.cast(model(TEXTS), "float32")), atol=0.02)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(depth=0), "needs depth to be an integer of at least 1, got 0"),
        (dict(units=0), "needs units to be an integer of at least 1, got 0"),
        (dict(units=2.5), "needs units to be an integer of at least 1, got 2.5"),
        (dict(classes=0), "classes must be at least 1, got 0"),
        (dict(vocabulary_size=0), "needs vocabulary_size to be an integer of at least 1, got 0"),
        (dict(embedding_dim=0), "needs embedding_dim to be an integer of at least 1, got 0"),
        (dict(vocabulary_size=None), r"for tokens give input_shape=\(steps or None,\) and vocabulary_size"),
        (dict(input_shape=(None, 3)), r"reads tokens and needs input_shape=\(steps or None,\), got \(None, 3\); for "),
        (dict(input_shape=(8, None), vocabulary_size=None), r"needs input_shape=\(steps or None, features\) for "),
    ],
)
def test_what_cannot_be_built_is_refused(factory, arguments, message):
    with pytest.raises(ValueError, match=message):
        factory(**dict(classes=3) | WORDS | arguments)
