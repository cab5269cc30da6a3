from keras_nets import models

import keras
import numpy as np
import pytest


def test_five_layer_net_of_the_notes_has_66_weights():
    model = models.mlp((2,), 1, hidden_units=(3, 5, 4, 2))
    kernels = [layer.kernel.shape[::-1] for layer in model.layers[1:]]
    assert kernels == [(3, 2), (5, 3), (4, 5), (2, 4), (1, 2)]
    assert model.count_params() == 66


def test_four_layer_net_of_the_notes():
    model = models.mlp((12,), 1, hidden_units=(5, 5, 3))
    assert [layer.units for layer in model.layers[1:]] == [5, 5, 3, 1]
    assert model.get_layer("predictions").activation is keras.activations.sigmoid


def test_default_is_two_hidden_layers_of_sigmoid_units():
    model = models.mlp((28, 28, 1), 10)
    assert [layer.name for layer in model.layers] == ["input", "flatten", "hidden1", "hidden2", "predictions"]
    assert [model.get_layer(f"hidden{i}").units for i in (1, 2)] == [300, 100]
    assert model.get_layer("hidden1").activation is keras.activations.sigmoid


def test_no_hidden_layer_is_logistic_regression():
    assert models.mlp((4,), 3, hidden_units=()).count_params() == models.logistic_regression((4,), 3).count_params()


def test_dropout_follows_every_hidden_layer():
    model = models.mlp((4,), 3, hidden_units=(5, 5), dropout=0.3)
    names = [layer.name for layer in model.layers]
    assert names == ["input", "hidden1", "dropout1", "hidden2", "dropout2", "predictions"]
    assert model.get_layer("dropout2").rate == 0.3


def test_a_step_of_sgd_is_the_back_propagation_rule():
    """Err_j = O_j (1 - O_j) (T_j - O_j) at the output, O_j (1 - O_j) sum_k Err_k w_jk below; w_ij += l Err_j O_i."""
    generator = np.random.default_rng(0)
    model = models.mlp((3,), 2, hidden_units=(4,), classifier_activation="sigmoid")
    weights1, bias1, weights2, bias2 = model.get_weights()
    x, target = generator.normal(size=(1, 3)).astype("float32"), np.array([[1.0, 0.0]], dtype="float32")
    hidden = 1 / (1 + np.exp(-(x @ weights1 + bias1)))
    output = 1 / (1 + np.exp(-(hidden @ weights2 + bias2)))
    error2 = output * (1 - output) * (target - output)
    error1 = hidden * (1 - hidden) * (error2 @ weights2.T)
    # Keras's squared error of two outputs is the mean, so its gradient is (O - T) as in the rule.
    model.compile(keras.optimizers.SGD(0.9), "mean_squared_error", run_eagerly=True)
    model.train_on_batch(x, target)
    expected = [
        weights1 + 0.9 * x.T @ error1,
        bias1 + 0.9 * error1[0],
        weights2 + 0.9 * hidden.T @ error2,
        bias2 + 0.9 * error2[0],
    ]
    for learned, by_rule in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_allclose(learned, by_rule, atol=1e-6)


@pytest.mark.parametrize("factory", [models.logistic_regression, models.perceptron, models.mlp, models.maxout_network])
def test_preprocessing_is_part_of_the_model(factory, tmp_path):
    x = np.random.default_rng(0).normal(5.0, 3.0, size=(20, 4, 2)).astype("float32")
    scaling = keras.layers.Normalization(name="scaling")
    scaling.adapt(x)
    model = factory((4, 2), 3, preprocessing=scaling)
    assert [layer.name for layer in model.layers[:3]] == ["input", "scaling", "flatten"]
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(x), model(x))
    np.testing.assert_array_equal(loaded.get_layer("scaling").mean, scaling.mean)
