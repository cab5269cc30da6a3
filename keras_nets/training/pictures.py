"""Which pictures a run shows, by what its network learned to do."""

from keras_nets.training import figures
from keras_nets.training.dense_prediction import predict_whole
from keras_nets.training.segmentation_figures import class_overlay

import numpy as np

MOST_EXAMPLES = 2000
MOST_SEGMENTATIONS = 6


def run_pictures(recipe, model, dataset, split):
    """The recipe's own pictures and those that its task calls for, `{name: figure}`.

    Args:
        recipe: the `Recipe`.
        model: the trained network.
        dataset: the `Dataset`.
        split: name of the split to show.
    """
    pictures = recipe.pictures(model, dataset, split) if recipe.pictures is not None else {}
    if dataset.target == "labels":
        pictures |= _supervised(model, dataset, split)
    return pictures


def _supervised(model, dataset, split):
    if dataset.task == "segmentation":
        return {"segmentations": _segmentations(model, dataset, split)}
    if dataset.task not in ("classification", "regression"):
        return {}
    examples = dataset.split(split)
    if len(examples) > MOST_EXAMPLES:
        examples = examples.take(np.arange(MOST_EXAMPLES))
    inputs = dataset.inputs(split, limit=len(examples))
    outputs = model.predict(inputs, batch_size=256, verbose=0)
    if dataset.task == "regression":
        return {"predicted_against_true": figures.predicted_against_true(examples.y, outputs.ravel())}
    if outputs.ndim != 2:
        return {}
    probabilities = as_probabilities(outputs)
    shown = {
        "confusion_matrix": figures.confusion_matrix(examples.y, probabilities.argmax(axis=1), dataset.class_names)
    }
    if dataset.image_shape is not None:
        images = inputs.reshape(-1, *dataset.image_shape)
        shown["sample_predictions"] = figures.sample_predictions(images, examples.y, probabilities, dataset.class_names)
    return shown


def _segmentations(model, dataset, split):
    images = dataset.inputs(split, limit=MOST_SEGMENTATIONS)
    labels = np.asarray(dataset.split(split).y[:MOST_SEGMENTATIONS])
    probabilities = predict_whole(model, images)
    return class_overlay(images, probabilities, labels, dataset.class_names, dataset.ignored_label)


def as_probabilities(outputs):
    """Class probabilities (examples, classes), also from one sigmoid unit or from scores that do not sum to 1."""
    if outputs.shape[1] == 1:
        positive = np.clip(outputs, 0, 1)
        return np.concatenate([1 - positive, positive], axis=1)
    if np.all(outputs >= 0) and np.allclose(outputs.sum(axis=1), 1, atol=1e-2):
        return outputs
    exponentials = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
