import itertools

from keras_nets import losses, models
from keras_nets.models.convolutional.lenet5 import C3_TABLE, c3_connections

import keras
import numpy as np
import pytest

COUNTS = {"c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164}


def digits(examples=200, size=32):
    """Squares in three places, which any classifier of images can tell apart."""
    generator = np.random.default_rng(0)
    labels = np.arange(examples) % 3
    x = generator.uniform(0, 0.2, size=(examples, size, size, 1)).astype("float32")
    for image, label in zip(x, labels, strict=True):
        image[8 : 8 + 14, 2 + 8 * label : 12 + 8 * label] += 0.8
    return x, labels


@pytest.mark.usefixtures("unvalued")
def test_layer_by_layer():
    model = models.lenet5((32, 32, 1), 10)
    names = [layer.name for layer in model.layers]
    assert names == ["input", "c1", "s2", "c3", "s4", "c5", "flatten", "f6", "predictions"]
    assert {name: model.get_layer(name).count_params() for name in COUNTS} == COUNTS
    assert sum(COUNTS.values()) == 60_000 == model.count_params() - 840
    sizes = [model.get_layer(name).output.shape[1] for name in ("c1", "s2", "c3", "s4", "c5")]
    assert sizes == [28, 14, 10, 5, 1]


def test_c3_table_is_the_papers():
    def adjacent(inputs):
        gaps = sum(b != a + 1 for a, b in itertools.pairwise(inputs))
        return gaps == 0 or (gaps == 1 and inputs[0] == 0 and inputs[-1] == 5)

    kinds = [(len(inputs), adjacent(inputs)) for inputs in C3_TABLE]
    assert kinds == [(3, True)] * 6 + [(4, True)] * 6 + [(4, False)] * 3 + [(6, True)]
    assert len(set(C3_TABLE)) == 16
    assert [sum(i in inputs for inputs in C3_TABLE) for i in range(6)] == [10] * 6


def test_stretched_table():
    assert c3_connections(6, 16) == C3_TABLE
    twice = c3_connections(12, 32)
    assert sum(len(inputs) for inputs in twice) == 4 * 60
    assert twice[0] == twice[1] == (0, 1, 2, 3, 4, 5)
    for inputs in range(1, 20):
        for outputs in (1, 4, 8, 16, 40):
            table = c3_connections(inputs, outputs)
            assert len(table) == outputs and all(table)


def test_softmax_output():
    model = models.lenet5((32, 32, 1), 10, output="softmax")
    assert isinstance(model.get_layer("predictions"), keras.layers.Dense)
    assert model.get_layer("predictions").count_params() == 850


@pytest.mark.usefixtures("unvalued")
def test_width_scales_all_but_the_bitmap():
    model = models.lenet5((32, 32, 1), 10, width=0.5)
    assert [model.get_layer(name).output.shape[-1] for name in ("c1", "c3", "c5", "f6")] == [3, 8, 60, 84]
    model = models.lenet5((32, 32, 1), 10, width=2.0, output="softmax")
    assert [model.get_layer(name).output.shape[-1] for name in ("c1", "c3", "c5", "f6")] == [12, 32, 240, 168]


def test_larger_and_colored_images():
    model = models.lenet5((40, 48, 3), 10)
    assert model.get_layer("c5").output.shape[1:3] == (3, 5)
    assert model(np.zeros((1, 40, 48, 3))).shape == (1, 10)


def test_up_to_ten_classes_have_bitmaps_and_more_have_other_codes():
    ten, four, twelve = (models.lenet5((32, 32, 1), n, width=0.2).get_weights()[-1] for n in (10, 4, 12))
    np.testing.assert_array_equal(four, ten[:4])
    assert twelve.shape == (12, 84)
    assert len({tuple(code) for code in twelve}) == 12


def test_softmax_and_scores_agree_on_the_class():
    softmax, scores = (models.lenet5((32, 32, 1), 10, classifier_activation=a) for a in ("softmax", None))
    scores.set_weights(softmax.get_weights())
    x = np.random.default_rng(0).uniform(size=(6, 32, 32, 1)).astype("float32")
    penalties = -keras.ops.convert_to_numpy(scores(x))
    probabilities = keras.ops.convert_to_numpy(softmax(x))
    assert (penalties > 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=-1), 1, rtol=1e-5)
    np.testing.assert_allclose(
        probabilities, np.exp(-penalties / 20) / np.exp(-penalties / 20).sum(axis=-1, keepdims=True), rtol=1e-3
    )


@pytest.mark.parametrize(
    "arguments, loss",
    [
        ({}, "sparse_categorical_crossentropy"),
        ({"classifier_activation": None}, losses.MaximumAPosteriori()),
    ],
)
def test_learns_like_any_classifier(arguments, loss):
    x, labels = digits()
    model = models.lenet5((32, 32, 1), 3, width=0.5, **arguments)
    model.compile(keras.optimizers.Adam(0.005), loss)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    codes = model.get_layer("predictions").get_weights()[0]
    model.fit(x, labels, batch_size=20, epochs=2, verbose=0)
    assert (keras.ops.convert_to_numpy(model(x)).argmax(axis=-1) == labels).mean() > 0.95
    np.testing.assert_array_equal(model.get_layer("predictions").get_weights()[0], codes)


def test_modern_variant_layer_by_layer():
    model = models.lenet5_modern((32, 32, 1), 10)
    counts = {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}
    assert counts == {"c1": 156, "c3": 2_416, "c5": 48_120, "f6": 10_164, "predictions": 850}


@pytest.mark.parametrize("name", ["lenet5", "lenet5_modern"])
def test_small_images_are_refused(name):
    with pytest.raises(ValueError) as error:
        getattr(models, name)((28, 28, 1), 10)
    assert str(error.value) == f"{name} needs images of at least 32x32 pixels, got 28x28; resize or pad them"


def test_unknown_output_is_refused():
    with pytest.raises(ValueError, match="output must be 'rbf' or 'softmax', got 'svm'"):
        models.lenet5((32, 32, 1), 10, output="svm")


def test_one_class_has_no_radial_basis_output():
    with pytest.raises(ValueError, match="needs at least 2 classes, got 1; use output='softmax'"):
        models.lenet5((32, 32, 1), 1)
    assert models.lenet5((32, 32, 1), 1, output="softmax").layers[-1].activation is keras.activations.sigmoid
