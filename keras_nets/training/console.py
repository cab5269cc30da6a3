"""What a run says while it works: one line an epoch, with a bar that fills where somebody watches."""

import errno
import time

from keras_nets._wording import printable

import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn


class _Console(Console):
    """A console for lines that hold names of files, classes and columns, which may be anything."""

    def print(self, *objects, **options):
        super().print(*(printable(each) if isinstance(each, str) else each for each in objects), **options)

    def on_broken_pipe(self):
        """Tell it as an error of its own; rich ends the program, and nobody would write what became of the run."""
        try:
            super().on_broken_pipe()
        except SystemExit:
            raise BrokenPipeError(errno.EPIPE, "nobody reads the output") from None


def make_console(quiet=False):
    """Where a run speaks; text is never reinterpreted or cut, and what would steer the terminal stands escaped."""
    return _Console(quiet=quiet, highlight=False, markup=False, soft_wrap=True)


class ProgressBar(keras.callbacks.Callback):
    """One progress bar an epoch, which turns into a line with the epoch's results."""

    def __init__(self, console, epochs, steps, title=""):
        super().__init__()
        self.console, self.epochs, self.steps = console, epochs, steps
        self.title = f"{title} " if title else ""
        self._bar = None

    def on_epoch_begin(self, epoch, logs=None):
        self._started = time.monotonic()
        self._label = f"{self.title}epoch {epoch + 1:>{len(str(self.epochs))}}/{self.epochs}"
        if self.console.is_terminal and not self.console.quiet:
            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[loss]}"))
            self._bar = Progress(*columns, console=self.console, transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._label, total=self.steps, loss="")

    def on_train_batch_end(self, batch, logs=None):
        if self._bar is not None:
            self._bar.update(self._task, completed=batch + 1, loss=_figures(dict([_most_telling(logs)])))

    def on_epoch_end(self, epoch, logs=None):
        self.close()
        figures = {name: value for name, value in logs.items() if name != "learning_rate"}
        self.console.print(f"{self._label}  {_figures(figures)}  ({time.monotonic() - self._started:.1f} s)")

    def close(self):
        """Take the bar away, also after an interruption."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _most_telling(logs):
    """The loss, or the first figure of a model that calls none of its losses so."""
    return ("loss", logs["loss"]) if "loss" in logs else next(iter(logs.items()))


def _figures(logs):
    return "  ".join(f"{name} {float(value):.4g}" for name, value in logs.items())
