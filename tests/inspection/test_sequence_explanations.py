"""Pictures of explanations of series and texts say what their colors are, and use no letters that a font lacks."""

from keras_nets import inspection
from keras_nets._drawing import pixels

import numpy as np
import pytest
from matplotlib.colors import to_rgb


def series(features):
    return np.random.default_rng(0).normal(size=(2, 9, features)).cumsum(axis=1)


def test_every_feature_of_a_series_has_its_line_and_its_name():
    values = series(3)
    figure = inspection.step_maps(values, np.ones((2, 9)), ["up", "down"], ["加速度", "y", "z"])
    legend = figure.legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["加速度", "y", "z"]
    colors = [to_rgb(patch.get_facecolor()) for patch in legend.get_patches()]
    assert len(set(colors)) == 3
    for axes, example in zip(figure.axes, values, strict=False):
        for line, feature, color in zip(axes.lines, example.T, colors, strict=True):
            np.testing.assert_array_equal(line.get_ydata(), feature)
            assert to_rgb(line.get_color()) == color
    assert inspection.step_maps(values, np.ones((2, 9)), ["a", "b"]).legends[0].get_texts()[2].get_text() == "feature 2"


def test_a_bar_says_what_the_shades_are():
    maps = np.arange(18.0).reshape(2, 9)
    figure = inspection.step_maps(series(1), maps, ["up", "down"], temperature=4.2)
    *panels, bar = figure.axes
    assert bar.get_ylabel() == "saliency"
    assert [label.get_text() for label in bar.get_yticklabels()] == ["none", "largest"]
    shown = [np.asarray(axes.images[0].get_array()).ravel() for axes in panels]
    assert [values.max() for values in shown] == [1, 1] and shown[0].min() == 0
    assert figure.get_suptitle() == "probabilities at temperature 4.2" and not figure.legends
    assert pixels(figure).shape[-1] == 3


def test_more_features_than_colors_are_counted():
    figure = inspection.step_maps(series(12), np.ones((2, 9)), ["up", "down"])
    assert figure.get_suptitle() == "12 features, one line each" and not figure.legends
    assert {line.get_color() for line in figure.axes[0].lines} == {"black"}


@pytest.mark.parametrize("temperature", [1.0, 275.0])
def test_texts_are_of_one_weight_and_name_the_temperature(temperature):
    titles = ["好评 100%\nis 差评", "good 80%"]
    figure = inspection.token_maps([["很", "好"], ["good"]], [[0.0, 2.0], [1.0]], titles, temperature)
    told, texts = [], figure.axes[0].texts
    if temperature != 1:
        told, texts = texts[:1], texts[1:]
        assert told[0].get_text() == "probabilities at temperature 275"
        assert told[0].get_position()[1] < texts[0].get_position()[1]
    assert [text.get_text() for text in texts] == ["好评 100%, is 差评", "很", "好", "good 80%", "good"]
    assert {text.get_fontweight() for text in texts} == {"normal"}
    assert texts[0].get_color() == texts[3].get_color() != texts[1].get_color()
    red = [text.get_bbox_patch().get_facecolor()[1] for text in (texts[1], texts[2])]
    assert red[1] < red[0]
    assert pixels(figure).shape[-1] == 3


def test_wide_tokens_take_two_columns_each():
    figure = inspection.token_maps([["价格", "ab", "贵"]], [[1.0, 1.0, 1.0]], ["好评"])
    places = [text.get_position()[0] for text in figure.axes[0].texts[1:]]
    assert places == [0, 5, 8]
