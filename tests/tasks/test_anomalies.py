import math

from keras_nets.tasks import anomaly_measures, anomaly_timeline, nab_score, window_rows

import numpy as np
import pytest

ROWS = 40
WINDOWS = [(10, 14), (30, 34)]


def detected(*rows):
    answer = np.zeros(ROWS, bool)
    answer[list(rows)] = True
    return answer


def sigmoid(y):
    return 2 / (1 + math.exp(5 * y)) - 1


def test_perfect_and_silent_detectors_are_the_ends_of_the_scale():
    assert nab_score(detected(10, 30), WINDOWS) == 100
    assert nab_score(detected(), WINDOWS) == 0
    # Of two windows that weigh -1 to 1 each, one found at its first row is half of the way.
    assert nab_score(detected(10), WINDOWS) == 50


def test_later_in_the_window_is_worse_and_only_the_first_counts():
    # Row 12 has the two rows 13 and 14 and itself still before it: y = -3/5.
    middle = sigmoid(-0.6) / sigmoid(-1)
    assert nab_score(detected(12, 30), WINDOWS) == pytest.approx(100 * (middle + 1 + 2) / 4)
    assert nab_score(detected(12, 13, 14, 30, 31), WINDOWS) == nab_score(detected(12, 30), WINDOWS)
    last = sigmoid(-0.2) / sigmoid(-1)
    assert nab_score(detected(14, 30), WINDOWS) == pytest.approx(100 * (last + 3) / 4)


def test_false_alarms_weigh_by_their_distance_from_the_window_before():
    perfect = nab_score(detected(10, 30), WINDOWS)
    # A window of rows 10 to 14 is four wide; row 16 lies two behind its end.
    assert perfect - nab_score(detected(10, 30, 16), WINDOWS) == pytest.approx(-100 * 0.11 * sigmoid(2 / 4) / 4)
    # Before any window, and from three widths behind one on, an alarm is wrong altogether.
    for row in (0, 9, 26, 29):
        assert perfect - nab_score(detected(10, 30, row), WINDOWS) == pytest.approx(100 * 0.11 / 4), row
    assert perfect - nab_score(detected(10, 30, 25), WINDOWS) == pytest.approx(-100 * 0.11 * sigmoid(11 / 4) / 4)
    # The window before row 36 is the second.
    assert perfect - nab_score(detected(10, 30, 36), WINDOWS) == pytest.approx(-100 * 0.11 * sigmoid(2 / 4) / 4)


def test_everything_is_detected_at_the_price_of_every_false_alarm():
    behind_first = [sigmoid(distance / 4) if distance < 12 else -1 for distance in range(1, 16)]
    behind_second = [sigmoid(distance / 4) for distance in range(1, 6)]
    total = 2 + 0.11 * (-10 + sum(behind_first) + sum(behind_second))
    assert nab_score(np.ones(ROWS, bool), WINDOWS) == pytest.approx(100 * (total + 2) / 4)


def test_window_of_one_row_and_no_window():
    assert nab_score(detected(5), [(5, 5)]) == 100
    assert nab_score(detected(5, 6), [(5, 5)]) == pytest.approx(100 + 50 * 0.11 * sigmoid(1))
    assert math.isnan(nab_score(detected(5), []))


def test_measures_of_points_and_windows():
    scores = np.zeros(ROWS)
    scores[[3, 10, 11, 20]] = [0.9, 0.5, 0.7, 0.5]
    measures = anomaly_measures(scores, 0.5, WINDOWS)
    assert (measures["precision"], measures["recall"]) == (2 / 4, 2 / 10)
    assert measures["f1_score"] == pytest.approx(2 * 0.5 * 0.2 / 0.7)
    assert (measures["windows_detected"], measures["windows"]) == (1, 2)
    assert measures["nab_score"] == nab_score(scores >= 0.5, WINDOWS)
    silent = anomaly_measures(scores, 1.0, WINDOWS)
    assert [silent[name] for name in ("precision", "recall", "f1_score", "nab_score")] == [0, 0, 0, 0]


def test_spans_of_time_are_cut_to_the_rows_that_there_are():
    times = np.datetime64("2020-01-01T00:00:00") + 60 * np.arange(10)
    spans = [["2019-12-31 23:00:00", "2020-01-01 00:01:30"], ["2020-01-01 00:08:00", "2020-01-01 01:00:00"]]
    assert window_rows(times, spans) == [(0, 1), (8, 9)]
    assert window_rows(times, [["2021-01-01", "2021-01-02"]]) == []


def test_refusals():
    with pytest.raises(ValueError, match=r"window \(38, 40\) does not lie in the 40 rows"):
        nab_score(detected(), [(38, 40)])
    with pytest.raises(ValueError, match=r"window \(3, 8\) does not lie in the 40 rows before the next window"):
        nab_score(detected(), [(8, 9), (3, 8)])
    with pytest.raises(ValueError, match=r"scores have shape \(40, 1\); pass one finite number per row"):
        anomaly_measures(np.zeros((ROWS, 1)), 0.5, WINDOWS)
    with pytest.raises(ValueError, match="pass one finite number per row"):
        anomaly_measures(np.full(ROWS, np.nan), 0.5, WINDOWS)


def test_timeline_shows_what_is_measured():
    scores = np.linspace(0, 1, ROWS)
    times = np.datetime64("2020-01-01T00:00:00") + np.arange(ROWS) * np.timedelta64(3600, "s")
    axes = anomaly_timeline(scores, 0.9, WINDOWS, times).axes[0]
    curve, dots, threshold = axes.get_lines()
    assert (curve.get_ydata() == scores).all()
    assert dots.get_xdata().tolist() == times[scores >= 0.9].tolist() and len(dots.get_xdata()) == 4
    assert set(threshold.get_ydata()) == {0.9}
    bands = [axes.convert_xunits(times[list(window)]).tolist() for window in WINDOWS]
    assert [[patch.get_x(), patch.get_x() + patch.get_width()] for patch in axes.patches] == [
        pytest.approx(band) for band in bands
    ]
    with pytest.raises(ValueError, match="39 times for 40 scores"):
        anomaly_timeline(scores, 0.9, WINDOWS, times[1:])
