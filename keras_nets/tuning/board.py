"""TensorBoard's HParams page: one line per trial, with the hyperparameters that the trial used."""

import keras
import tensorflow as tf
from tensorboard.plugins.hparams import api as hparams


class TrialBoard(keras.callbacks.Callback):
    """Writes a trial's hyperparameters and the curve of every metric.

    Args:
        log_dir: Folder of the trial, whose name identifies it on the page.
        active: Hyperparameters to show, `{name: value}`.
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
