"""TensorBoard's HParams page: a line a trial, with the hyperparameters that the trial really used."""

import keras
import tensorflow as tf
from tensorboard.plugins.hparams import api as hparams


class TrialBoard(keras.callbacks.Callback):
    """Writes a trial's hyperparameters and the curve of every metric.

    Args:
        log_dir: the trial's own folder; its name is the trial's on the page.
        active: `{name: value}`, the hyperparameters to show.
    """

    def __init__(self, log_dir, active):
        super().__init__()
        self.log_dir, self.active = log_dir, active

    def on_train_begin(self, logs=None):
        self._writer = tf.summary.create_file_writer(str(self.log_dir))
        with self._writer.as_default():
            hparams.hparams(self.active, trial_id=self.log_dir.name)

    def on_epoch_end(self, epoch, logs=None):
        with self._writer.as_default():
            for name, value in logs.items():
                tf.summary.scalar(name, value, step=epoch)
        self._writer.flush()

    def on_train_end(self, logs=None):
        self._writer.close()
