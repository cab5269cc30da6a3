from keras_nets import models
from keras_nets._drawing import pixels
from keras_nets.inspection import fading_factor, gradient_curves, gradient_norms

import keras
import numpy as np
import pytest

NUMBERS = np.random.default_rng(0).normal(size=(3, 6, 2)).astype("float32")


def linear_recurrence(factor, units=2, return_sequences=False):
    """h_t = x_t + factor * R h_(t-1) with a rotation R."""
    inputs = keras.Input((None, 2))
    recurrence = keras.layers.SimpleRNN(units, activation=None, use_bias=False, return_sequences=return_sequences)
    model = keras.Model(inputs, recurrence(inputs))
    rotation = np.array([[0.6, -0.8], [0.8, 0.6]])
    model.set_weights([np.eye(2), factor * rotation])
    return model


@pytest.mark.parametrize("factor", [0.5, 1.25])
def test_norms_of_a_linear_recurrence_fall_by_its_factor_a_step(factor):
    norms = gradient_norms(linear_recurrence(factor), NUMBERS)
    # The Jacobian matrix of two units at distance d is a rotation times factor ** d.
    np.testing.assert_allclose(norms, np.sqrt(2) * factor ** np.arange(6), rtol=1e-5)
    assert fading_factor(norms) == pytest.approx(factor, rel=1e-5)


def test_norms_equal_those_of_the_jacobian_matrix_by_differences():
    model = models.lstm((None, 2), 3, units=4, classifier_activation=None)
    expected = np.zeros(6)
    # A change of each feature of each step, at once.
    changes = 1e-2 * np.eye(12, dtype="float32").reshape(12, 1, 6, 2)
    above, below = (model((NUMBERS + sign * changes).reshape(-1, 6, 2)).numpy() for sign in (1, -1))
    columns = ((above - below) / 2e-2).reshape(6, 2, 3, 3)
    for t in range(6):
        expected[5 - t] = np.sqrt(np.square(columns[t]).sum(axis=(0, 2))).mean()
    np.testing.assert_allclose(gradient_norms(model, NUMBERS), expected, rtol=5e-3)


@pytest.mark.parametrize("step, last", [(-1, 5), (3, 3), (-6, 0)])
def test_of_outputs_at_every_step_one_is_chosen(step, last):
    norms = gradient_norms(linear_recurrence(0.5, return_sequences=True), NUMBERS, step=step)
    np.testing.assert_allclose(norms, np.sqrt(2) * 0.5 ** np.arange(last + 1), rtol=1e-5)


@pytest.mark.parametrize(("trainable", "layer"), [(True, "vectors"), (False, None)])
def test_of_tokens_the_vectors_count_whether_they_learn_or_not(trainable, layer):
    tokens = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(5, 2, mask_zero=True, trainable=trainable, name="vectors")(tokens)
    model = keras.Model(tokens, linear_recurrence(0.5).layers[-1](vectors))
    ids = np.random.default_rng(0).integers(1, 5, size=(3, 6))
    norms = gradient_norms(model, ids, layer=layer)
    np.testing.assert_allclose(norms, np.sqrt(2) * 0.5 ** np.arange(6), rtol=1e-5)


def test_of_a_classifier_the_logits_count():
    model = models.gru((None, 2), 3, units=4)
    norms = gradient_norms(model, NUMBERS)
    model.get_layer("predictions").activation = keras.activations.linear
    np.testing.assert_allclose(norms, gradient_norms(model, NUMBERS), rtol=1e-5)


def test_norms_over_many_outputs_are_estimated():
    estimated = gradient_norms(linear_recurrence(0.5), NUMBERS, probes=1, seed=1)
    # One combination of the outputs scales all norms alike.
    np.testing.assert_allclose(estimated / estimated[0], 0.5 ** np.arange(6), rtol=1e-5)
    model = models.simple_rnn((None, 2), 60, units=40, classifier_activation=None)
    exact, estimated = (gradient_norms(model, NUMBERS, probes=probes) for probes in (60, 30))
    np.testing.assert_allclose(estimated, exact, rtol=0.3)


def test_a_plain_network_forgets_and_a_cell_that_keeps_everything_does_not():
    x = np.random.default_rng(0).normal(size=(4, 30, 2)).astype("float32")
    plain, gated = models.simple_rnn((None, 2), 1, units=8), models.lstm((None, 2), 1, units=8)
    layer = plain.get_layer("recurrent1")
    # Weights whose largest singular value is 0.9 let no more pass a step, whatever the states are.
    layer.set_weights([layer.get_weights()[0], 0.9 * np.eye(8), np.zeros(8)])
    kernel, recurrent_kernel, bias = gated.get_layer("recurrent1").get_weights()
    bias[8:16] = 20
    gated.get_layer("recurrent1").set_weights([kernel, 0 * recurrent_kernel, bias])
    assert fading_factor(gradient_norms(plain, x)) < 0.9
    assert 0.97 < fading_factor(gradient_norms(gated, x)) < 1.03


def test_the_picture_has_a_curve_a_network_and_leaves_out_what_is_zero():
    figure = gradient_curves({"simple_rnn": [1, 0.5, 0.25, 0.0], "lstm": [1, 1, 1, 1]})
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "simple_rnn, factor 0.5 per step",
        "lstm, factor 1 per step",
    ]
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [1, 0.5, 0.25, np.nan])
    assert pixels(figure).shape[-1] == 3


def test_too_few_norms_have_no_factor():
    assert np.isnan(fading_factor([1.0, 0.0, 0.0]))


@pytest.mark.parametrize(
    "step, return_sequences, message",
    [
        (6, True, "reads 6 steps and has an output at every one, so there is no output at step 6"),
        (-7, True, "so there is no output at step -7"),
        (2, False, "reads 6 steps and has a single output after the last one, so there is no output at step 2"),
    ],
)
def test_steps_that_do_not_exist_are_refused(step, return_sequences, message):
    with pytest.raises(ValueError, match=message):
        gradient_norms(linear_recurrence(0.5, return_sequences=return_sequences), NUMBERS, step=step)


def test_models_that_read_no_sequence_are_refused():
    with pytest.raises(ValueError, match="mlp reads no sequence of vectors"):
        gradient_norms(models.mlp((4,), 2), np.ones((3, 4)))
    with pytest.raises(ValueError, match="mlp has no vector per step in layer 'hidden1'"):
        gradient_norms(models.mlp((4,), 2), np.ones((3, 4)), layer="hidden1")
    two = keras.Input((None, 2)), keras.Input((None, 2))
    model = keras.Model(two, keras.layers.Add()(two), name="two")
    with pytest.raises(ValueError, match="a model that reads one sequence, got two with 2"):
        gradient_norms(model, NUMBERS)
