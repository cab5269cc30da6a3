from keras_nets import models

import keras
import numpy as np
import pytest

SMALL = dict(vocabulary_size=9, classes=3, embedding_dim=4, kernel_sizes=(2, 3, 4), filters=5)


def random_weights(model):
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(size=weight.shape) for weight in model.weights])


def test_equals_the_papers_formula_on_one_sentence():
    model = models.text_cnn(**SMALL)
    random_weights(model)
    sentence = np.array([3, 1, 4, 1, 5, 8])
    vectors, *filters, kernel, bias = model.get_weights()
    x = vectors[sentence]
    features = []
    for h, w, b in zip((2, 3, 4), filters[::2], filters[1::2], strict=True):
        responses = [np.maximum(np.einsum("hd,hdf->f", x[i : i + h], w) + b, 0) for i in range(6 - h + 1)]
        features.append(np.max(responses, axis=0))
    scores = np.concatenate(features) @ kernel + bias
    exponentials = np.exp(scores - scores.max())
    np.testing.assert_allclose(model(sentence[None])[0], exponentials / exponentials.sum(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("length", [1, 2, 3, 6])
def test_padding_never_changes_a_result(length):
    model = models.text_cnn(**SMALL)
    random_weights(model)
    text = np.random.default_rng(length).integers(1, 9, size=(4, length))
    np.testing.assert_allclose(model(np.pad(text, ((0, 0), (0, 5)))), model(text), atol=1e-6)


def test_a_text_without_words_gets_an_answer():
    probabilities = keras.ops.convert_to_numpy(models.text_cnn(**SMALL)(np.zeros((1, 3), "int32")))
    assert probabilities.sum() == pytest.approx(1)


def test_weights_of_a_class_are_bounded():
    model = models.text_cnn(**SMALL, max_norm=0.5)
    model.compile(keras.optimizers.SGD(5.0), "sparse_categorical_crossentropy", run_eagerly=True)
    model.fit(np.arange(12).reshape(3, 4) % 9, np.arange(3), epochs=3, verbose=0)
    norms = np.linalg.norm(model.get_layer("predictions").get_weights()[0], axis=0)
    assert norms.max() == pytest.approx(0.5, rel=1e-4)
    assert models.text_cnn(**SMALL, max_norm=None).get_layer("predictions").kernel_constraint is None


def test_word_vectors_begin_as_in_the_paper():
    (vectors,) = models.text_cnn(**SMALL | dict(vocabulary_size=1000)).get_layer("embedding").get_weights()
    assert 0.24 < np.abs(vectors).max() <= 0.25


def test_filters_of_a_single_length():
    assert models.text_cnn(**SMALL | dict(kernel_sizes=(3,))).output_shape == (None, 3)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(kernel_sizes=()), r"text_cnn needs kernel_sizes, one or more lengths of filters such as \(3, 4, 5\), "),
        (dict(kernel_sizes=(3, 0)), "text_cnn needs kernel_sizes to be integers of at least 1, got "),
        (dict(filters=0), "text_cnn needs filters to be an integer of at least 1, got 0"),
        (dict(vocabulary_size=0), "text_cnn needs vocabulary_size to be an integer of at least 1, got 0"),
        (dict(classes=0), "classes must be at least 1, got 0"),
    ],
)
def test_what_cannot_be_built_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.text_cnn(**SMALL | arguments)
