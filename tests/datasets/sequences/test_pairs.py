import dataclasses

from keras_nets.datasets import Dataset, Split, targets
from keras_nets.datasets.sequences.pairs import prepare

import keras
import numpy as np
import pytest

PAIRS = np.array([["one", "un"], ["two", "deux"], ["four", "quatre"], ["six", "six"]])


@pytest.fixture
def dataset():
    prepared = prepare(PAIRS, train=[0, 1, 2, 3])
    split = Split(prepared.x, prepared.y)
    return Dataset(
        "numbers",
        "translation",
        prepared.input_shape,
        split,
        None,
        split,
        class_names=prepared.class_names,
        transform=prepared.transform,
        targets=prepared.targets,
        form=prepared.form,
    )


def test_the_decoder_reads_what_it_predicted_one_step_before(dataset):
    source, target = dataset.vocabulary("source"), dataset.vocabulary("target")
    assert dataset.input_shape == {"source": (4,), "target": (7,)}
    for number, (original, translation) in enumerate(PAIRS):
        assert source.decode(dataset.train.x["source"][number]) == original
        read, predicted = dataset.train.x["target"][number], dataset.train.y[number]
        steps = len(translation) + 1
        assert read[:steps].tolist() == target.encode(translation, start=True).tolist()
        assert predicted[:steps].tolist() == target.encode(translation, end=True).tolist()
        np.testing.assert_array_equal(read[1:steps], predicted[: steps - 1])
        assert not read[steps:].any() and not predicted[steps:].any()


def test_vocabularies_are_those_of_the_training_part():
    prepared = prepare(PAIRS, train=[0, 0, 3])
    assert prepared.form.source_vocabulary["tokens"] == "einosx"
    assert prepared.form.target_vocabulary["tokens"] == "insux"
    assert 3 in prepared.x["source"][1] and 3 in prepared.y[1]


def test_batches_bring_a_weight_for_every_label_that_is_no_padding(dataset):
    (x, y, weight), *_ = dataset.batches("train", 2, seed=1)
    assert {name: (array.dtype.name, array.shape) for name, array in x.items()} == {
        "source": ("int32", (2, 4)),
        "target": ("int32", (2, 7)),
    }
    np.testing.assert_array_equal(weight, y.numpy() != 0)


def test_padding_counts_neither_in_the_loss_nor_in_the_accuracy(dataset):
    """The same network, evaluated on whole batches and label by label."""
    inputs = {name: keras.Input((None,), dtype="int32", name=name) for name in ("source", "target")}
    # Without a mask, so that only the weights keep padding out.
    states = keras.layers.Embedding(dataset.classes, 8)(inputs["target"])
    model = keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax")(states))
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
    model.compile(loss=loss, weighted_metrics=["accuracy"])
    measured = model.evaluate(dataset.batches("test", 4), verbose=0, return_dict=True)

    probabilities, labels = model.predict(dataset.inputs("test"), verbose=0), dataset.test.y
    counted = labels != 0
    right = np.take_along_axis(probabilities, labels[..., None], axis=-1)[..., 0]
    assert 0 < counted.mean() < 1
    assert measured["loss"] == pytest.approx(-np.log(right[counted]).mean(), rel=1e-5)
    assert measured["accuracy"] == pytest.approx((probabilities.argmax(axis=-1) == labels)[counted].mean())

    everything = dataclasses.replace(dataset, targets=targets.Labels())
    counting_padding = model.evaluate(everything.batches("test", 4), verbose=0, return_dict=True)
    assert counting_padding["loss"] == pytest.approx(-np.log(right).mean(), rel=1e-5)
    assert counting_padding["loss"] != pytest.approx(measured["loss"], rel=1e-3)
