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
