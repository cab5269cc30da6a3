from keras_nets.tasks.pixel_scores import confusion_measures, pixel_measures, segmentation_measures

import numpy as np
import pytest
from sklearn import metrics

# What the notes print of the retina experiment.
NOTE = [[3882130, 78364], [122855, 454794]]


@pytest.fixture
def pixels():
    random = np.random.default_rng(0)
    labels = random.random((3, 8, 9)) < 0.3
    probabilities = np.clip(0.3 * labels + 0.7 * random.random(labels.shape), 0, 1)
    return probabilities, labels, random.random(labels.shape) < 0.8


def test_the_notes_counts_give_the_measures_that_their_names_say():
    measures = confusion_measures(NOTE)
    expected = {"accuracy": 0.95566, "f1_score": 0.81885, "jaccard": 0.69327}
    expected |= {"sensitivity": 0.78732, "specificity": 0.98021, "precision": 0.85302}
    assert {name: round(measures[name], 5) for name in expected} == expected


@pytest.mark.parametrize("threshold", [0.5, 0.3])
def test_measures_inside_a_mask_are_those_of_scikit_learn(pixels, threshold):
    probabilities, labels, mask = pixels
    found = pixel_measures(probabilities, labels, mask, threshold)
    y, p = labels[mask], probabilities[mask]
    called = p >= threshold
    assert found == pytest.approx(
        {
            "roc_auc": metrics.roc_auc_score(y, p),
            "pr_auc": metrics.average_precision_score(y, p),
            "accuracy": metrics.accuracy_score(y, called),
            "mean_iou": metrics.jaccard_score(y, called, average="macro"),
            "sensitivity": metrics.recall_score(y, called),
            "specificity": metrics.recall_score(~y, ~called),
            "precision": metrics.precision_score(y, called),
            "f1_score": metrics.f1_score(y, called),
            "jaccard": metrics.jaccard_score(y, called),
        }
    )


def test_pixels_outside_the_mask_do_not_count(pixels):
    probabilities, labels, mask = pixels
    before = pixel_measures(probabilities, labels, mask)
    assert pixel_measures(np.where(mask, probabilities, 1 - labels), labels, mask) == before
    assert pixel_measures(probabilities, labels) != before


def test_the_mean_over_classes_leaves_out_those_that_do_not_occur():
    measures = confusion_measures([[4, 1, 0], [0, 3, 0], [0, 0, 0]])
    assert measures == pytest.approx({"accuracy": 7 / 8, "mean_iou": (4 / 5 + 3 / 4) / 2})


def test_what_is_never_called_has_no_precision():
    measures = confusion_measures([[5, 0], [2, 0]])
    assert np.isnan(measures["precision"])
    assert measures["sensitivity"] == 0


def test_refusals(pixels):
    probabilities, labels, mask = pixels
    with pytest.raises(ValueError, match=r"shape \(3, 8, 9\), labels \(3, 8, 8\); give one of each for every pixel"):
        pixel_measures(probabilities, labels[..., 1:])
    with pytest.raises(ValueError, match=r"labels \(3, 8, 9\), the mask \(8, 9\); give one of each"):
        pixel_measures(probabilities, labels, mask[0])
    with pytest.raises(ValueError, match="all 216 pixels that count are of one class"):
        pixel_measures(probabilities, np.zeros_like(labels))
    with pytest.raises(ValueError, match=r"counts have shape \(2, 3\); give a row and a column for each class"):
        confusion_measures(np.ones((2, 3)))


def test_a_segmentation_of_two_classes_is_measured_by_its_foreground(pixels):
    probabilities, labels, mask = pixels
    both = np.stack([1 - probabilities, probabilities], axis=-1)
    marked = np.where(mask, labels, 255)
    expected = pixel_measures(probabilities, labels, mask)
    assert segmentation_measures(both, marked, 255) == expected
    # Of one sigmoid unit.
    assert segmentation_measures(probabilities[..., None], marked, 255) == expected


def test_a_segmentation_of_more_classes_is_measured_by_what_was_taken_for_which():
    labels = np.array([[0, 1, 2, 255, 1]])
    probabilities = np.eye(3)[[[0, 1, 1, 0, 1]]]
    assert segmentation_measures(probabilities, labels, 255) == confusion_measures([[1, 0, 0], [0, 2, 0], [0, 1, 0]])
