from keras_nets.tasks.probabilities import as_probabilities, fit_temperature, mean_prediction

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        ([[0.2, 0.8]], [[0.2, 0.8]]),
        ([[0.3]], [[0.7, 0.3]]),
        ([[0.0, np.log(3)]], [[0.25, 0.75]]),
        ([[-1000.0, 0.0]], [[0.0, 1.0]]),
    ],
)
def test_outputs_of_every_kind_become_probabilities(outputs, expected):
    np.testing.assert_allclose(as_probabilities(np.array(outputs)), expected, atol=1e-7)


def test_an_ensemble_votes_with_the_mean_of_its_probabilities():
    sure, unsure = np.array([[1.0, 0.0]]), np.array([[0.4, 0.6]])
    np.testing.assert_allclose(mean_prediction([sure, unsure]), [[0.7, 0.3]])


def calibration_error(probabilities, labels, bins=10):
    """Mean distance between confidence and accuracy over bins of confidence, weighted by their examples."""
    confidences, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    gaps = [abs((confidences - right)[places == place].sum()) for place in range(bins)]
    return sum(gaps) / len(labels)


def log_loss(probabilities, labels):
    return -np.log(np.maximum(probabilities[np.arange(len(labels)), labels], 1e-300)).mean()


@pytest.mark.parametrize("kind", ["scores", "probabilities", "one unit"])
@pytest.mark.parametrize("factor", [0.2, 1.0, 8.0])
def test_the_temperature_calibrates(kind, factor):
    random = np.random.default_rng(0)
    true = random.normal(0, 1.5, (4000, 2 if kind == "one unit" else 5))
    truth = as_probabilities(true - 50)
    labels = (truth.cumsum(axis=1) < random.random((4000, 1))).sum(axis=1)
    # A network whose scores are `factor` times too large.
    outputs = factor * true - 50
    if kind != "scores":
        outputs = as_probabilities(outputs)
    if kind == "one unit":
        outputs = outputs[:, 1:]
    plain, temperature = as_probabilities(outputs), fit_temperature(outputs, labels)
    assert temperature == pytest.approx(factor, rel=0.1)
    cooled = as_probabilities(outputs, temperature)
    np.testing.assert_allclose(cooled.sum(axis=1), 1)
    np.testing.assert_array_equal(cooled.argmax(axis=1), plain.argmax(axis=1))
    assert log_loss(cooled, labels) <= log_loss(plain, labels)
    assert calibration_error(cooled, labels) < 0.03
    if factor == 8.0:
        assert calibration_error(plain, labels) > 0.1


def test_without_mistakes_there_is_no_temperature_to_find():
    assert fit_temperature(np.array([[0.9, 0.1], [0.2, 0.8]]), [0, 1]) == 1
