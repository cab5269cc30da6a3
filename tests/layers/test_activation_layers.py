"""Activations by name: those of Keras with the papers' slopes, and the randomized leaky ReLU."""

import math

from keras_nets.layers import RandomizedLeakyReLU, activate

import keras
import numpy as np
import pytest
import tensorflow as tf

X = np.linspace(-6, 6, 25).astype("float32")
NORMAL_CDF = np.array([(1 + math.erf(value / math.sqrt(2))) / 2 for value in X])
FORMULAS = {
    "relu": np.maximum(X, 0),
    "leaky_relu": np.where(X < 0, 0.01 * X, X),
    "prelu": np.where(X < 0, 0.25 * X, X),
    "rrelu": np.where(X < 0, X / 5.5, X),
    "elu": np.where(X < 0, np.exp(np.minimum(X, 0)) - 1, X),
    "silu": X / (1 + np.exp(-X)),
    "gelu": X * NORMAL_CDF,
    "sigmoid": 1 / (1 + np.exp(-X)),
    "tanh": np.tanh(X),
}


def layer_of(activation, shape=(1,)):
    inputs = keras.Input(shape)
    return keras.Model(inputs, activate(inputs, activation, name="act")).layers[-1]


@pytest.mark.parametrize("activation", FORMULAS)
def test_formula(activation):
    layer = layer_of(activation)
    assert layer.name == "act"
    np.testing.assert_allclose(layer(X[:, None])[:, 0], FORMULAS[activation], rtol=1e-4, atol=1e-5)


def test_no_activation_leaves_the_tensor_and_functions_are_taken_as_they_are():
    inputs = keras.Input((1,))
    assert activate(inputs, None, name="act") is inputs
    assert layer_of(keras.activations.relu6).activation is keras.activations.relu6


@pytest.mark.parametrize("shape, slopes", [((32, 32, 64), 64), ((10, 64), 64), ((64,), 64)])
def test_prelu_learns_a_slope_a_map_that_starts_at_a_quarter(shape, slopes):
    layer = layer_of("prelu", shape)
    assert layer.count_params() == slopes
    assert set(layer.get_weights()[0].ravel()) == {0.25}


def test_prelu_of_keras_itself_would_learn_a_slope_a_pixel():
    layer = keras.layers.PReLU()
    layer.build((None, 32, 32, 64))
    assert layer.count_params() == 65_536


def test_prelu_moves_its_slope_by_the_sum_of_the_negative_inputs():
    layer = layer_of("prelu", (4, 4, 3))
    x = np.random.default_rng(0).normal(size=(2, 4, 4, 3)).astype("float32")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(x))
    (gradient,) = tape.gradient(loss, layer.trainable_weights)
    np.testing.assert_allclose(np.ravel(gradient), np.minimum(x, 0).sum(axis=(0, 1, 2)), rtol=1e-4)


def test_dead_units_live_with_a_slope():
    """Where ReLU passes no gradient, every leaky one does."""
    x = tf.constant([[-3.0]])
    gradients = {}
    for activation in ("relu", "leaky_relu", "prelu", "rrelu", "elu"):
        layer = layer_of(activation)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
        gradients[activation] = float(tape.gradient(y, x)[0, 0])
    assert gradients.pop("relu") == 0
    assert gradients == pytest.approx({"leaky_relu": 0.01, "prelu": 0.25, "rrelu": 1 / 5.5, "elu": math.exp(-3)})


def test_unknown_activations_are_refused():
    with pytest.raises(ValueError) as error:
        activate(keras.Input((1,)), "relux", name="act")
    assert str(error.value) == (
        "activation must be 'leaky_relu', 'prelu', 'shared_prelu', 'rrelu' or one of Keras's own, such as 'relu', "
        "'elu', 'silu' and 'gelu', got 'relux'"
    )


def test_randomized_slopes_are_one_over_a_uniform_divisor():
    x = -np.ones((200, 500), "float32")
    slopes = -keras.ops.convert_to_numpy(RandomizedLeakyReLU(seed=0)(x, training=True))
    assert 1 / 8 <= slopes.min() < 0.126
    assert 0.33 < slopes.max() <= 1 / 3 + 1e-6
    assert (1 / slopes).mean() == pytest.approx(5.5, abs=0.02)
    assert slopes.mean() == pytest.approx(math.log(8 / 3) / 5, abs=0.001)
    assert np.quantile(1 / slopes, [0.25, 0.5, 0.75]) == pytest.approx([4.25, 5.5, 6.75], abs=0.05)


def test_randomized_slopes_are_drawn_anew_and_only_in_training():
    x = np.random.default_rng(0).normal(size=(4, 50)).astype("float32")
    layer = RandomizedLeakyReLU(seed=0)
    first, second = (keras.ops.convert_to_numpy(layer(x, training=True)) for _ in range(2))
    assert ((first != second) == (x < 0)).all()
    np.testing.assert_array_equal(RandomizedLeakyReLU(seed=0)(x, training=True), first)
    np.testing.assert_array_equal(layer(x, training=False), layer(x))


def test_randomized_slopes_of_other_bounds_survive_saving():
    layer = RandomizedLeakyReLU.from_config(RandomizedLeakyReLU(2.0, 4.0, seed=3).get_config())
    assert (layer.lower, layer.upper, layer.seed) == (2.0, 4.0, 3)
    np.testing.assert_allclose(layer(np.array([-6.0, 6.0])), [-2.0, 6.0])


@pytest.mark.parametrize("training", [False, True])
def test_randomized_slopes_in_half_precision(training):
    y = RandomizedLeakyReLU(dtype="mixed_bfloat16")(np.array([[-8.0, 2.0]]), training=training)
    assert keras.backend.standardize_dtype(y.dtype) == "bfloat16"
    negative, positive = (float(value) for value in y[0])
    assert -2.7 < negative <= -1 and positive == 2


@pytest.mark.parametrize("lower, upper", [(0, 8), (-1, 8), (8, 3)])
def test_impossible_bounds_are_refused(lower, upper):
    with pytest.raises(ValueError, match=f"need 0 < lower <= upper, got lower={lower}, upper={upper}"):
        RandomizedLeakyReLU(lower, upper)
