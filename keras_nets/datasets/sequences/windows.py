"""Windows of a series, kept as their starts, so that the series is held once, however much they overlap."""

from keras_nets._wording import counted

import numpy as np


class Windows:
    """Windows of equal length over the first axis of an array, for a `Split` in place of an array of examples.

    `windows[5]` is one window; `windows[2:4]` and `windows[[7, 1]]` are `Windows` again, and `np.asarray(windows)`
    copies them side by side, `(windows, length, ...)`.

    Args:
        series: Array, steps first.
        starts: Step at which each window begins.
        length: Number of steps in a window.

    Raises:
        ValueError: If a window begins before the series or ends after it.

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

    def picker(self):
        """A function of indices that gathers windows in a tf.data pipeline, which holds only the series."""
        import tensorflow as tf

        series, starts, steps = tf.constant(self.series), tf.constant(self.starts), tf.range(self.length)
        steps = tf.cast(steps, tf.int64)
        return lambda indices: tf.gather(series, tf.gather(starts, indices)[:, None] + steps)

    def __array__(self, dtype=None, copy=None):
        steps = self.starts[:, None] + np.arange(self.length)
        return np.asarray(self.series[steps], dtype)


def slide(what, steps, length, stride=1, unit="step"):
    """Starts of the windows of a series or a part of it; a rest at the end that is too short is left out.

    Args:
        what: Name of the series or part in an error.
        steps: Number of its steps.
        length: Length of a window in steps.
        stride: Steps from the start of one window to that of the next.
        unit: Name of a step, such as `"character"`.

    Raises:
        ValueError: If not a single window fits.
    """
    if steps < length:
        raise ValueError(
            f"{what} is too short: it has {counted(steps, unit)}, and one window takes {length:,}; "
            "use a longer one, a smaller window or a split that gives this part more"
        )
    return np.arange(0, steps - length + 1, stride)
