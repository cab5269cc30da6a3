"""TensorBoard's files of a run: curves, learning rate, weight histograms, graph and pictures."""

import contextlib
import errno

from keras_nets._drawing import pixels
from keras_nets.training.callbacks import Allowance

import keras
import tensorflow as tf


class Board(keras.callbacks.TensorBoard):
    """Keras's TensorBoard callback, with histograms and pictures as often as they cost little and of the last epoch.

    Args:
        log_dir: Where event files go.
        draw: `draw(model, split)` returns `{name: figure}` of a split that may be looked at: that for validation, or
            that for training where there is none.
        dataset: The `Dataset` that is trained on; the shape of its examples is for the graph.
    """

    def __init__(self, log_dir, draw, dataset):
        # TensorBoard cannot read the graph that Keras 3 describes by itself, so the forward pass is traced below.
        super().__init__(log_dir=str(log_dir), histogram_freq=0, write_graph=False, update_freq="epoch")
        self._draw = draw
        self._split = "train" if dataset.validation is None else "validation"
        shapes = dataset.input_shape
        self._input_spec = keras.tree.map_shape_structure(lambda shape: tf.TensorSpec([None, *shape]), shapes)
        self._histogram_allowance = Allowance(share=0.005)
        self._picture_allowance = Allowance(share=0.01)

    def on_train_begin(self, logs=None):
        with _writing(self.log_dir):
            super().on_train_begin(logs)
        forward = tf.function(lambda inputs: self.model(inputs, training=False))
        graph = forward.get_concrete_function(self._input_spec).graph
        with _writing(self.log_dir), self._train_writer.as_default():
            tf.summary.graph(graph)

    def on_epoch_end(self, epoch, logs=None):
        with _writing(self.log_dir):
            super().on_epoch_end(epoch, logs)
        last = epoch + 1 == (self.params or {}).get("epochs") or self.model.stop_training
        with self._histogram_allowance.spend(always=last) as granted:
            if granted:
                self._write_histograms(epoch)
        # Most of what pictures show changes early: after epochs 1, 2, 4, 8, ...
        if last or (epoch + 1) & epoch == 0:
            with self._picture_allowance.spend(always=last) as granted:
                if granted:
                    self.write_pictures(self._draw(self.model, self._split), epoch)

    def write_pictures(self, pictures, epoch):
        """Add figures to the board at the given epoch (counted from 0)."""
        writer = self._train_writer if self._split == "train" else self._val_writer
        with _writing(self.log_dir), writer.as_default():
            for name, figure in pictures.items():
                tf.summary.image(name, pixels(figure)[None], step=epoch)

    def on_train_end(self, logs=None):
        with _writing(self.log_dir):
            super().on_train_end(logs)

    def _write_histograms(self, epoch):
        with _writing(self.log_dir), self._train_writer.as_default():
            for weight in self.model.weights:
                tf.summary.histogram(f"weights/{weight.path}", tf.convert_to_tensor(weight), step=epoch)


def write_results(log_dir, results, pictures, step):
    """Write a run's final figures: its results as scalars and its pictures, both of the test split.

    Args:
        log_dir: Where event files go.
        results: `{name: number}`.
        pictures: `{name: (height, width, 3) bytes}`.
        step: The last epoch, counted from 0.
    """
    with _writing(log_dir):
        writer = tf.summary.create_file_writer(str(log_dir))
        with writer.as_default():
            for name, value in results.items():
                if name.startswith("test_"):
                    tf.summary.scalar(f"epoch_{name.removeprefix('test_')}", value, step=step)
            for name, image in pictures.items():
                tf.summary.image(name, image[None], step=step)
        writer.close()


@contextlib.contextmanager
def _writing(log_dir):
    """Tell that TensorFlow cannot write its files, on a full disk for example, as Python tells it of others."""
    try:
        yield
    except tf.errors.OpError as error:
        full = isinstance(error, tf.errors.ResourceExhaustedError)
        number, reason = (errno.ENOSPC, "No space left on device") if full else (errno.EIO, "cannot be written")
        raise OSError(number, reason, str(log_dir)) from None
