"""Ctrl-C and SIGTERM, so that neither is lost."""

import signal

import keras

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption(keras.callbacks.Callback):
    """Raises KeyboardInterrupt when a signal asks a run to stop, and again at the next batch.

    An exception that arises inside a callback of C++ code or of the garbage collector is swallowed there; the second
    one is not. Used as a context, it listens to the signals; outside the main thread, which alone receives them, it
    does nothing.
    """

    def __init__(self):
        super().__init__()
        self.asked = False

    def __enter__(self):
        self._earlier = {}
        try:
            for number in SIGNALS:
                self._earlier[number] = signal.signal(number, self._ask)
        except ValueError:
            self._earlier = {}
        return self

    def __exit__(self, *_):
        for number, handler in self._earlier.items():
            signal.signal(number, handler)

    def _ask(self, number, frame):
        self.asked = True
        raise KeyboardInterrupt

    def on_train_batch_end(self, batch, logs=None):
        if self.asked:
            raise KeyboardInterrupt

    on_test_batch_end = on_train_batch_end
