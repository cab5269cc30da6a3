from keras_nets import models

import keras
import numpy as np
import pytest

SMALL = dict(source_vocabulary=9, target_vocabulary=8, embedding_dim=3, units=4)
SOURCE = np.array([[3, 1, 4, 1, 5], [2, 7, 0, 0, 0], [6, 8, 1, 0, 0]], "int32")
# Every target begins with the start token.
TARGET = np.array([[1, 4, 5, 6], [1, 7, 7, 0], [1, 0, 0, 0]], "int32")


def array(tensor):
    return keras.ops.convert_to_numpy(tensor)


def build(**arguments):
    keras.utils.set_random_seed(0)
    return models.sequence_to_sequence(**SMALL | arguments)


def translate_by_steps(model, source, target):
    """log p of the next word at every place of `target`, word by word."""
    state, log_probabilities = model.start(keras.ops.convert_to_tensor(source), target.shape[1]), []
    for position, tokens in enumerate(target.T):
        output, state = model.step(keras.ops.convert_to_tensor(tokens), position, state)
        log_probabilities.append(array(output))
    return np.stack(log_probabilities, axis=1)


@pytest.mark.parametrize("depth", [1, 2])
def test_padding_of_source_or_target_never_changes_a_result(depth):
    model = build(depth=depth)
    outputs = array(model({"source": SOURCE, "target": TARGET}))
    for source, target, output in zip(SOURCE, TARGET, outputs, strict=True):
        alone = {"source": source[None, source != 0], "target": target[None, target != 0]}
        length = alone["target"].shape[1]
        np.testing.assert_allclose(output[:length], array(model(alone))[0], atol=1e-6)


@pytest.mark.parametrize("depth", [1, 2])
def test_word_by_word_gives_what_the_whole_text_gives(depth, tmp_path):
    model = build(depth=depth, dropout=0.3)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded) is type(model)
    expected = np.log(array(model({"source": SOURCE, "target": TARGET})))
    steps = translate_by_steps(model, SOURCE, TARGET)
    np.testing.assert_allclose(steps[TARGET != 0], expected[TARGET != 0], atol=1e-5)
    np.testing.assert_allclose(translate_by_steps(loaded, SOURCE, TARGET[:, :1])[:, 0], expected[:, 0], atol=1e-5)


def test_attention_weights_sum_to_one_over_the_words_of_the_source():
    weights = array(build().attention_weights({"source": SOURCE, "target": TARGET}))
    assert weights.shape == (3, 4, 5)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-6)
    assert (weights[np.broadcast_to((SOURCE == 0)[:, None], weights.shape)] == 0).all()


def test_a_word_changes_no_prediction_before_it():
    model = build()
    before = array(model({"source": SOURCE, "target": TARGET}))
    for place in range(4):
        other = TARGET.copy()
        other[:, place] = 3
        changed = array(model({"source": SOURCE, "target": other})) != before
        assert not changed[:, :place].any() and changed[:, place].any()


def test_the_decoder_begins_at_the_backward_state_of_the_first_word():
    model = build()
    annotations, initial_state = model.get_layer("decoder1").input[1:]
    annotations, initial_state = keras.Model(model.input["source"], [annotations, initial_state])(SOURCE)
    kernel, bias = model.get_layer("initial_state").get_weights()
    np.testing.assert_allclose(initial_state, np.tanh(array(annotations)[:, 0, 4:] @ kernel + bias), atol=1e-6)
    # That state has read the whole source, the forward one the first word alone.
    other = SOURCE.copy()
    other[0, 4] = 8
    moved = array(keras.Model(model.input["source"], model.get_layer("encoder1").output)(other)) != array(annotations)
    assert moved[0, 0, 4:].all() and not moved[0, 0, :4].any()


def test_padding_of_the_target_counts_nothing_in_the_loss():
    model = build()
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    inputs, following = {"source": SOURCE, "target": TARGET}, np.pad(TARGET[:, 1:], ((0, 0), (0, 1)))
    losses = -np.log(np.take_along_axis(array(model(inputs)), following[..., None], axis=-1))[..., 0]
    assert model.test_on_batch(inputs, following) == pytest.approx(losses[TARGET != 0].mean(), rel=1e-5)


def test_layers_of_a_deeper_network():
    names = [layer.name for layer in build(depth=2, dropout=0.1).layers]
    assert sorted(name for name in names if name.startswith(("encoder", "decoder"))) == [
        *("decoder1", "decoder1_dropout", "decoder2", "decoder2_dropout"),
        *("encoder1", "encoder1_dropout", "encoder2", "encoder2_dropout"),
    ]


def test_computes_in_half_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = build()
        inputs = {"source": SOURCE, "target": TARGET}
        model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
        assert np.isfinite(model.train_on_batch(inputs, TARGET))
        steps = translate_by_steps(model, SOURCE, TARGET)
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.get_layer("decoder1").compute_dtype == "bfloat16"
    outputs = array(keras.ops.cast(model(inputs), "float32"))
    np.testing.assert_allclose(np.exp(steps)[TARGET != 0], outputs[TARGET != 0], atol=0.02)


@pytest.mark.parametrize("argument", ["source_vocabulary", "target_vocabulary", "embedding_dim", "units", "depth"])
def test_what_cannot_be_built_is_refused(argument):
    with pytest.raises(ValueError, match=f"sequence_to_sequence needs {argument} to be an integer of at least 1, got "):
        build(**{argument: 0})
