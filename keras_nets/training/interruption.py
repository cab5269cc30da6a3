"""Ctrl-C, SIGTERM and a closed terminal, so that none is lost and none disturbs what comes after it."""

import signal
import time

import keras

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Signals that follow one another faster are one wish.
_IMPATIENCE_SECONDS = 1.0


class Interruption(keras.callbacks.Callback):
    """Raises KeyboardInterrupt when a signal asks a run to stop, and again at the next batch.

    An exception that arises inside a callback of C++ code or of the garbage collector is swallowed there; the second
    one is not. Used as a context, it listens to the signals; outside the main thread, which alone receives them, it
    does nothing. A terminal that closes is no matter where SIGHUP is ignored, as `nohup` does.
    """

    def __init__(self):
        super().__init__()
        self.asked = False
        self._raise_from = 0.0

    def __enter__(self):
        self._earlier = {}
        try:
            for number in SIGNALS:
                if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                    self._earlier[number] = signal.signal(number, self._ask)
        except ValueError:
            self._earlier = {}
        return self

    def __exit__(self, *_):
        for number, handler in self._earlier.items():
            signal.signal(number, handler)

    def settle(self):
        """Ignore further signals until the context ends: the run stops already, and writes how."""
        self._raise_from = float("inf")

    def _ask(self, number, frame):
        self.asked = True
        if time.monotonic() >= self._raise_from:
            self._raise_from = time.monotonic() + _IMPATIENCE_SECONDS
            raise KeyboardInterrupt

    def on_train_batch_end(self, batch, logs=None):
        if self.asked:
            raise KeyboardInterrupt

    on_test_batch_end = on_train_batch_end


def reason_of(error):
    """What run.json says of an error that ended a run, in one line."""
    if isinstance(error, KeyboardInterrupt):
        return "stopped by the user"
    if isinstance(error, BrokenPipeError):
        return "nobody reads its output"
    return f"{type(error).__name__}: {error}".strip(": ").splitlines()[0]
