from keras_nets.tasks.probabilities import as_probabilities, mean_prediction

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
