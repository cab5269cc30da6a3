from keras_nets import inspection
from keras_nets._drawing import pixels

import numpy as np
import pytest


@pytest.mark.parametrize("capacity", [None, 0.138])
def test_a_capacity_curve_shows_percentages_and_the_break(capacity):
    figure = inspection.capacity_curve([0.1, 0.2], [0.0, 0.25], capacity=capacity)
    curve, *marks = figure.axes[0].lines
    np.testing.assert_allclose(curve.get_xydata(), [[0.1, 0], [0.2, 25]])
    assert [mark.get_xdata()[0] for mark in marks] == ([] if capacity is None else [capacity])
    assert pixels(figure).shape[-1] == 3
