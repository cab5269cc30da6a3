from keras_nets._colors import pixel_class_colors
from keras_nets.tasks.pixel_pictures import (
    FALSE,
    MISSED,
    RIGHT,
    class_map,
    class_overlay,
    foreground_map,
    foreground_overlay,
    threshold_curves,
)
from keras_nets.tasks.pixel_scores import pixel_measures

import numpy as np
import pytest


@pytest.fixture
def vessels():
    generator = np.random.default_rng(0)
    labels = (generator.random((2, 20, 30)) < 0.3).astype("uint8")
    probabilities = (0.4 * labels + 0.6 * generator.random(labels.shape)).astype("float32")
    return generator.random((2, 20, 30, 1)), probabilities, labels, generator.random(labels.shape) < 0.8


def test_curves_tell_the_areas_that_the_measures_have(vessels):
    _, probabilities, labels, mask = vessels
    measures = pixel_measures(probabilities, labels, mask)
    left, right = threshold_curves(probabilities, labels, mask).axes
    assert left.get_title().endswith(f"{measures['roc_auc']:.4f}")
    assert right.get_title().endswith(f"{measures['pr_auc']:.4f}")
    rates = left.lines[0].get_xydata()
    assert tuple(rates[0]) == (0, 0) and tuple(rates[-1]) == (1, 1)
    assert np.trapezoid(rates[:, 1], rates[:, 0]) == pytest.approx(measures["roc_auc"], abs=1e-6)


def test_curves_of_many_pixels_are_drawn_by_few_points():
    generator = np.random.default_rng(0)
    labels = generator.random(50_000) < 0.2
    figure = threshold_curves(generator.random(50_000) + labels, labels)
    assert max(len(axes.lines[0].get_xdata()) for axes in figure.axes) <= 2000


def test_each_pixel_has_the_color_of_what_became_of_it(vessels):
    images, probabilities, labels, mask = vessels
    figure = foreground_overlay(images, probabilities, labels, mask, threshold=0.4, names=["one", "two"])
    assert [axes.get_title() for axes in figure.axes[::2]] == ["one", "two"]
    for number in range(2):
        drawn = np.asarray(figure.axes[2 * number + 1].images[0].get_array())
        found = probabilities[number] >= 0.4
        truth, counted = labels[number].astype(bool), mask[number]
        for color, expected in ((RIGHT, found & truth), (MISSED, ~found & truth), (FALSE, found & ~truth)):
            np.testing.assert_array_equal(np.isclose(drawn, color).all(axis=-1), expected & counted)


def test_an_image_without_labels_is_drawn_beside_its_probabilities(vessels):
    images, probabilities, _, _ = vessels
    left, right = foreground_map(images[0], probabilities[0]).axes
    np.testing.assert_allclose(left.images[0].get_array(), images[0, ..., 0])
    np.testing.assert_array_equal(right.images[0].get_array(), probabilities[0])
    # Not stretched: what looks black or white is certain.
    assert right.images[0].get_clim() == (0, 1)


def test_pixels_that_do_not_count_are_black_beside_the_image(vessels):
    images, _, _, _ = vessels
    counted = np.zeros(images.shape[1:3], bool)
    counted[2:5] = True
    _, right = foreground_map(images[0], np.ones(counted.shape), counted).axes
    np.testing.assert_array_equal(right.images[0].get_array(), counted)


def test_classes_are_drawn_in_their_colors_and_what_does_not_count_in_white():
    labels = np.array([[[0, 1, 2], [2, 255, 0]]])
    probabilities = np.eye(3)[np.array([[[0, 2, 2], [2, 1, 1]]])]
    figure = class_overlay(np.zeros((1, 2, 3, 1)), probabilities, labels, ["none", "a", "b"], 255)
    colors = pixel_class_colors(["none", "a", "b"])
    white = np.ones(3)
    expected = [[colors[0], colors[1], colors[2]], [colors[2], white, colors[0]]]
    np.testing.assert_allclose(figure.axes[1].images[0].get_array(), expected)
    expected = [[colors[0], colors[2], colors[2]], [colors[2], white, colors[1]]]
    np.testing.assert_allclose(figure.axes[2].images[0].get_array(), expected)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["none", "a", "b"]


def test_an_overlay_shows_the_image_through_the_classes_and_names_those_that_occur():
    image, found = np.full((2, 2, 1), 0.5), np.array([[0, 2], [2, 0]])
    plain, colored = class_map(image, np.eye(4)[found], ["none", "sky", "sea", "land"]).axes
    np.testing.assert_allclose(plain.images[0].get_array(), image[..., 0])
    drawn = np.asarray(colored.images[0].get_array())
    np.testing.assert_allclose(drawn[found == 0], 0.5)
    np.testing.assert_allclose(drawn[found == 2], np.tile(0.2 + 0.6 * pixel_class_colors("abcd")[2], (2, 1)))
    legend = colored.figure.legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["none", "sea"]


@pytest.mark.parametrize("first", ["#000000", "#ffffff"])
def test_classes_that_are_colors_are_drawn_in_them_and_what_is_black_shows_the_image(first):
    names, found = [first, "#0000ff", "#ff0000"], np.array([[0, 1], [2, 0]])
    own = np.array([[float(first == "#ffffff")] * 3, [0, 0, 1], [1, 0, 0]])
    colored = class_map(np.full((2, 2, 1), 0.5), np.eye(3)[found], names).axes[1]
    expected = 0.2 + 0.6 * own[found]
    if first == "#000000":
        expected[found == 0] = 0.5
    np.testing.assert_allclose(colored.images[0].get_array(), expected)
    overlay = class_overlay(np.zeros((1, 2, 2, 1)), np.eye(3)[found][None], found[None], names)
    for axes in overlay.axes[1:]:
        np.testing.assert_array_equal(axes.images[0].get_array(), own[found])
    for figure in (colored.figure, overlay):
        legend = figure.legends[0]
        assert [text.get_text() for text in legend.get_texts()] == names
        np.testing.assert_array_equal([patch.get_facecolor()[:3] for patch in legend.get_patches()], own)
