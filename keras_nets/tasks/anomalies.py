"""Measures of a detector of anomalies: by points, by windows, by the Numenta benchmark's score, and as a picture.

Everything is in rows: `scores[i]` is the anomaly score of row i of a series, and a window `(first, last)`, both
included, is a span of rows in which a detector should raise an alarm at least once, the sooner the better.
"""

import itertools

from keras_nets._fonts import Figure

import numpy as np
from matplotlib.dates import ConciseDateFormatter

# The benchmark's standard profile. A false alarm weighs little, since there are many more rows than windows.
TRUE_POSITIVE, FALSE_POSITIVE, FALSE_NEGATIVE = 1.0, 0.11, 1.0
# Alarms farther than this many widths behind a window are not attributed to it.
_FAR = 3.0


def window_rows(times, spans):
    """Spans of time as windows of rows, cut to the existing rows.

    Args:
        times: Times of the rows, such as `dataset.test.times`.
        spans: First and last time of each window, such as `dataset.form.anomaly_windows`.

    Returns:
        `[(first, last), ...]`, without windows that contain no row.

    Example:

    >>> times = np.array(["2020-01-01", "2020-01-02", "2020-01-03"], "datetime64[s]")
    >>> window_rows(times, [["2020-01-02", "2020-01-09"], ["2019-01-01", "2019-01-02"]])
    [(1, 2)]
    """
    windows = []
    for first, last in spans:
        rows = np.flatnonzero((times >= np.datetime64(first)) & (times <= np.datetime64(last)))
        if len(rows):
            windows.append((int(rows[0]), int(rows[-1])))
    return windows


def anomaly_measures(scores, threshold, windows):
    """Measures of a detector that raises an alarm where a score is at least `threshold`.

    Args:
        scores: Anomaly score of each row, higher for more unusual ones, such as the error of a prediction.
        threshold: Threshold, which should be chosen without these rows.
        windows: `(first, last)` row of each window; see `window_rows`.

    Returns:
        `precision`, `recall` and `f1_score` of rows (all rows of a window are positive), `windows`, `windows_detected`
        and `nab_score`; see `nab_score`.

    Raises:
        ValueError: If scores are not a vector of finite numbers, or a window lies outside of them.

    Example:

    >>> anomaly_measures(np.array([0.1, 0.9, 0.2, 0.7, 0.8]), 0.5, [(3, 4)])["windows_detected"]
    1
    """
    scores, windows = _checked_scores(scores), _checked(windows, len(scores))
    detected = scores >= threshold
    anomalous = np.zeros(len(scores), bool)
    for first, last in windows:
        anomalous[first : last + 1] = True
    right = int((detected & anomalous).sum())
    precision = right / max(int(detected.sum()), 1)
    recall = right / max(int(anomalous.sum()), 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1_score": 2 * precision * recall / max(precision + recall, 1e-12),
        "windows": len(windows),
        "windows_detected": sum(bool(detected[first : last + 1].any()) for first, last in windows),
        "nab_score": nab_score(detected, windows),
    }


def nab_score(detected, windows):
    """The benchmark's score of a detector on one series: 100 is perfect, 0 is a detector without any alarm.

    Only the first detection in a window counts, with S(y)/S(-1), where `S(y) = 2/(1 + e^(5y)) - 1` and the position y
    goes from -1 at the window's first row to almost 0 at its last. A window without a detection counts -1. Every
    detection outside counts 0.11 S(y), where y is the distance from the end of the window before, in widths of that
    window, so that slightly late is slightly wrong. From three widths on, and before the first window, that is -0.11.
    The sum is scaled: no detection, -1 a window, gives 0, and every window at its first row and nothing else gives 100.

    Reference:
        Lavin, Ahmad, 2015, Evaluating real-time anomaly detection algorithms: the Numenta anomaly benchmark,
        https://arxiv.org/abs/1510.03336

    Differs: the published scores use one threshold for a detector over all series, and sum before scaling.

    Args:
        detected: Whether the detector raises an alarm, one truth value per row, without the probationary rows.
        windows: `(first, last)` row of each window.

    Returns:
        The score, at most 100, without a lower bound; NaN if there is no window.

    Raises:
        ValueError: If a window lies outside the rows, or windows overlap.

    Example:

    >>> nab_score([False, False, True, False, False], [(2, 4)]), nab_score([False] * 5, [(2, 4)])
    (100.0, 0.0)
    """
    detected = np.asarray(detected, bool)
    windows = _checked(windows, len(detected))
    if not windows:
        return float("nan")
    total, outside = 0.0, detected.copy()
    for first, last in windows:
        rows = first + np.flatnonzero(detected[first : last + 1])
        outside[first : last + 1] = False
        if len(rows):
            position = -(last - rows[0] + 1) / (last - first + 1)
            total += TRUE_POSITIVE * float(_sigmoid(position) / _sigmoid(-1.0))
        else:
            total -= FALSE_NEGATIVE
    alarms = np.flatnonzero(outside)
    before = np.searchsorted([last for _, last in windows], alarms) - 1
    firsts, lasts = np.array(windows).T
    # A window of a single row has width 0, which cannot be a unit of distance.
    distances = (alarms - lasts[before]) / np.maximum(lasts - firsts, 1)[before]
    positions = np.where((before >= 0) & (distances < _FAR), distances, np.inf)
    total += FALSE_POSITIVE * float(_sigmoid(positions).sum())
    nothing, perfect = -FALSE_NEGATIVE * len(windows), TRUE_POSITIVE * len(windows)
    return 100 * (total - nothing) / (perfect - nothing)


def anomaly_timeline(scores, threshold, windows, times=None):
    """Scores over time, with the windows as bands, the threshold as a line and every detection as a dot.

    Args:
        scores, threshold, windows: As in `anomaly_measures`.
        times: Times of the rows, such as `dataset.test.times`; None numbers them.

    Raises:
        ValueError: As in `anomaly_measures`, or if there are more or fewer times than scores.

    Example:

    >>> figure = anomaly_timeline(np.array([0.1, 0.9, 0.2, 0.7, 0.8]), 0.5, [(3, 4)])
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['score', 'detected', 'threshold', 'anomaly window']
    """
    scores, windows = _checked_scores(scores), _checked(windows, len(scores))
    times = np.arange(len(scores)) if times is None else np.asarray(times)
    if len(times) != len(scores):
        raise ValueError(f"got {len(times):,} times for {len(scores):,} scores; pass one per row")
    detected = scores >= threshold
    figure = Figure(figsize=(9, 3), layout="constrained")
    axes = figure.subplots()
    axes.plot(times, scores, color="0.5", linewidth=0.6, label="score")
    axes.plot(times[detected], scores[detected], "o", color="tab:red", markersize=4, label="detected")
    axes.axhline(threshold, color="tab:red", linestyle="--", linewidth=1, label="threshold")
    for number, (first, last) in enumerate(windows):
        label = "anomaly window" if number == 0 else None
        axes.axvspan(times[first], times[last], color="tab:orange", alpha=0.25, linewidth=0, label=label)
    if np.issubdtype(times.dtype, np.datetime64):
        axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))
    else:
        axes.set_xlabel("row")
    axes.set(ylabel="score", ylim=(0, None))
    axes.margins(x=0.01)
    axes.legend(frameon=False, ncols=4, loc="lower right", bbox_to_anchor=(1, 1))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _sigmoid(position):
    """S(y): 1 far before, 0 at and -1 far behind the end of a window."""
    return 2 / (1 + np.exp(5 * np.minimum(position, 100))) - 1


def _checked_scores(scores):
    scores = np.asarray(scores)
    if scores.ndim != 1 or not np.isfinite(scores).all():
        raise ValueError(f"scores have shape {scores.shape}; pass one finite number per row, (rows,)")
    return scores


def _checked(windows, rows):
    windows = sorted((int(first), int(last)) for first, last in windows)
    for (first, last), (following, _) in itertools.pairwise([*windows, (rows, rows)]):
        if not 0 <= first <= last < following:
            raise ValueError(
                f"window {(first, last)} does not lie in the {rows:,} rows before the next window or their end; "
                "pass the (first, last) row of each, as window_rows gives them"
            )
    return windows
