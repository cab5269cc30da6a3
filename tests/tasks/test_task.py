from keras_nets.datasets import Dataset, Split
from keras_nets.tasks import NAMES, Task, recorded_task, task_of

import keras
import numpy as np
import pytest


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_task(name):
    task = task_of(name)
    assert isinstance(task, Task) and str(task) == task.name
    assert task.name == name or task.name == "unsupervised learning"


def test_an_unknown_task_is_refused_with_those_that_there_are():
    with pytest.raises(ValueError, match="there is no task 'text'; there are classification, .*associative memory"):
        task_of("text")


@pytest.mark.parametrize(
    "dataset, results, name",
    [
        ({"task": "classification"}, {"test_loss": 1.2, "test_accuracy": 0.9}, "classification"),
        ({"task": "classification"}, None, "classification"),
        # As an earlier version recorded language models, what is learned without labels, and forecasts.
        ({"task": "text"}, {"test_loss": 2.7, "test_accuracy": 0.3}, "language modeling"),
        ({"task": "classification"}, {"test_loss": 0.1, "test_recall_error": 0.1}, "unsupervised learning"),
        ({"task": "regression", "anomaly_windows": [["2014-10-30", "2014-11-03"]]}, {"test_loss": 1}, "forecasting"),
        ({"task": "regression"}, {"test_loss": 1, "test_r2_score": 0.2}, "regression"),
        ({"task": "reconstruction"}, {"test_loss": 1}, "reconstruction"),
    ],
)
def test_records_of_every_version_tell_their_task(dataset, results, name):
    record = {"dataset": dataset} | ({} if results is None else {"results": results})
    assert recorded_task(record).name == name


class Counting(Task):
    """How many are there?"""

    name = "counting"


def test_a_task_of_ones_own_is_its_own_task_and_leaves_open_what_it_does_not_answer():
    task, split = Counting(), Split(np.ones((3, 2), "float32"), np.arange(3))
    dataset = Dataset("made", task, (2,), split, None, split)
    assert task_of(dataset.task) is task and dataset.describe()["task"] == "counting"
    model = keras.Sequential([keras.Input((2,)), keras.layers.Identity()])
    task.compile(model, keras.optimizers.SGD())
    assert isinstance(model.optimizer, keras.optimizers.SGD)
    with pytest.raises(ValueError, match="--class-weight is for classification, and .* is for .*; leave it out"):
        task.class_weights(dataset)
    assert (task.measure(model, dataset, "test"), task.pictures(model, dataset, "test")) == ({}, {})
    assert task.report(model, dataset, "test") == ({}, {}) and not task.answers
    with pytest.raises(ValueError, match="counting has no classes, and averaging over views or runs needs them"):
        task.measure_views([model], dataset, "test")
    with pytest.raises(ValueError, match="a network that learned counting does not answer questions about files"):
        task.answer(np.ones((1, 2)), ())


@pytest.mark.parametrize(
    "name, output, loss",
    [
        ("classification", keras.layers.Dense(3, activation="softmax"), "sparse_categorical_crossentropy"),
        ("regression", keras.layers.Dense(1), "mean_squared_error"),
        ("reconstruction", keras.layers.Dense(4, activation="sigmoid"), "binary_crossentropy"),
    ],
)
def test_the_usual_loss_is_compiled(name, output, loss):
    model = keras.Sequential([keras.Input((4,)), output])
    task_of(name).compile(model, keras.optimizers.Adam())
    assert model.loss == loss


def test_a_record_tells_the_temperature_of_probabilities():
    record = {"dataset": {"task": "classification"}, "temperature": 2.0}
    outputs = np.array([[0.8, 0.2]])
    assert recorded_task(record).answer(outputs, ("a", "b"))[0]["probabilities"] == {"a": 0.6667, "b": 0.3333}
    del record["temperature"]
    assert recorded_task(record).answer(outputs, ("a", "b"))[0]["probabilities"] == {"a": 0.8, "b": 0.2}
    with pytest.raises(ValueError, match="a temperature must be above 0, got -1"):
        recorded_task(record | {"temperature": -1})
