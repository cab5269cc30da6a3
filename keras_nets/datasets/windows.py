"""Windows of a series, kept as the places where they begin: however much they overlap, the series is held once."""

from keras_nets.datasets.wording import counted

import numpy as np


class Windows:
    """Windows of equal length over the first axis of an array, for a `Split` in place of an array of examples.

    `windows[5]` is one window; `windows[2:4]` and `windows[[7, 1]]` are `Windows` again, and `np.asarray(windows)`
    copies them side by side, `(windows, length, ...)`.

    Args:
        series: the array, steps first.
        starts: the step at which each window begins.
        length: steps of a window.

    Raises:
        ValueError: a window begins before the series or ends behind it.

    Example:

    >>> windows = Windows(np.arange(10), starts=[0, 3, 6], length=4)
    >>> windows[1].tolist(), windows.shape
    ([3, 4, 5, 6], (3, 4))
    """

    def __init__(self, series, starts, length):
        self.series, self.starts, self.length = series, np.asarray(starts, np.int64), int(length)
        if len(self.starts) and (self.starts.min() < 0 or self.starts.max() + self.length > len(series)):
            raise ValueError(
                f"windows of {self.length} steps from {self.starts.min()} to {self.starts.max()} do not lie in "
                f"a series of {counted(len(series), 'step')}; begin them earlier"
            )

    @property
    def shape(self):
        return (len(self.starts), self.length, *self.series.shape[1:])

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def dtype(self):
        return self.series.dtype

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, index):
        starts = self.starts[index]
        if np.ndim(starts) == 0:
            return self.series[starts : starts + self.length]
        return Windows(self.series, starts, self.length)

    def __array__(self, dtype=None, copy=None):
        steps = self.starts[:, None] + np.arange(self.length)
        return np.asarray(self.series[steps], dtype)


def slide(what, steps, length, stride=1, unit="step"):
    """Where the windows of a series or of a part of it begin; what is left at its end is too short for one.

    Args:
        what: the series or part as an error should name it.
        steps: that it has.
        length: of a window, in steps.
        stride: from the beginning of one window to that of the next.
        unit: what a step is, such as a character.

    Raises:
        ValueError: there is not a single window.
    """
    if steps < length:
        raise ValueError(
            f"{what} is too short: it has {counted(steps, unit)}, and one window takes {length:,}; "
            "use a longer one, a smaller window or a split that gives this part more"
        )
    return np.arange(0, steps - length + 1, stride)


def positive(option, value, least=1):
    """`value`, if it is an integer from `least` on.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{option} {value!r} is not accepted; use an integer from {least}")
    return int(value)
