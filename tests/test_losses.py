from keras_nets import models
from keras_nets.losses import MaximumAPosteriori, PerceptronLoss

import keras
import numpy as np
import pytest

LABELS = np.array([2, 0, 1])
SCORES = np.array([[-9.0, -4.0, -1.0], [-2.0, -0.5, -7.0], [-30.0, -25.0, -20.0]], dtype="float32")


def rosenblatt(weights, bias, x, target):
    """One correction of 1958, written for a single threshold unit or for one unit a class."""
    sums = x @ weights + bias
    decision = (sums > 0).astype(float) if len(sums) == 1 else np.eye(len(sums))[sums.argmax()]
    return weights + np.outer(x, target - decision), bias + target - decision


@pytest.mark.parametrize("classes", [1, 2, 4])
def test_a_step_of_sgd_at_rate_1_is_the_perceptron_learning_rule(classes):
    generator = np.random.default_rng(classes)
    model = models.perceptron((3,), classes)
    model.compile(keras.optimizers.SGD(1.0), PerceptronLoss())
    weights, bias = np.zeros((3, classes)), np.zeros(classes)
    corrections = 0
    for _ in range(12):
        x, label = generator.normal(size=3), generator.integers(max(2, classes))
        previous = weights
        target = np.array([label]) if classes == 1 else np.eye(classes)[label]
        weights, bias = rosenblatt(weights, bias, x, target)
        corrections += not np.array_equal(previous, weights)
        model.train_on_batch(x[None].astype("float32"), np.array([label]))
        for learned, expected in zip(model.get_weights(), (weights, bias), strict=True):
            np.testing.assert_allclose(learned, expected, atol=1e-5)
    assert 3 <= corrections < 12


def test_perceptron_loss_of_a_batch_is_the_mean_over_its_mistakes():
    decisions = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]], dtype="float32")
    for labels in (LABELS, LABELS[:, None]):
        assert float(PerceptronLoss()(labels, decisions)) == pytest.approx(2 / 3)
    assert float(PerceptronLoss()(np.array([[1], [0]]), np.array([[1.0], [1.0]]))) == 0.25


@pytest.mark.parametrize("j", [0.1, 10.0])
def test_maximum_a_posteriori_is_equation_9(j):
    penalties = -SCORES.astype("float64")
    right = penalties[np.arange(3), LABELS]
    expected = np.mean(right + np.log(np.exp(-j) + np.exp(-penalties).sum(axis=1)))
    for labels in (LABELS, LABELS[:, None]):
        assert float(MaximumAPosteriori(rubbish_penalty=j)(labels, SCORES)) == pytest.approx(expected, rel=1e-5)


def test_maximum_a_posteriori_without_rubbish_is_cross_entropy():
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(LABELS, SCORES)
    assert float(MaximumAPosteriori(rubbish_penalty=1e4)(LABELS, SCORES)) == pytest.approx(float(expected), rel=1e-5)


def test_large_penalties_do_not_overflow():
    assert float(MaximumAPosteriori()(np.array([0]), np.array([[-1e4, -2e4]]))) == pytest.approx(1e4 - 10)


def test_losses_are_saved_with_their_constants():
    loss = MaximumAPosteriori(rubbish_penalty=3.0, reduction="sum", name="criterion")
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert (copy.rubbish_penalty, copy.reduction, copy.name) == (3.0, "sum", "criterion")
