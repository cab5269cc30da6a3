"""Regression: one number per example."""

from keras_nets._drawing import literal, shortened
from keras_nets._fonts import Figure
from keras_nets.tasks.projection import MOST_POINTS, projection
from keras_nets.tasks.scores import regression_scores, score_table
from keras_nets.tasks.task import Task

import numpy as np

MOST_EXAMPLES = 2000


class Regression(Task):
    """Which number belongs to an example?"""

    name = "regression"
    tool = "evaluate"
    answers = True

    def compile(self, model, optimizer):
        model.compile(optimizer, "mean_squared_error", metrics=["mean_absolute_error", "r2_score"])

    def scores(self, model, dataset, split):
        """The mean absolute error, the root of the mean squared error, and R2; errors are in the target's unit."""
        predicted = model.predict(dataset.evaluation_batches(split, 256), verbose=0)
        targets = np.asarray(dataset.split(split).y)
        if targets.size == 0 or np.shape(predicted) not in (targets.shape, (len(targets), 1)):
            return {}
        return regression_scores(targets.ravel(), predicted.ravel())

    def report(self, model, dataset, split):
        """The scores."""
        return {"scores": score_table(self.scores(model, dataset, split))}, {}

    def pictures(self, model, dataset, split):
        """Predictions of a split's first examples over their true values."""
        inputs = dataset.inputs(split, limit=MOST_EXAMPLES)
        pairs = dataset.split(split).y[:MOST_EXAMPLES], self.predict(model, inputs).ravel()
        name = dataset.options.get("target") or dataset.options.get("series") or ""
        return {"predicted_against_true": predicted_against_true(*map(dataset.form.restored, pairs), name)}

    def projection(self, model, dataset, split):
        """Points with their true and predicted numbers."""
        few = dataset.head(MOST_POINTS)
        inputs, targets = few.inputs(split), np.asarray(few.split(split).y)
        predicted = self.predict(model, inputs)
        if targets.size != len(inputs) or predicted.size != len(inputs):
            return {}
        columns = {"true": targets.ravel(), "predicted": predicted.ravel()}
        return projection(
            model, dataset, inputs, {name: dataset.form.restored(numbers) for name, numbers in columns.items()}
        )

    def answer(self, outputs, class_names, guesses=3):
        """The number of each example."""
        return [{"prediction": float(value)} for value in outputs.ravel()]


TASK = Regression()


def predicted_against_true(targets, predictions, name=""):
    """One point per example, predicted over true value, with the line of perfect predictions and R2.

    Args:
        targets, predictions: One number per example.
        name: Name of the target, such as its column in a table.

    Example:

    >>> figure = predicted_against_true(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0]), "weight_g")
    >>> figure.axes[0].get_title(), figure.axes[0].get_xlabel()
    ('R2 0.5000', 'true weight_g')
    """
    from sklearn.metrics import r2_score

    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.scatter(targets, predictions, s=12, alpha=0.6)
    ends = [min(np.min(targets), np.min(predictions)), max(np.max(targets), np.max(predictions))]
    axes.plot(ends, ends, color="gray", linewidth=1)
    shown = literal(shortened(name))
    axes.set(xlabel=f"true {shown}".rstrip(), ylabel=f"predicted {shown}".rstrip())
    if len(targets) > 1:
        axes.set_title(f"R2 {r2_score(targets, predictions):.4f}")
    axes.spines[["top", "right"]].set_visible(False)
    return figure
