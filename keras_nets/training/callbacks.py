"""What happens at each epoch of a run: the record, the best weights, checkpoints, and the watch over the loss."""

import contextlib
import math
import operator
import time

from keras_nets.training.checkpoint import save_checkpoint

import keras
import numpy as np
import tensorflow as tf


class Diverged(Exception):
    """The loss became NaN or infinite."""


class LossWatch(keras.callbacks.Callback):
    """Stops with `Diverged`, naming epoch and step, as soon as the loss is not finite, or the weights after an epoch.

    Several steps run between two visits to Python, so the step is noted inside the compiled training step.
    """

    def set_model(self, model):
        super().set_model(model)
        self._step = tf.Variable(0, dtype=tf.int64, trainable=False)
        self._first = tf.Variable(-1, dtype=tf.int64, trainable=False)
        train_step = type(model).train_step.__get__(model)

        def watched_train_step(data):
            logs = train_step(data)
            step = self._step.assign_add(1)
            finite = tf.reduce_all([tf.math.is_finite(tf.cast(value, tf.float32)) for value in tf.nest.flatten(logs)])
            is_first = tf.logical_and(tf.logical_not(finite), self._first < 0)
            self._first.assign(tf.where(is_first, step, self._first))
            return logs

        model.train_step = watched_train_step
        model.train_function = None

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        self._step.assign(0)

    def on_train_batch_end(self, batch, logs=None):
        first = int(self._first)
        if first >= 0:
            raise Diverged(f"the loss is no longer finite at epoch {self._epoch + 1}, step {first}")

    def on_epoch_end(self, epoch, logs=None):
        # ReLU turns NaN into 0, behind which a loss can stay finite while the weights are lost.
        for weight in self.model.weights:
            if not np.all(np.isfinite(keras.ops.convert_to_numpy(weight))):
                raise Diverged(f"the weights in {weight.path} are no longer finite after epoch {epoch + 1}")


class BestWeights(keras.callbacks.Callback):
    """Keeps the weights of the epoch with the best `monitor`; stops after `patience` epochs without a better one.

    Args:
        monitor: Name of a metric, as `fit` reports it.
        direction: `"max"` or `"min"`, what is best.
        patience: Epochs; None never stops.
    """

    def __init__(self, monitor, direction, patience=None):
        super().__init__()
        self.monitor, self.patience = monitor, patience
        self._better = operator.lt if direction == "min" else operator.gt
        self.value, self.epoch, self.weights, self.stopped = None, None, None, False

    def on_epoch_end(self, epoch, logs=None):
        value = logs.get(self.monitor)
        if value is None:
            raise ValueError(
                f"nothing called {self.monitor!r} is measured, so it cannot be monitored; "
                f"there are {', '.join(sorted(logs))}"
            )
        if self.value is None or self._better(value, self.value):
            self.value, self.epoch, self.weights = float(value), epoch, self.model.get_weights()
        elif self.patience is not None and epoch - self.epoch >= self.patience:
            self.stopped = self.model.stop_training = True

    def state(self):
        return {"value": self.value, "epoch": self.epoch, "stopped": self.stopped}

    def restore(self, state, weights):
        self.value, self.epoch, self.stopped = state["value"], state["epoch"], state["stopped"]
        self.weights = weights


class EpochCounter(keras.callbacks.Callback):
    """Tells the data pipeline which epoch begins, so that its order depends on nothing else."""

    def __init__(self):
        super().__init__()
        self.variable = tf.Variable(0, dtype=tf.int64, trainable=False)

    def on_epoch_begin(self, epoch, logs=None):
        self.variable.assign(epoch)


class Recorder(keras.callbacks.Callback):
    """Writes `metrics.csv` after each epoch, and a checkpoint as often as it costs little."""

    def __init__(self, folder, epochs, best=None):
        super().__init__()
        self.folder, self.epochs, self.best = folder, epochs, best
        self.rows = []
        self.phases = 0
        self._allowance = Allowance(share=0.01)

    def on_epoch_end(self, epoch, logs=None):
        self.rows.append({"epoch": epoch + 1, **{name: float(value) for name, value in logs.items()}})
        self.folder.write_metrics(self.rows)
        last = epoch + 1 == self.epochs or self.model.stop_training
        with self._allowance.spend(always=last) as granted:
            if granted:
                self.checkpoint(self.model)

    def checkpoint(self, model):
        """Write the state of `model` after the last epoch in `rows` and the `phases` before."""
        progress = {"epoch": len(self.rows), "rows": self.rows, "phases": self.phases}
        if self.best is not None:
            progress["best"] = self.best.state()
        weights = self.best.weights if self.best is not None else None
        save_checkpoint(self.folder.checkpoint_path, model, progress, weights)


class Allowance:
    """Grants an activity at most a share of the time: after each spending comes a pause in proportion to its cost."""

    def __init__(self, share, clock=time.monotonic):
        self.share, self.clock = share, clock
        self._next = -math.inf

    @contextlib.contextmanager
    def spend(self, always=False):
        """A context that says whether the activity may run now, and measures what it costs."""
        began = self.clock()
        granted = always or began >= self._next
        yield granted
        if granted:
            ended = self.clock()
            self._next = ended + (ended - began) / self.share
