"""Pictures of unsupervised networks show the numbers that they are given."""

from keras_nets import inspection
from keras_nets._drawing import pixels
from keras_nets.inspection.explanations import normalized

import numpy as np
import pytest


def shown(figure):
    """The first channel of pictures of 2 x 2 pixels in two rows, each row of them apart."""
    canvas = np.asarray(figure.axes[0].images[0].get_array())[..., 0]
    return [[canvas[top : top + 2, left : left + 2] for left in range(1, canvas.shape[1], 3)] for top in (1, 4)]


def test_filters_are_gray_at_zero_and_white_where_they_excite():
    weights = np.array([[0.0, 2.0, 0.0], [1.0, -2.0, 1.0], [-1.0, 0.0, 1.0], [0.5, 0.0, 1.0]])
    (first, second), (third, empty) = shown(inspection.filter_grid(weights, (2, 2, 1)))
    np.testing.assert_allclose(first.ravel(), [0.5, 1.0, 0.0, 0.75])
    np.testing.assert_allclose(second.ravel(), [1.0, 0.0, 0.5, 0.5])
    np.testing.assert_allclose(third.ravel(), [0.5, 1.0, 1.0, 1.0])
    assert np.all(empty == 1)


def test_reconstructions_stand_below_their_inputs():
    inputs = np.linspace(0, 1, 12).reshape(3, 4)
    above, below = shown(inspection.reconstructions(inputs, inputs**2, (2, 2, 1)))
    np.testing.assert_allclose(np.ravel(above), inputs.ravel(), rtol=1e-6)
    np.testing.assert_allclose(np.ravel(below), inputs.ravel() ** 2, rtol=1e-6)


def test_a_latent_plane_shows_the_directions_of_largest_variance():
    codes = np.zeros((6, 4))
    codes[:, 2] = [-3, -2, -1, 1, 2, 3]
    codes[:, 0] = [1, -1, 0, 0, 1, -1]
    figure = inspection.latent_plane(codes, [0, 0, 0, 1, 1, 1], ("low", "high"))
    points = [collection.get_offsets() for collection in figure.axes[0].collections]
    assert np.ptp(np.concatenate(points)[:, 0]) == pytest.approx(6, abs=0.2)
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["low", "high"]


def test_every_figure_can_be_drawn():
    images = np.random.default_rng(0).random((3, 6, 6, 1))
    maps = {"saliency": images[..., 0], "Grad-CAM": images[..., 0]}
    figures = [
        inspection.explanation_grid(images, ["a", "b", "c"], maps, overlaid=("Grad-CAM",)),
        inspection.ideal_inputs(images, ["a", "b", "c"]),
        inspection.feature_bars(images[:, 0, :, 0], ["a", "b", "c"], list("uvwxyz")),
    ]
    assert all(pixels(figure).shape[-1] == 3 for figure in figures)


def test_titles_of_any_script_stay_in_the_figure():
    names = ("小猫", "金毛猎犬", "英国短毛蓝猫宠物", "非洲灰鹦鹉以及虎皮鹦鹉大型鸟类")
    titles = [f"{name} 35%\nis {other}\nwhy {name}?" for name, other in zip(names, names[::-1], strict=True)]
    images = np.zeros((4, 6, 6, 1))
    figure = inspection.explanation_grid(images, titles, {"Saliency": images[..., 0]}, temperature=4.2)
    pixels(figure)
    renderer = figure.canvas.get_renderer()
    boxes = [axes.title.get_window_extent(renderer) for axes in figure.axes[::2]]
    assert min(box.x0 for box in boxes) >= 0 and max(box.x1 for box in boxes) <= figure.bbox.width / 2
    assert figure.axes[0].get_title() == titles[0].replace(names[3], "非洲灰鹦…鹦鹉大型鸟类")
    assert figure.get_suptitle() == "probabilities at temperature 4.2"
    assert inspection.explanation_grid(images, titles, {}).get_suptitle() == ""


def test_faint_ideal_inputs_are_stretched_and_say_so():
    images = np.array([[0.0, 9, 3, 0], [0, 255, 0, 51], [51, 102, 51, 51], [7, 7, 7, 7]]).reshape(4, 2, 2, 1) / 255
    figure = inspection.ideal_inputs(images, ["a", "b", "c", "d"])
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == ["a\ncontrast ×28", "b", "c\ncontrast ×5", "d"]
    canvas = np.asarray(figure.axes[0].images[0].get_array())[1:3, :, 0]
    shown = [canvas[:, left : left + 2].ravel() for left in (1, 4, 7, 10)]
    np.testing.assert_allclose(shown, [[0, 1, 1 / 3, 0], [0, 1, 0, 0.2], [0, 1, 0, 0], [7 / 255] * 4], atol=1e-6)


@pytest.mark.parametrize(("features", "told"), [(25, "the strongest 20 of 25 features"), (20, "")])
def test_bars_say_how_many_features_they_leave_out(features, told):
    maps = np.arange(2.0 * features).reshape(2, features)
    names = [f"feature {number}" for number in range(features)]
    figure = inspection.feature_bars(maps, ["a", "b"], names)
    assert figure.get_suptitle() == told
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == names[::-1][:20]
    lines = inspection.feature_bars(maps, ["a", "b"], names, temperature=0.5).get_suptitle().split("\n")
    assert lines == [line for line in (told, "probabilities at temperature 0.5") if line]


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="at least 2 units"):
        inspection.latent_plane(np.ones((3, 1)))
    with pytest.raises(AttributeError, match="has no attribute 'gradcam'"):
        inspection.gradcam  # noqa: B018


def test_single_bright_pixels_do_not_darken_a_map():
    values = np.full((20, 20), 0.5)
    values[0, 0] = 100
    assert normalized(values)[1, 1] == 1
    assert np.all(normalized(np.zeros((4, 4))) == 0)
