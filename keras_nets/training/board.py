"""TensorBoard's files of a run: curves, learning rate, hyperparameters, weight histograms, graph and pictures.

A training has at most two boards, `train` and `validation`, however many phases it has: TensorBoard shows none of its
runs at first where there are more than 40. What is measured and drawn at the end is on `train`, where the HParams page
looks for it.
"""

import contextlib
import errno
from pathlib import Path

from keras_nets._drawing import pixels
from keras_nets.training.callbacks import Allowance

import keras
import tensorflow as tf

TRAIN, VALIDATION = BOARDS = ("train", "validation")


class Board(keras.callbacks.Callback):
    """Curves of every epoch, the graph, and histograms and pictures as often as they cost little and of the last epoch.

    Args:
        log_dir: Folder of the boards.
        draw: `draw(model, split)` returns `{name: figure}` of a split that may be looked at: that for validation, or
            that for training where there is none.
        dataset: The `Dataset` that is trained on; the shape of its examples is for the graph.
        hyperparameters: `{name: value}` for the HParams page; None writes none.
        prefix: What all names begin with, such as that of a phase.
    """

    def __init__(self, log_dir, draw, dataset, hyperparameters=None, prefix=""):
        super().__init__()
        self.log_dir, self.hyperparameters, self.prefix = Path(log_dir), hyperparameters, prefix
        self._draw = draw
        self._split = TRAIN if dataset.validation is None else VALIDATION
        shapes = dataset.input_shape
        self._input_spec = keras.tree.map_shape_structure(lambda shape: tf.TensorSpec([None, *shape]), shapes)
        self._histogram_allowance = Allowance(share=0.005)
        self._picture_allowance = Allowance(share=0.01)
        self._writers = {}

    def on_train_begin(self, logs=None):
        forward = tf.function(lambda inputs: self.model(inputs, training=False))
        graph = forward.get_concrete_function(self._input_spec).graph
        with self._writing_on(TRAIN):
            # TensorBoard cannot read the graph that Keras 3 describes by itself.
            tf.summary.graph(graph)
            if self.hyperparameters is not None:
                _write_hyperparameters(self.hyperparameters, self.log_dir)

    def on_epoch_end(self, epoch, logs=None):
        self._write_curves(epoch, logs or {})
        last = epoch + 1 == (self.params or {}).get("epochs") or self.model.stop_training
        with self._histogram_allowance.spend(always=last) as granted:
            if granted:
                self._write_histograms(epoch)
        # Most of what pictures show changes early: after epochs 1, 2, 4, 8, ...
        if last or (epoch + 1) & epoch == 0:
            with self._picture_allowance.spend(always=last) as granted:
                if granted:
                    self._write_pictures(epoch)

    def on_train_end(self, logs=None):
        with _telling_of(self.log_dir):
            for writer in self._writers.values():
                writer.close()
        self._writers = {}

    @contextlib.contextmanager
    def _writing_on(self, board):
        """A context in which summaries go to a board, which is made when it is first written on."""
        with _telling_of(self.log_dir):
            if board not in self._writers:
                self._writers[board] = tf.summary.create_file_writer(str(self.log_dir / board))
            with self._writers[board].as_default():
                yield
            self._writers[board].flush()

    def _write_curves(self, epoch, logs):
        curves = {board: {} for board in BOARDS}
        for name, value in logs.items():
            curves[VALIDATION if name.startswith("val_") else TRAIN][name.removeprefix("val_")] = value
        if self.model.optimizer is not None:
            curves[TRAIN]["learning_rate"] = float(self.model.optimizer.learning_rate)
        for board, values in curves.items():
            if values:
                with self._writing_on(board):
                    for name, value in values.items():
                        tf.summary.scalar(f"{self.prefix}epoch_{name}", value, step=epoch)

    def _write_histograms(self, epoch):
        with self._writing_on(TRAIN):
            for weight in self.model.weights:
                name = f"{self.prefix}weights/{weight.path}"
                tf.summary.histogram(name, tf.convert_to_tensor(weight), step=epoch)

    def _write_pictures(self, epoch):
        figures = self._draw(self.model, self._split)
        with self._writing_on(self._split):
            for name, figure in figures.items():
                tf.summary.image(f"{self.prefix}{name}", pixels(figure)[None], step=epoch)


def write_results(log_dir, results, pictures, step, *, prefix="test/", curves=None):
    """Write what is measured and drawn at the end, on the board of the training.

    Args:
        log_dir: Folder of the boards.
        results: `{name: number}`.
        pictures: `{name: (height, width, 3) bytes}`.
        step: The last epoch, counted from 0.
        prefix: What the names of pictures and curves begin with.
        curves: `{class name: (labels, probabilities)}`, whether each example is of the class and how probable that is,
            for the page of curves of precision and recall.
    """
    with _telling_of(log_dir):
        writer = tf.summary.create_file_writer(str(Path(log_dir, TRAIN)))
        with writer.as_default():
            for name, value in results.items():
                tf.summary.scalar(f"results/{name}", value, step=step)
            for name, image in pictures.items():
                tf.summary.image(f"{prefix}{name}", image[None], step=step)
            for name, (labels, probabilities) in (curves or {}).items():
                _write_curve(f"{prefix}{name}", labels, probabilities, step)
        writer.close()


def _write_hyperparameters(values, log_dir):
    """The line of a run on the HParams page, which knows numbers, truth values and texts."""
    from tensorboard.plugins.hparams import api as hparams

    simple = (bool, int, float, str)
    known = {name: value if isinstance(value, simple) else str(value) for name, value in values.items()}
    # Runs of the same hyperparameters would otherwise be one line.
    hparams.hparams(known, trial_id="/".join(log_dir.parts[-2:]))


def _write_curve(name, labels, probabilities, step):
    from tensorboard.plugins.pr_curve import summary

    curve = summary.pb(name, labels, probabilities)
    tf.summary.experimental.write_raw_pb(curve.SerializeToString(), step)


@contextlib.contextmanager
def _telling_of(log_dir):
    """Tell that TensorFlow cannot write its files, on a full disk for example, as Python tells it of others."""
    try:
        yield
    except tf.errors.OpError as error:
        full = isinstance(error, tf.errors.ResourceExhaustedError)
        number, reason = (errno.ENOSPC, "No space left on device") if full else (errno.EIO, "cannot be written")
        raise OSError(number, reason, str(log_dir)) from None
