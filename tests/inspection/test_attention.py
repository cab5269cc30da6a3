import itertools

from keras_nets import inspection
from keras_nets._drawing import pixels

import numpy as np
import pytest


def test_a_map_has_a_row_for_what_is_written_and_a_column_for_what_is_read():
    weights = np.array([[0.1, 0.9, 0.0], [0.5, 0.25, 0.25]])
    axes = inspection.attention_map(weights, ["4", "th", "May"], ["0", "5"]).axes[0]
    np.testing.assert_array_equal(axes.images[0].get_array(), weights)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["4", "th", "May"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["0", "5"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("read", "written")


@pytest.mark.parametrize(
    ("read", "written"), [(29, ["1"] * 10 + ["<end>"]), (8, ["1"] * 10 + ["<end>"]), (5, ["金毛猎犬", "cat"])]
)
def test_a_map_fills_its_figure(read, written):
    figure = inspection.attention_map(np.zeros((len(written), read)), ["4"] * read, written)
    pixels(figure)
    axes = figure.axes[0]
    drawn, inner = axes.get_tightbbox(figure.canvas.get_renderer()), axes.bbox
    for side in (drawn.x0, drawn.y0, figure.bbox.width - drawn.x1, figure.bbox.height - drawn.y1):
        assert 0 <= side <= 12
    # Cells are about as wide as high.
    assert inner.width / read == pytest.approx(inner.height / len(written), rel=0.35)


def test_wide_names_of_what_is_read_stand_on_end():
    names = ["小猫", "金毛猎犬", "英国短毛蓝猫宠物", "非洲灰鹦鹉以及虎皮鹦鹉大型鸟类"]
    figure = inspection.attention_map(np.zeros((3, 4)), names, ["a", "b", "c"])
    pixels(figure)
    boxes = [label.get_window_extent(figure.canvas.get_renderer()) for label in figure.axes[0].get_xticklabels()]
    assert not any(left.overlaps(right) for left, right in itertools.pairwise(boxes))
    assert max(box.y1 for box in boxes) <= figure.bbox.height and figure.axes[0].bbox.height > 60


def test_weights_that_do_not_fit_the_tokens_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, 2\) for 1 written and 2 read tokens"):
        inspection.attention_map(np.eye(2), ["a", "b"], ["a"])
