from keras_nets.training import figures
from keras_nets.training.pictures import as_probabilities

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


def test_the_confusion_matrix_counts_and_says_how_many_are_right():
    axes = figures.confusion_matrix([0, 0, 1, 2], np.array([0, 1, 1, 2]), ("a", "b", "c")).axes[0]
    assert axes.get_title() == "3 of 4 right"
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written == {(0, 0): "1", (1, 0): "1", (1, 1): "1", (2, 2): "1"}


def test_sample_predictions_show_mistakes_first():
    probabilities = np.eye(3)[[0, 1, 2, 0]]
    figure = figures.sample_predictions(np.zeros((4, 2, 2, 1)), np.array([0, 1, 2, 2]), probabilities, ("a", "b", "c"))
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["a 100%\nis c", "a 100%", "b 100%", "c 100%"]
    assert figure.axes[0].title.get_color() == "firebrick"


def test_a_figure_becomes_an_image_for_the_board():
    image = figures.pixels(figures.predicted_against_true(np.arange(5.0), np.arange(5.0)))
    assert image.dtype == np.uint8
    assert image.shape == (504, 504, 3)
    assert image.min() < image.max() == 255
    assert 0 < image.mean() < 255
