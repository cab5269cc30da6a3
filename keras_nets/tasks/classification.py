"""Classification: one class per example. Probabilities, tables by class, confusion matrices and sample predictions."""

from keras_nets._drawing import grid, literal, note, shortened, widest_line
from keras_nets._fonts import Figure
from keras_nets._wording import temperature_note
from keras_nets.datasets.balance import class_weights
from keras_nets.tasks.probabilities import as_probabilities, fit_temperature, mean_prediction
from keras_nets.tasks.projection import MOST_POINTS, projection
from keras_nets.tasks.scores import best_f1_threshold, classification_scores, score_table, scores_at_threshold
from keras_nets.tasks.task import Task

import numpy as np

MOST_EXAMPLES = 2000
MOST_SAMPLES = 25
MOST_CURVES = 10
MOST_CALIBRATING = 5000


class Classification(Task):
    """Which class is an example of?"""

    name = "classification"
    tool = "explain"
    answers = True

    def tool_for(self, record):
        """Graphs of layers are explained; other networks, such as a deep belief network, measured."""
        return self.tool if record.get("graph", True) else "evaluate"

    def compile(self, model, optimizer):
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])

    def calibrated(self, model, dataset):
        """At the temperature that minimizes the log loss of at most 5,000 examples of the validation part."""
        if dataset.validation is None:
            return self
        few = dataset.head(MOST_CALIBRATING)
        outputs = self.predict(model, few.inputs("validation"))
        if outputs.ndim != 2 or outputs.shape[1] not in {dataset.classes, dataset.classes - 1}:
            return self
        return self.at_temperature(fit_temperature(outputs, few.validation.y))

    def class_weights(self, dataset):
        return class_weights(np.asarray(dataset.train.y), dataset.classes)

    def scores(self, model, dataset, split):
        """See `classification_scores`; for two classes also those at the threshold of the best F1 in validation."""
        outputs = _outputs(model, dataset, split)
        return _scores(outputs, dataset, split) | _scores_at_threshold(model, outputs, dataset, split)

    def report(self, model, dataset, split):
        """Scores, precision, recall and F1 of every class, and the confusion matrix."""
        outputs = _outputs(model, dataset, split)
        tables, figures = by_class(as_probabilities(outputs), dataset, split)
        scores = _scores_at_threshold(model, outputs, dataset, split)
        return {"scores": tables["scores"] | score_table(scores), "classes": tables["classes"]}, figures

    def measure_views(self, models, dataset, split, ten_crops=None, scales=None):
        """Accuracy of the mean probabilities over views of each image and several models.

        Args:
            models: Classifiers of the same classes.
            dataset: The `Dataset`.
            split: Name of the split.
            ten_crops: Side in pixels that images are enlarged to before ten crops are taken from each.
            scales: Sides in pixels at which the network is applied to all positions in an image.

        Returns:
            The measures `{name: number}`, and tables and figures like those of `report`.

        Raises:
            ValueError: If views of images are requested and there are no images.
        """
        from keras_nets.tasks import views

        if (ten_crops or scales) and len(dataset.input_shape) != 3:
            raise ValueError(f"{dataset.name} has no images, and views need images; leave the views out")
        images = dataset.inputs(split)
        if ten_crops:
            predictions = [views.predict_ten_crops(model, images, ten_crops) for model in models]
        elif scales:
            predictions = [views.predict_densely(model, images, scales) for model in models]
        else:
            predictions = [self.predict(model, images) for model in models]
        probabilities = mean_prediction(predictions)
        accuracy = float((probabilities.argmax(axis=1) == dataset.split(split).y).mean())
        return {"accuracy": accuracy}, *by_class(probabilities, dataset, split)

    def pictures(self, model, dataset, split):
        """The confusion matrix of at most 2,000 examples of a split and, for images, some with their predictions."""
        few = dataset.head(MOST_EXAMPLES)
        labels, inputs = few.split(split).y, few.inputs(split)
        outputs = self.predict(model, inputs)
        if outputs.ndim != 2:
            return {}
        probabilities = as_probabilities(outputs, self.temperature)
        shown = {"confusion_matrix": confusion_matrix(labels, probabilities.argmax(axis=1), dataset.class_names)}
        if dataset.image_shape is not None:
            images = inputs.reshape(-1, *dataset.image_shape)
            samples = sample_predictions(images, labels, probabilities, dataset.class_names)
            note(samples, temperature_note(self.temperature))
            shown["sample_predictions"] = samples
        return shown

    def probabilities_by_class(self, model, dataset, split):
        """Of two classes the second, of more each of the first ten, on at most 2,000 examples."""
        few = dataset.head(MOST_EXAMPLES)
        outputs = self.predict(model, few.inputs(split))
        if outputs.ndim != 2:
            return {}
        labels, probabilities = few.split(split).y, as_probabilities(outputs, self.temperature)
        names = list(enumerate(dataset.class_names))[:MOST_CURVES]
        names = names[1:] if len(names) == 2 else names
        return {name: (labels == number, probabilities[:, number]) for number, name in names}

    def projection(self, model, dataset, split):
        """Points with their true and predicted classes."""
        few = dataset.head(MOST_POINTS)
        inputs, labels = few.inputs(split), np.asarray(few.split(split).y)
        outputs = self.predict(model, inputs)
        if not _are_of_classes(outputs, dataset):
            return {}
        classes = {"true": labels, "predicted": as_probabilities(outputs).argmax(axis=1)}
        columns = {name: [dataset.class_names[i] for i in numbers] for name, numbers in classes.items()}
        return projection(model, dataset, inputs, columns)

    def answer(self, outputs, class_names, guesses=3):
        """The most probable classes of each example, the first one as its prediction."""
        if outputs.ndim != 2 or outputs.shape[1] not in (1, len(class_names)):
            raise ValueError("the network learned without labels and cannot say what a file shows")
        answers = []
        for row in as_probabilities(outputs, self.temperature):
            best = row.argsort()[::-1][:guesses]
            told = {class_names[i]: round(float(row[i]), 4) for i in best}
            answers.append({"prediction": next(iter(told)), "probabilities": told})
        return answers


TASK = Classification()


def by_class(probabilities, dataset, split):
    """Scores, precision, recall, F1 and examples of every class, and the confusion matrix; see `Task.report`."""
    from sklearn.metrics import precision_recall_fscore_support

    predicted, true, names = probabilities.argmax(axis=1), dataset.split(split).y, dataset.class_names
    figures = precision_recall_fscore_support(true, predicted, labels=np.arange(len(names)), zero_division=0)
    rows = {
        name: {"precision": float(p), "recall": float(r), "f1": float(f), "examples": int(n)}
        for name, p, r, f, n in zip(names, *figures, strict=True)
    }
    tables = {"scores": score_table(_scores(probabilities, dataset, split)), "classes": rows}
    return tables, {"confusion_matrix": confusion_matrix(true, predicted, names)}


def _outputs(model, dataset, split):
    return model.predict(dataset.evaluation_batches(split, 256), verbose=0)


def _scores(outputs, dataset, split):
    labels = np.asarray(dataset.split(split).y)
    return classification_scores(labels, outputs) if _are_of_classes(outputs, dataset) else {}


def _scores_at_threshold(model, outputs, dataset, split):
    if dataset.classes != 2 or dataset.validation is None or not _are_of_classes(outputs, dataset):
        return {}
    before = outputs if split == "validation" else _outputs(model, dataset, "validation")
    threshold = best_f1_threshold(dataset.validation.y, before)
    return {} if threshold is None else scores_at_threshold(dataset.split(split).y, outputs, threshold)


def _are_of_classes(outputs, dataset):
    """Whether outputs are finite, and one number per class or one for two classes, of at least one example."""
    shape = getattr(outputs, "shape", ())
    return len(shape) == 2 and shape[0] > 0 and shape[1] in (1, dataset.classes) and bool(np.isfinite(outputs).all())


def confusion_matrix(labels, predictions, class_names):
    """Counts of true against predicted classes; rows are true classes, shades are fractions of a row."""
    from sklearn.metrics import confusion_matrix as count_confusions

    counts = count_confusions(labels, predictions, labels=np.arange(len(class_names)))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    names = [literal(shortened(name)) for name in class_names]
    widest = widest_line(names)
    # Names of 10 points, or smaller ones beside many cells; long ones have their own place.
    size = min(3.2 + 0.42 * len(names) + 0.09 * max(widest - 8, 0), 14)
    cell = (size - 2) / len(names)
    font_size = min(10, 0.8 * 72 * cell)
    # A column of a text is about 0.6 of its height wide.
    stands = 0.6 * font_size * (widest + 1) / 72 > cell
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ticks = np.arange(len(class_names))
    axes.set_xticks(ticks, names, rotation=90 if stands else 0, fontsize=font_size)
    axes.set_yticks(ticks, names, fontsize=font_size)
    axes.set(xlabel="predicted", ylabel="true", title=f"{np.trace(counts)} of {counts.sum()} right")
    if len(class_names) <= 30:
        for row, column in zip(*np.nonzero(counts), strict=True):
            color = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, counts[row, column], ha="center", va="center", color=color, fontsize=9)
    return figure


def sample_predictions(images, labels, probabilities, class_names):
    """A grid of images above their predicted classes, mistakes first and in red, both of as many classes as possible.

    Args:
        images: `(examples, height, width, channels)`, values from 0 to 1.
        labels: True classes, integers.
        probabilities: `(examples, classes)`.
        class_names: Names of the classes.
    """
    predictions = probabilities.argmax(axis=1)
    mistakes, right = (np.flatnonzero((predictions == labels) == truth) for truth in (False, True))
    mistakes = mistakes[spread_over_classes(labels[mistakes], MOST_SAMPLES)]
    order = np.concatenate([mistakes, right[spread_over_classes(labels[right], MOST_SAMPLES - len(mistakes))]])
    guesses = [f"{class_names[predictions[i]]} {probabilities[i].max():.0%}" for i in order]
    wrong = predictions[order] != labels[order]
    captions = [
        f"{guess}\nis {class_names[label]}" if missed else guess
        for guess, label, missed in zip(guesses, labels[order], wrong, strict=True)
    ]
    return grid(images[order], captions=captions, colors=np.where(wrong, "firebrick", "black"))


def spread_over_classes(labels, most):
    """Indices of at most `most` examples, of each class in turn.

    Example:

    >>> spread_over_classes(np.array([0, 0, 0, 2, 1]), 4).tolist()
    [0, 4, 3, 1]
    """
    turns = np.zeros(len(labels), int)
    for label in np.unique(labels):
        turns[labels == label] = np.arange(np.count_nonzero(labels == label))
    order, classes = np.lexsort((labels, turns)), np.count_nonzero(turns == 0)
    if classes > most:
        return order[np.linspace(0, classes - 1, most).astype(int)]
    return order[:most]
