"""Colors tell classes apart, are those that the classes are named by, and carry text that can be read."""

import doctest

from keras_nets import _colors
from keras_nets._colors import class_colors, color_legend, ink_on, pixel_class_colors
from keras_nets._fonts import Figure

import numpy as np
import pytest
from matplotlib.colors import to_rgb


def test_examples_run():
    assert doctest.testmod(_colors).failed == 0


@pytest.mark.parametrize("colors", [class_colors, lambda classes: pixel_class_colors(range(classes))])
@pytest.mark.parametrize("classes", [2, 10, 11, 21])
def test_neighboring_classes_differ_in_color(colors, classes):
    assert len(colors(classes)) == classes == len(np.unique(colors(classes), axis=0))


def test_classes_that_are_named_by_colors_have_these():
    names = ["#ffffff", "#0000ff", "#0A8000"]
    np.testing.assert_allclose(255 * pixel_class_colors(names), [[255, 255, 255], [0, 0, 255], [10, 128, 0]])
    for others in (["#ffffff", "sky"], ["#ffffff", "#0000ff0"], ["#ffffff", "#00f"]):
        colors = pixel_class_colors(others)
        assert not colors[0].any() and to_rgb("tab:blue") == pytest.approx(colors[1])


def test_ink_has_the_larger_contrast():
    assert [ink_on(np.full(3, gray)) for gray in (0.0, 0.45, 0.47, 1.0)] == ["white", "white", "black", "black"]
    inks = [ink_on(to_rgb(f"tab:{name}")) for name in ("blue", "orange", "green", "red")]
    assert inks == ["white", "black", "black", "white"]


def test_a_legend_has_fewer_columns_for_wide_names_and_makes_room_for_its_lines():
    heights = {}
    for name in ("a", "a" * 15, "猫" * 15):
        figure = Figure(figsize=(8, 4), layout="constrained")
        figure.subplots()
        color_legend(figure, {f"{name}{number}": "white" for number in range(6)})
        assert [text.get_text()[:-1] for text in figure.legends[0].get_texts()] == [name] * 6
        heights[name] = figure.get_figheight()
    line = heights["a" * 15] - heights["a"]
    assert line > 0.15 and heights["猫" * 15] - heights["a"] == pytest.approx(2 * line)
