import itertools

from keras_nets._drawing import pixels
from keras_nets.datasets import Dataset, Split
from keras_nets.datasets.forms import ImageForm
from keras_nets.tasks import task_of
from keras_nets.tasks.classification import by_class, confusion_matrix, sample_predictions

import keras
import numpy as np
import pytest
from sklearn import metrics


def test_the_confusion_matrix_counts_and_says_how_many_are_right():
    axes = confusion_matrix([0, 0, 1, 2], np.array([0, 1, 1, 2]), ("a", "b", "c")).axes[0]
    assert axes.get_title() == "3 of 4 right"
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written == {(0, 0): "1", (1, 0): "1", (1, 1): "1", (2, 2): "1"}


def test_sample_predictions_show_mistakes_first():
    probabilities = np.eye(3)[[0, 1, 2, 0]]
    figure = sample_predictions(np.zeros((4, 2, 2, 1)), np.array([0, 1, 2, 2]), probabilities, ("a", "b", "c"))
    captions = {text.get_text(): text.get_color() for text in figure.axes[0].texts}
    assert list(captions) == ["a 100%\nis c", "a 100%", "b 100%", "c 100%"]
    assert list(captions.values()) == ["firebrick", "black", "black", "black"]


def test_samples_are_spread_over_the_classes():
    labels = np.repeat(np.arange(10), 100)
    figure = sample_predictions(np.zeros((1000, 2, 2, 1)), labels, np.eye(10)[labels], tuple("abcdefghij"))
    shown = [text.get_text()[0] for text in figure.axes[0].texts]
    assert shown == list("abcdefghijabcdefghijabcde")
    labels = np.repeat(np.arange(100), 3)
    wrong = np.eye(100)[(labels + 1) % 100]
    names = [f"class {n}" for n in range(100)]
    figure = sample_predictions(np.zeros((300, 2, 2, 1)), labels, wrong, names)
    true = [int(text.get_text().split()[-1]) for text in figure.axes[0].texts]
    assert len(set(true)) == 25 and true[0] == 0 and true[-1] == 99


def test_pictures_of_a_sorted_split_have_all_classes(same):
    x = np.repeat(np.eye(4, dtype="float32"), 1000, axis=0)
    split = Split(x, np.repeat(np.arange(4), 1000))
    sorted_by_class = Dataset("made", "classification", (4,), split, None, split, tuple("abcd"))
    drawn = task_of("classification").pictures(same, sorted_by_class, "test")["confusion_matrix"].axes[0]
    counts = {text.get_text() for text in drawn.texts}
    assert drawn.get_title() == "2000 of 2000 right" and counts == {"500"}


@pytest.mark.parametrize("classes", [3, 100])
def test_long_names_leave_place_for_the_matrix(classes):
    names = [f"animalia_chordata_mammalia_carnivora_{n:04}" for n in range(classes)]
    figure = confusion_matrix(np.arange(classes), np.arange(classes), names)
    pixels(figure)
    axes = figure.axes[0]
    assert axes.get_position().width > 0.4
    renderer = figure.canvas.get_renderer()
    labels = [label.get_window_extent(renderer) for label in axes.get_yticklabels()]
    assert not any(upper.overlaps(lower) for upper, lower in itertools.pairwise(labels))
    assert len({label.get_text() for label in axes.get_yticklabels()}) == classes


def test_long_names_stay_below_their_picture():
    names = [f"animalia_chordata_mammalia_carnivora_{n:04}" for n in range(3)]
    figure = sample_predictions(np.zeros((9, 8, 8, 1)), np.arange(9) % 3, np.eye(3)[np.arange(9) // 3], names)
    pixels(figure)
    boxes = [text.get_window_extent(figure.canvas.get_renderer()) for text in figure.axes[0].texts]
    assert not any(left.overlaps(right) for left, right in itertools.pairwise(boxes))


def test_names_are_drawn_with_their_dollars():
    names = (r"$\nope$ x", "cheap $5 to $10")
    matrix = confusion_matrix([0, 1], np.array([0, 1]), names)
    samples = sample_predictions(np.zeros((2, 2, 2, 1)), np.array([0, 0]), np.eye(2), names)
    assert all(pixels(figure).size for figure in (matrix, samples))


@pytest.fixture
def dataset():
    """Images of four pixels, each the probability of the class of its place; the third example is mistaken."""
    x = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.1, 0.5, 0.3, 0.1], [0.2, 0.2, 0.0, 0.6]], "float32")
    split = Split(x, np.array([0, 1, 2, 3]))
    form = ImageForm(image_size=(2, 2), flatten=True)
    return Dataset("made", "classification", (4,), split, None, split, tuple("abcd"), form=form)


@pytest.fixture
def same():
    return keras.Sequential([keras.Input((4,)), keras.layers.Identity()])


def test_a_table_by_class_has_the_measures_of_scikit_learn(dataset, same):
    tables, figures = task_of("classification").report(same, dataset, "test")
    predicted = [0, 1, 1, 3]
    rows = list(tables["classes"].values())
    assert list(tables["classes"]) == list("abcd") and [row["examples"] for row in rows] == [1] * 4
    options = {"average": None, "zero_division": 0}
    assert [row["precision"] for row in rows] == metrics.precision_score(dataset.test.y, predicted, **options).tolist()
    assert [row["recall"] for row in rows] == metrics.recall_score(dataset.test.y, predicted, **options).tolist()
    assert [row["f1"] for row in rows] == pytest.approx(metrics.f1_score(dataset.test.y, predicted, **options))
    assert figures["confusion_matrix"].axes[0].get_title() == "3 of 4 right"
    assert tables == by_class(same.predict(dataset.test.x, verbose=0), dataset, "test")[0]


def test_pictures_of_images_show_what_they_were_taken_for(dataset, same):
    pictures = task_of("classification").pictures(same, dataset, "test")
    assert pictures["confusion_matrix"].axes[0].get_title() == "3 of 4 right"
    first = pictures["sample_predictions"].axes[0]
    assert first.texts[0].get_text() == "b 50%\nis c"
    np.testing.assert_allclose(first.images[0].get_array()[1:3, 1:3, 0], [[0.1, 0.5], [0.3, 0.1]])
    vectors = Dataset("made", "classification", (4,), dataset.train, None, dataset.test, tuple("abcd"))
    assert list(task_of("classification").pictures(same, vectors, "test")) == ["confusion_matrix"]


def test_several_models_vote_with_the_mean_of_their_probabilities(dataset, same):
    other = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: x[:, ::-1])])
    figures, tables, _ = task_of("classification").measure_views([same], dataset, "test")
    assert figures == {"accuracy": 0.75} and tables["classes"]["d"]["recall"] == 1
    figures, _, _ = task_of("classification").measure_views([other, same, same], dataset, "test")
    mean = (2 * dataset.test.x + dataset.test.x[:, ::-1]) / 3
    assert figures["accuracy"] == (mean.argmax(axis=1) == dataset.test.y).mean()
    with pytest.raises(ValueError, match="made has no images, and views need images; leave the views out"):
        task_of("classification").measure_views([same], dataset, "test", ten_crops=8)


def test_the_three_most_probable_classes_answer_for_a_file():
    answers = task_of("classification").answer(np.array([[0.1, 0.2, 0.4, 0.3]]), tuple("abcd"))
    assert answers == [{"prediction": "c", "probabilities": {"c": 0.4, "d": 0.3, "b": 0.2}}]
    assert task_of("classification").answer(np.array([[0.25]]), ("no", "yes"))[0]["prediction"] == "no"
    with pytest.raises(ValueError, match="learned without labels and cannot say what a file shows"):
        task_of("classification").answer(np.zeros((1, 3)), tuple("abcd"))


def test_sample_predictions_are_calibrated_and_say_so(dataset, same):
    task = task_of("classification").at_temperature(2.0)
    figure = task.pictures(same, dataset, "test")["sample_predictions"]
    drawn = figure.axes[0]
    assert figure.get_suptitle() == "probabilities at temperature 2"
    roots = np.sqrt(dataset.test.x[2])
    assert drawn.texts[0].get_text() == f"b {roots[1] / roots.sum():.0%}\nis c"
    assert task_of("classification").calibrated(same, dataset) is task_of("classification")
