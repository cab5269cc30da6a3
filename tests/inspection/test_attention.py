from keras_nets import inspection

import numpy as np
import pytest


def test_a_map_has_a_row_for_what_is_written_and_a_column_for_what_is_read():
    weights = np.array([[0.1, 0.9, 0.0], [0.5, 0.25, 0.25]])
    axes = inspection.attention_map(weights, ["4", "th", "May"], ["0", "5"]).axes[0]
    np.testing.assert_array_equal(axes.images[0].get_array(), weights)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["4", "th", "May"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["0", "5"]


def test_weights_that_do_not_fit_the_tokens_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, 2\) for 1 written and 2 read tokens"):
        inspection.attention_map(np.eye(2), ["a", "b"], ["a"])
