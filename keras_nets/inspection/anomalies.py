"""How good a detector of anomalies is: by points, by windows found, by the Numenta benchmark's score, and as a picture.

Everything here speaks of rows: `scores[i]` says how unusual row i of a stretch of a series is, and a window `(first,
last)`, both included, is a span of rows in which a detector should speak at least once, the sooner the better.
"""

import itertools

import numpy as np
from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure

# The benchmark's standard profile. A false alarm weighs little, since there are many more rows than windows.
TRUE_POSITIVE, FALSE_POSITIVE, FALSE_NEGATIVE = 1.0, 0.11, 1.0
# Rows farther than so many widths behind a window have nothing to do with it.
_FAR = 3.0


def window_rows(times, spans):
    """The windows of rows that spans of time are, cut to the rows that there are.

    Args:
        times: of the rows, such as `dataset.test.times`.
        spans: first and last time of each window, such as `dataset.details["anomaly_windows"]`.

    Returns:
        `[(first, last), ...]`, without the windows that no row lies in.

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


def forecast_errors(model, dataset, split, margin=1.5):
    """A network that predicts the next value of a series as a detector: what it did not foresee is unusual.

    Args:
        model: predicts one number from a window of the series.
        dataset: `datasets.load("nab", series=...)`, or another whose splits have times and whose details have the
            `anomaly_windows`.
        split: the part in which anomalies are looked for.
        margin: how many times the largest error of the training part an error must be to be unusual.

    Returns:
        The absolute error of every prediction, the threshold, and the rows of the windows, as `anomaly_measures` and
        `anomaly_timeline` take them.
    """

    def errors(split):
        predicted = model.predict(dataset.inputs(split), batch_size=1000, verbose=0)
        return np.abs(predicted.ravel() - np.ravel(dataset.split(split).y))

    windows = window_rows(dataset.split(split).times, dataset.details["anomaly_windows"])
    return errors(split), margin * errors("train").max(), windows


def anomaly_measures(scores, threshold, windows):
    """What a detector that speaks where a score is at least `threshold` finds, and how often it is wrong.

    Args:
        scores: one a row, the higher the more unusual, such as the error of a prediction.
        threshold: which should be chosen without these rows.
        windows: `(first, last)` row of each; see `window_rows`.

    Returns:
        `precision`, `recall` and `f1_score` of rows (every row of a window is one that should be found), `windows`,
        `windows_detected` and `nab_score`; see `nab_score`.

    Raises:
        ValueError: scores are no finite numbers side by side, or a window lies outside of them.

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
    """The benchmark's score of a detector on one stretch: 100 is perfect, 0 that of one that never speaks.

    The first detection in a window counts S(y)/S(-1), and no other in it, with `S(y) = 2/(1 + e^(5y)) - 1` and a
    position y from -1 at the window's first row to almost 0 at its last; a window without one counts -1. Every
    detection outside counts 0.11 S(y), now with y the distance from the end of the window before, in widths of that
    window: a little late is a little wrong. From three widths on, and before the first window, that is -0.11. The sum
    is scaled so that nothing detected, -1 a window, gives 0, and every window at its first row and nothing else 100.

    Reference:
        Lavin, Ahmad, 2015, Evaluating real-time anomaly detection algorithms: the Numenta anomaly benchmark,
        https://arxiv.org/abs/1510.03336

    Differs: the published scores choose one threshold for a detector over all series, and sum before they scale.

    Args:
        detected: whether the detector speaks, one truth value a row; rows of the probation are left out before.
        windows: `(first, last)` row of each.

    Returns:
        The score, at most 100 and as low as false alarms make it; NaN where there is no window.

    Raises:
        ValueError: a window lies outside the rows, or windows overlap.

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
    # A window of a single row has no width to measure distances in.
    distances = (alarms - lasts[before]) / np.maximum(lasts - firsts, 1)[before]
    positions = np.where((before >= 0) & (distances < _FAR), distances, np.inf)
    total += FALSE_POSITIVE * float(_sigmoid(positions).sum())
    nothing, perfect = -FALSE_NEGATIVE * len(windows), TRUE_POSITIVE * len(windows)
    return 100 * (total - nothing) / (perfect - nothing)


def anomaly_timeline(scores, threshold, windows, times=None):
    """Scores over time, with the windows as bands, the threshold as a line and every detection as a dot.

    Args:
        scores, threshold, windows: as in `anomaly_measures`.
        times: of the rows, such as `dataset.test.times`; None numbers them.

    Raises:
        ValueError: as in `anomaly_measures`, or there are more or fewer times than scores.

    Example:

    >>> figure = anomaly_timeline(np.array([0.1, 0.9, 0.2, 0.7, 0.8]), 0.5, [(3, 4)])
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['score', 'detected', 'threshold', 'anomaly window']
    """
    scores, windows = _checked_scores(scores), _checked(windows, len(scores))
    times = np.arange(len(scores)) if times is None else np.asarray(times)
    if len(times) != len(scores):
        raise ValueError(f"there are {len(times):,} times for {len(scores):,} scores; pass one a row")
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
    """S(y); 1 far before, 0 at and -1 far behind the end of a window."""
    return 2 / (1 + np.exp(5 * np.minimum(position, 100))) - 1


def _checked_scores(scores):
    scores = np.asarray(scores)
    if scores.ndim != 1 or not np.isfinite(scores).all():
        raise ValueError(f"scores have shape {scores.shape}; pass one finite number a row, (rows,)")
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
