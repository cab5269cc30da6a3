"""Logistic regression and the perceptron."""

from keras_nets import losses, models

import keras
import numpy as np


def test_probability_is_above_one_half_exactly_where_the_sum_is_positive():
    model = models.logistic_regression((3,), 1)
    x = np.random.default_rng(0).normal(size=(50, 3)).astype("float32")
    weights, bias = model.get_weights()
    positive = (x @ weights + bias) > 0
    assert 5 < positive.sum() < 45
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(model(x)) > 0.5, positive)


def test_two_outputs_of_logistic_regression_are_one_sigmoid_of_the_difference():
    model = models.logistic_regression((3,), 2)
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    weights, bias = model.get_weights()
    scores = x @ weights + bias
    expected = 1 / (1 + np.exp(scores[:, 0] - scores[:, 1]))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model(x))[:, 1], expected, rtol=1e-5)


def separable(classes):
    generator = np.random.default_rng(0)
    centers = 4 * np.eye(3)[:classes]
    labels = np.arange(60) % classes
    return (centers[labels] + generator.uniform(-1, 1, size=(60, 3))).astype("float32"), labels


def test_perceptron_separates_what_can_be_separated_by_plain_fit():
    for classes, units in ((2, 1), (3, 3)):
        x, labels = separable(classes)
        model = models.perceptron((3,), units)
        model.compile(keras.optimizers.SGD(1.0), losses.PerceptronLoss(), metrics=["accuracy"], steps_per_execution=60)
        history = model.fit(x, labels, batch_size=1, epochs=5, shuffle=False, verbose=0).history
        assert history["accuracy"][-1] == 1.0
        assert history["loss"][-1] == 0.0
        outputs = keras.ops.convert_to_numpy(model(x))
        decided = outputs.argmax(axis=-1) if units > 1 else outputs.ravel()
        np.testing.assert_array_equal(decided, labels)


def test_perceptron_without_activation_gives_the_sums():
    model = models.perceptron((3,), 2, classifier_activation=None)
    model.set_weights([np.ones((3, 2)), np.array([0.0, 1.0])])
    assert keras.ops.convert_to_numpy(model(np.ones((1, 3)))).tolist() == [[3.0, 4.0]]
