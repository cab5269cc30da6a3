from keras_nets import models
from keras_nets.losses import FocalCrossentropy, MaximumAPosteriori, PerceptronLoss, SoftDice

import keras
import numpy as np
import pytest
from sklearn.metrics import f1_score

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


@pytest.fixture
def segmentation():
    """Labels, probabilities and truth values of which pixels count, of two images with three classes."""
    generator = np.random.default_rng(0)
    labels = generator.integers(3, size=(2, 5, 4))
    probabilities = generator.dirichlet(np.ones(3), size=labels.shape).astype("float32")
    return labels, probabilities, generator.random(labels.shape) < 0.7


def test_dice_of_hard_decisions_is_the_mean_f1_score_of_the_pixels_that_count(segmentation):
    labels, probabilities, counted = segmentation
    decisions = probabilities.argmax(axis=-1)
    loss = SoftDice(smoothing=0.0)(labels, np.eye(3, dtype="float32")[decisions], counted.astype("float32"))
    assert float(loss) == pytest.approx(1 - f1_score(labels[counted], decisions[counted], average="macro"), rel=1e-5)


def test_dice_without_weights_is_keras_own_of_each_class(segmentation):
    labels, probabilities, _ = segmentation
    targets = np.eye(3, dtype="float32")[labels]
    expected = [keras.losses.Dice(name=str(c))(targets[..., c], probabilities[..., c]) for c in range(3)]
    assert float(SoftDice(smoothing=0.0)(labels, probabilities)) == pytest.approx(np.mean(expected), rel=1e-5)


def test_focal_loss_is_keras_own_and_without_gamma_the_cross_entropy(segmentation):
    labels, probabilities, counted = segmentation
    theirs = keras.losses.CategoricalFocalCrossentropy(alpha=1.0, gamma=3.0)(np.eye(3)[labels], probabilities)
    assert float(FocalCrossentropy(gamma=3.0)(labels, probabilities)) == pytest.approx(float(theirs), rel=1e-5)
    theirs = keras.losses.SparseCategoricalCrossentropy()(labels, probabilities, counted)
    ours = FocalCrossentropy(gamma=0.0)(labels, probabilities, counted)
    assert float(ours) == pytest.approx(float(theirs), rel=1e-5)


@pytest.mark.parametrize("loss", [SoftDice(), FocalCrossentropy(reduction="mean_with_sample_weight")])
def test_pixels_of_weight_0_have_no_part_in_the_loss(segmentation, loss):
    labels, probabilities, counted = segmentation
    others = np.where(counted[..., None], probabilities, probabilities[..., ::-1])
    assert float(loss(labels, probabilities, counted)) == pytest.approx(float(loss(labels, others, counted)), rel=1e-6)
    assert float(loss(labels, probabilities)) != pytest.approx(float(loss(labels, others)), rel=1e-3)


@pytest.mark.parametrize("loss", [SoftDice(), FocalCrossentropy()])
def test_one_output_is_the_probability_of_the_second_of_two_classes(segmentation, loss):
    labels, probabilities, _ = segmentation
    foreground = probabilities[..., :1]
    found = float(loss(labels % 2, foreground))
    if isinstance(loss, SoftDice):
        targets = (labels % 2).astype("float32")
        overlap, sizes = (targets * foreground[..., 0]).sum(), targets.sum() + foreground.sum()
        assert found == pytest.approx(1 - (2 * overlap + 1) / (sizes + 1), rel=1e-5)
    else:
        both = np.concatenate([1 - foreground, foreground], axis=-1)
        assert found == pytest.approx(float(loss(labels % 2, both)), rel=1e-5)


def test_a_negative_gamma_is_refused():
    with pytest.raises(ValueError, match="gamma must be at least 0, got -1; 2 is the paper's"):
        FocalCrossentropy(gamma=-1)


@pytest.mark.parametrize(
    "loss, constants",
    [
        (MaximumAPosteriori(rubbish_penalty=3.0, reduction="sum", name="criterion"), ("rubbish_penalty",)),
        (SoftDice(smoothing=3.0, name="overlap"), ("smoothing",)),
        (FocalCrossentropy(gamma=3.0, reduction="sum"), ("gamma",)),
    ],
)
def test_losses_are_saved_with_their_constants(loss, constants):
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    for constant in (*constants, "reduction", "name"):
        assert getattr(copy, constant) == getattr(loss, constant)
