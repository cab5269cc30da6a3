"""Segmentation: a class for every pixel of an image."""

from keras_nets.tasks.pixel_pictures import class_overlay, foreground_overlay, threshold_curves
from keras_nets.tasks.pixel_scores import pixel_measures
from keras_nets.tasks.pixels import predict_whole
from keras_nets.tasks.task import Task

import numpy as np

MOST_SEGMENTATIONS, MOST_EXAMPLES = 6, 20


class Segmentation(Task):
    """Which class does every pixel belong to?"""

    name = "segmentation"
    tool = "segment"

    def compile(self, model, optimizer):
        """Ignored pixels have weight 0 in the loss, the accuracy and the mean intersection over union.

        Args:
            model: A network whose output has one channel per class.
            optimizer: A Keras optimizer.
        """
        import keras

        loss = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
        overlap = keras.metrics.MeanIoU(model.output_shape[-1], sparse_y_pred=False, name="mean_iou", dtype="float32")
        model.compile(optimizer, loss, weighted_metrics=["accuracy", overlap])

    def predict(self, model, inputs, batch_size=None):
        """Probabilities of every pixel, each image in one pass."""
        return predict_whole(model, inputs, batch_size)

    def measure(self, model, dataset, split):
        """For two classes, such as vessels and background, the measures that publications report."""
        truth, counted = _foreground(dataset, dataset.split(split).y)
        if dataset.classes != 2 or not _has_both(truth[counted]):
            return {}
        return pixel_measures(self.predict(model, dataset.inputs(split))[..., -1], truth, counted)

    def pictures(self, model, dataset, split):
        """A few images above the true and the predicted class of every pixel.

        For two classes also the curves of the first images, and the foreground that was found in a few.
        """
        binary, few = dataset.classes == 2, slice(MOST_SEGMENTATIONS)
        most = MOST_EXAMPLES if binary else MOST_SEGMENTATIONS
        images, labels = dataset.inputs(split, limit=most), np.asarray(dataset.split(split).y[:most])
        probabilities, ignored = self.predict(model, images), dataset.targets.ignored_label
        overlay = class_overlay(images[few], probabilities[few], labels[few], dataset.class_names, ignored)
        figures = {"segmentations": overlay}
        if binary:
            found, (truth, counted) = probabilities[..., -1], _foreground(dataset, labels)
            if _has_both(truth[counted]):
                figures["curves"] = threshold_curves(found, truth, counted)
            figures["foreground"] = foreground_overlay(images[:3], found[:3], truth[:3], counted[:3])
        return figures


TASK = Segmentation()


def _foreground(dataset, labels):
    """Masks of the pixels of the second class, and of those that count."""
    labels, ignored = np.asarray(labels), dataset.targets.ignored_label
    return labels == 1, np.ones(labels.shape, bool) if ignored is None else labels != ignored


def _has_both(truth):
    """Whether there are pixels of both classes, which a curve and the area under it need."""
    return truth.any() and not truth.all()
