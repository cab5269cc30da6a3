from keras_nets.training.segmentation_figures import class_colors, class_overlay

import numpy as np


def test_classes_are_drawn_in_their_colors_and_what_does_not_count_in_white():
    labels = np.array([[[0, 1, 2], [2, 255, 0]]])
    probabilities = np.eye(3)[np.array([[[0, 2, 2], [2, 1, 1]]])]
    figure = class_overlay(np.zeros((1, 2, 3, 1)), probabilities, labels, ["none", "a", "b"], 255)
    colors = class_colors(3)
    white = np.ones(3)
    expected = [[colors[0], colors[1], colors[2]], [colors[2], white, colors[0]]]
    np.testing.assert_allclose(figure.axes[1].images[0].get_array(), expected)
    expected = [[colors[0], colors[2], colors[2]], [colors[2], white, colors[1]]]
    np.testing.assert_allclose(figure.axes[2].images[0].get_array(), expected)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["none", "a", "b"]


def test_neighboring_classes_differ_in_color():
    for classes in (2, 11, 21):
        colors = class_colors(classes)
        assert len(colors) == classes == len(np.unique(colors, axis=0))
