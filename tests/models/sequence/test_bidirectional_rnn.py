from keras_nets import models

import keras
import numpy as np
import pytest

CELLS = {"lstm": models.lstm, "gru": models.gru, "simple": models.simple_rnn}
WORDS = dict(input_shape=(None,), vocabulary_size=9, embedding_dim=3, units=5, depth=2)


@pytest.fixture(params=CELLS)
def cell(request):
    return request.param


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def array(tensor):
    return keras.ops.convert_to_numpy(tensor)


@pytest.mark.usefixtures("unvalued")
def test_has_twice_the_weights_of_one_direction(cell):
    both = models.bidirectional_rnn((None, 10), 1, units=20, depth=2, cell=cell)
    one = CELLS[cell]((None, 10), 1, units=20)
    assert both.get_layer("recurrent1").count_params() == 2 * one.get_layer("recurrent1").count_params()
    # The second layer sees both directions of the first.
    above = CELLS[cell]((None, 40), 1, units=20)
    assert both.get_layer("recurrent2").count_params() == 2 * above.get_layer("recurrent1").count_params()


@pytest.mark.parametrize("return_sequences", [False, True])
def test_the_backward_direction_reads_the_sequence_from_its_end(return_sequences):
    arguments = dict(units=4, depth=1, return_sequences=return_sequences)
    model, x = models.bidirectional_rnn((None, 3), 2, cell="simple", **arguments), random(2, 6, 3)
    layer = model.get_layer("recurrent1")
    one = keras.layers.SimpleRNN(4, return_sequences=return_sequences)
    expected = []
    for weights, order in ((layer.get_weights()[:3], 1), (layer.get_weights()[3:], -1)):
        one.build((None, None, 3))
        one.set_weights(weights)
        states = array(one(x[:, ::order]))
        expected.append(states[:, ::order] if return_sequences else states)
    states = keras.Model(model.input, layer.output)(x)
    np.testing.assert_allclose(states, np.concatenate(expected, axis=-1), atol=1e-6)


@pytest.mark.parametrize("return_sequences", [False, True])
def test_padding_never_changes_a_result_in_either_direction(cell, return_sequences):
    model = models.bidirectional_rnn(classes=3, cell=cell, return_sequences=return_sequences, **WORDS)
    texts = np.array([[3, 1, 4, 1, 5], [2, 7, 1, 0, 0], [6, 0, 0, 0, 0]], "int32")
    outputs = array(model(texts))
    for text, output in zip(texts[1:], outputs[1:], strict=True):
        length = (text != 0).sum()
        alone = array(model(text[None, :length]))[0]
        np.testing.assert_allclose(output[:length] if return_sequences else output, alone, atol=1e-6)


def test_every_output_sees_the_whole_sequence(cell):
    model, x = models.bidirectional_rnn((None, 3), 2, units=4, cell=cell, return_sequences=True), random(1, 6, 3)
    # The sequence itself, and others with another first and with another last step.
    sequences = np.repeat(x, 3, axis=0)
    sequences[[1, 2], [0, 5]] += 1
    outputs = array(model(sequences))
    assert (np.abs(outputs[1:] - outputs[0]).max(axis=-1) > 1e-6).all()


def test_steps_of_numbers_that_pad_never_change_a_result(cell):
    model = models.bidirectional_rnn((None, 3), 2, units=4, cell=cell, mask_value=0.0)
    x = random(2, 6, 3)
    np.testing.assert_allclose(model(np.pad(x, ((0, 0), (0, 3), (0, 0)))), model(x), atol=1e-6)


@pytest.mark.usefixtures("unvalued")
def test_it_sees_the_future_and_so_is_no_language_model():
    assert not hasattr(models.bidirectional_rnn(classes=9, return_sequences=True, **WORDS), "step")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(cell="rnn"), "bidirectional_rnn needs cell to be one of lstm, gru, simple, got 'rnn'"),
        (dict(depth=0), "bidirectional_rnn needs depth to be an integer of at least 1, got 0"),
        (dict(units=0), "bidirectional_rnn needs units to be an integer of at least 1, got 0"),
        (dict(classes=0), "classes must be at least 1, got 0"),
        (dict(vocabulary_size=None), "for tokens give "),
    ],
)
def test_what_cannot_be_built_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.bidirectional_rnn(**dict(classes=3) | WORDS | arguments)
