from keras_nets.datasets import Dataset, Split, targets
from keras_nets.tasks import task_of
from keras_nets.tasks.pixel_scores import confusion_measures, pixel_measures

import keras
import numpy as np
import pytest

TASK = task_of("segmentation")


def make(classes, ignored=None, labels=None):
    """Four images whose channels are the probabilities of the classes; of two classes that of the second alone."""
    random = np.random.default_rng(0)
    x = random.dirichlet(np.ones(classes), (4, 6, 8)).astype("float32")
    x = x[..., 1:] if classes == 2 else x
    labels = random.integers(0, classes, (4, 6, 8)).astype("uint8") if labels is None else labels
    split = Split(x, labels)
    names = tuple("abcdef"[:classes])
    shape, marked = (None, None, x.shape[-1]), targets.PixelLabels(ignored)
    return Dataset("made", "segmentation", shape, split, None, split, names, targets=marked)


def same(classes):
    """A network that takes what it sees for the probabilities."""
    inputs = outputs = keras.Input((None, None, 1 if classes == 2 else classes))
    if classes == 2:
        outputs = keras.layers.Concatenate()([1 - inputs, inputs])
    return keras.Model(inputs, outputs)


def test_two_classes_are_measured_inside_what_counts():
    labels = np.random.default_rng(1).choice(np.array([0, 1, 255], "uint8"), (4, 6, 8))
    dataset = make(2, 255, labels)
    expected = pixel_measures(dataset.test.x[..., 0], labels == 1, labels != 255)
    assert TASK.measure(same(2), dataset, "test") == pytest.approx(expected)
    assert list(TASK.pictures(same(2), dataset, "test")) == ["segmentations", "curves", "foreground"]


def test_more_classes_have_the_measures_that_were_compiled_alone():
    dataset = make(3)
    assert TASK.measure(same(3), dataset, "test") == {}
    assert list(TASK.pictures(same(3), dataset, "test")) == ["segmentations"]


@pytest.mark.parametrize("only", [0, 1])
def test_pixels_of_one_class_alone_have_no_curve(only):
    """As in a user's few photographs, of which none shows what is looked for."""
    dataset = make(2, 255, np.full((4, 6, 8), only, "uint8"))
    assert TASK.measure(same(2), dataset, "test") == {}
    assert list(TASK.pictures(same(2), dataset, "test")) == ["segmentations", "foreground"]


def test_what_does_not_count_weighs_nothing_in_the_compiled_measures():
    dataset = make(3, 2)
    model = same(3)
    TASK.compile(model, keras.optimizers.SGD())
    measured = model.evaluate(dataset.batches("test", 4), verbose=0, return_dict=True)
    labels, found = dataset.test.y, dataset.test.x.argmax(axis=-1)
    counted = labels != 2
    probabilities = np.take_along_axis(dataset.test.x, labels[..., None].astype(int), axis=-1)[..., 0]
    assert measured["loss"] == pytest.approx(-np.log(probabilities[counted]).mean(), rel=1e-5)
    assert measured["accuracy"] == pytest.approx((found == labels)[counted].mean())
    counts = np.zeros((3, 3))
    np.add.at(counts, (labels[counted], found[counted]), 1)
    assert measured["mean_iou"] == pytest.approx(confusion_measures(counts)["mean_iou"], rel=1e-5)
