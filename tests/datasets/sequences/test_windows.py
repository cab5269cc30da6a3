from keras_nets.datasets.sequences.windows import Windows, slide

import numpy as np
import pytest


@pytest.fixture
def windows():
    return Windows(np.arange(24).reshape(12, 2), starts=[0, 5, 8], length=4)


def test_windows_are_what_stands_from_each_start(windows):
    assert windows.shape == (3, 4, 2) and windows.ndim == 3 and len(windows) == 3
    np.testing.assert_array_equal(windows[1], np.arange(10, 18).reshape(4, 2))
    copied = np.asarray(windows)
    assert copied.dtype == windows.dtype
    np.testing.assert_array_equal(copied, [windows[0], windows[1], windows[2]])


def test_some_windows_are_windows_of_the_same_series(windows):
    for index in (slice(1, 3), [2, 0], np.array([True, False, True])):
        some = windows[index]
        assert isinstance(some, Windows) and some.series is windows.series
        np.testing.assert_array_equal(some, np.asarray(windows)[index])
    assert np.asarray(windows[:0]).shape == (0, 4, 2)


def test_windows_outside_the_series_are_refused():
    with pytest.raises(ValueError, match="windows of 4 steps from 0 to 9 do not lie in a series of 12 steps"):
        Windows(np.arange(12), [0, 9], 4)
    with pytest.raises(ValueError, match="windows of 4 steps from -1 to 0 do not lie"):
        Windows(np.arange(12), [0, -1], 4)


def test_slide_uses_every_window_that_fits():
    assert slide("it", 10, 4).tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert slide("it", 10, 4, 3).tolist() == [0, 3, 6]
    assert slide("it", 4, 4, 9).tolist() == [0]
    with pytest.raises(ValueError, match="^it is too short: it has 3 steps, and one window takes 4; use a longer one"):
        slide("it", 3, 4)
