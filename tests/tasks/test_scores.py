"""Scores of classifiers and regressors: those of scikit-learn, and no figure where there is none."""

import warnings

from keras_nets.datasets import Dataset, Split
from keras_nets.tasks import (
    best_f1_threshold,
    classification_scores,
    expected_calibration_error,
    regression_scores,
    task_of,
)
from keras_nets.tasks.scores import scores_at_threshold

import keras
import numpy as np
import pytest
from sklearn import metrics


@pytest.fixture(autouse=True)
def without_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def drawn(examples, classes, seed=0):
    random = np.random.default_rng(seed)
    return random.permutation(np.arange(examples) % classes), random.dirichlet(np.ones(classes), examples)


def test_scores_of_several_classes_are_those_of_scikit_learn():
    labels, probabilities = drawn(90, 3)
    scores = classification_scores(labels, probabilities.astype("float32"))
    predicted, rest = probabilities.argmax(axis=1), range(3)
    areas = [metrics.roc_auc_score(labels == k, probabilities[:, k]) for k in rest]
    precisions = [metrics.average_precision_score(labels == k, probabilities[:, k]) for k in rest]
    expected = {
        "roc_auc": np.mean(areas),
        "pr_auc": np.mean(precisions),
        "macro_f1": np.mean(metrics.f1_score(labels, predicted, average=None)),
        "balanced_accuracy": np.mean([(predicted[labels == k] == k).mean() for k in rest]),
        "log_loss": -np.log(probabilities[np.arange(90), labels]).mean(),
        "expected_calibration_error": expected_calibration_error(labels, probabilities),
    }
    assert scores == pytest.approx(expected, rel=1e-5)
    logits = np.log(probabilities) + 3
    assert classification_scores(labels, logits) == pytest.approx(scores, rel=1e-5)


def test_areas_of_two_classes_are_those_of_the_second():
    labels, probabilities = drawn(40, 2)
    scores = classification_scores(labels, probabilities[:, 1:])
    assert scores["roc_auc"] == metrics.roc_auc_score(labels, probabilities[:, 1])
    assert scores["pr_auc"] == metrics.average_precision_score(labels, probabilities[:, 1])
    assert classification_scores(labels, probabilities) == pytest.approx(scores)


def test_calibration_is_the_gap_of_confidence_and_accuracy_by_bins():
    # Two of 0.9 of which one is right, and two of 0.6 of which one is right.
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.4, 0.6]])
    assert expected_calibration_error(np.array([0, 1, 1, 0]), probabilities) == pytest.approx((0.4 + 0.1) / 2)
    # Certain and right: the last bin holds 1.
    assert expected_calibration_error(np.array([0, 1]), np.eye(2)) == 0
    # In one bin errors of both signs cancel; confidences of 0.7 and 0.99 stand in different ones of 15.
    apart = np.array([[0.7, 0.3], [0.99, 0.01]])
    assert expected_calibration_error(np.array([0, 1]), apart, bins=1) == pytest.approx(abs(0.5 - 0.845))
    assert expected_calibration_error(np.array([0, 1]), apart) == pytest.approx((0.3 + 0.99) / 2)


def test_the_threshold_is_that_of_the_best_f1_and_the_highest_such():
    labels, probabilities = drawn(60, 2, seed=3)
    found, second = best_f1_threshold(labels, probabilities), probabilities[:, 1]
    f1 = {threshold: metrics.f1_score(labels, second >= threshold) for threshold in second}
    assert f1[found] == max(f1.values()) > metrics.f1_score(labels, second >= 0.5)
    assert found == max(threshold for threshold, value in f1.items() if value == max(f1.values()))
    scores = scores_at_threshold(labels, probabilities, found)
    assert scores["f1_at_threshold"] == pytest.approx(f1[found])
    assert scores["recall_at_threshold"] == metrics.recall_score(labels, second >= found)
    assert scores["precision_at_threshold"] == metrics.precision_score(labels, second >= found)
    assert scores["accuracy_at_threshold"] == metrics.accuracy_score(labels, second >= found)


def test_a_part_without_a_class_has_the_scores_that_need_none():
    scores = classification_scores(np.array([0, 1, 1]), np.eye(3)[[0, 1, 1]] * 0.7 + 0.1)
    assert list(scores) == ["log_loss", "expected_calibration_error"]
    assert scores["log_loss"] == pytest.approx(-np.log(0.8))
    assert list(classification_scores(np.array([1]), np.array([[0.25]]))) == list(scores)
    assert best_f1_threshold(np.array([1, 1]), np.array([[0.5], [0.6]])) is None
    at_threshold = scores_at_threshold(np.array([1]), np.array([[0.5]]), 0.5)
    assert at_threshold == {"best_f1_threshold": 0.5, "accuracy_at_threshold": 1.0}


def test_errors_of_numbers_are_in_their_unit():
    targets, predictions = np.array([1.0, 2.0, 6.0]), np.array([1.0, 4.0, 5.0], "float32")
    expected = {"mean_absolute_error": 1, "root_mean_squared_error": (5 / 3) ** 0.5, "r2_score": 1 - 5 / 14}
    assert regression_scores(targets, predictions) == pytest.approx(expected)
    assert list(regression_scores(targets[:1], predictions[:1])) == ["mean_absolute_error", "root_mean_squared_error"]
    assert regression_scores(targets, np.array([1.0, np.nan, 5.0])) == {}


def dataset_of(task, validation, test, **values):
    splits = [Split(x.astype("float32"), y) for x, y in (validation, validation, test)]
    return Dataset("made", task, validation[0].shape[1:], *splits, **values)


def same(columns):
    return keras.Sequential([keras.Input((columns,)), keras.layers.Identity()])


def test_a_task_measures_the_test_part_by_a_threshold_of_the_validation_part():
    (y, x), (y_test, x_test) = drawn(30, 2), drawn(20, 2, seed=1)
    dataset = dataset_of("classification", (x, y), (x_test, y_test), class_names=("no", "yes"))
    scores = task_of("classification").scores(same(2), dataset, "test")
    threshold = best_f1_threshold(y, x.astype("float32"))
    at_threshold = scores_at_threshold(y_test, x_test.astype("float32"), threshold)
    assert scores == pytest.approx(classification_scores(y_test, x_test) | at_threshold, rel=1e-5)
    tables, _ = task_of("classification").report(same(2), dataset, "test")
    assert {name: row["value"] for name, row in tables["scores"].items()} == scores


def test_outputs_that_are_no_probabilities_of_classes_have_no_scores():
    labels, x = drawn(9, 3)
    dataset = dataset_of("classification", (x, labels), (x, labels), class_names=("a", "b", "c"))
    blown_up = keras.Sequential([keras.Input((3,)), keras.layers.Rescaling(np.inf)])
    assert task_of("classification").scores(blown_up, dataset, "test") == {}
    wider = keras.Sequential([keras.Input((3,)), keras.layers.Reshape((3, 1))])
    assert task_of("classification").scores(wider, dataset, "test") == {}
    numbers = dataset_of("regression", (x, labels), (x, labels))
    assert task_of("regression").scores(same(3), numbers, "test") == {}
