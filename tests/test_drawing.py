from keras_nets._drawing import class_colors, pixel_class_colors, pixels

import numpy as np
import pytest
from matplotlib.figure import Figure


def test_a_figure_becomes_an_image_for_the_board():
    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    figure.subplots().scatter(np.arange(5), np.arange(5))
    image = pixels(figure)
    assert image.dtype == np.uint8
    assert image.shape == (504, 504, 3)
    assert image.min() < image.max() == 255
    assert 0 < image.mean() < 255


@pytest.mark.parametrize("colors", [class_colors, pixel_class_colors])
@pytest.mark.parametrize("classes", [2, 10, 11, 21])
def test_neighboring_classes_differ_in_color(colors, classes):
    assert len(colors(classes)) == classes == len(np.unique(colors(classes), axis=0))
