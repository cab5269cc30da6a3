"""Regression: one number per example."""

from keras_nets.tasks.scores import regression_scores, score_table
from keras_nets.tasks.task import Task

import numpy as np
from matplotlib.figure import Figure

MOST_EXAMPLES = 2000


class Regression(Task):
    """Which number belongs to an example?"""

    name = "regression"
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
        return {"predicted_against_true": predicted_against_true(*map(dataset.form.restored, pairs))}

    def answer(self, outputs, class_names):
        """The number of each example."""
        return [{"prediction": float(value)} for value in outputs.ravel()]


TASK = Regression()


def predicted_against_true(targets, predictions):
    """One point per example, predicted over true value, with the line of perfect predictions."""
    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.scatter(targets, predictions, s=12, alpha=0.6)
    ends = [min(np.min(targets), np.min(predictions)), max(np.max(targets), np.max(predictions))]
    axes.plot(ends, ends, color="gray", linewidth=1)
    axes.set(xlabel="true", ylabel="predicted")
    axes.spines[["top", "right"]].set_visible(False)
    return figure
