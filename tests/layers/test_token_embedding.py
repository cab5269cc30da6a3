from keras_nets.layers import TokenEmbedding

import keras
import numpy as np
import pytest

TOKENS = np.array([[3, 1, 0], [4, 2, 2]])


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


@pytest.mark.parametrize("tie_weights", [True, False])
def test_vectors_are_scaled_rows_and_logits_are_not_scaled(tie_weights):
    embedding = TokenEmbedding(5, 4, scale=2.0, tie_weights=tie_weights)
    vectors = numpy(embedding(TOKENS))
    table = numpy(embedding.embeddings)
    np.testing.assert_allclose(vectors, 2 * table[TOKENS], rtol=1e-6)
    matrix = table.T if tie_weights else numpy(embedding.reverse_embeddings)
    np.testing.assert_allclose(numpy(embedding(vectors, reverse=True)), vectors @ matrix, rtol=1e-5, atol=1e-7)
    assert embedding.count_params() == (20 if tie_weights else 40)


def test_padding_is_masked_up_to_the_logits():
    inputs = keras.Input((None,), dtype="int32")
    embedding = TokenEmbedding(5, 4)
    model = keras.Model(inputs, embedding(embedding(inputs), reverse=True))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), run_eagerly=True)
    padded, whole = np.array([[3, 1, 0, 0]]), np.array([[3, 1]])
    losses = [model.evaluate(x, np.ones_like(x), verbose=0) for x in (padded, whole)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-6)
    assert losses[0] != pytest.approx(model.evaluate(np.array([[3, 1, 4, 4]]), np.ones((1, 4)), verbose=0), abs=1e-4)


def test_configuration_comes_back():
    embedding = TokenEmbedding(5, 4, scale=3.0, tie_weights=False, embeddings_initializer="ones", name="embedding")
    again = TokenEmbedding.from_config(embedding.get_config())
    assert again.get_config() == embedding.get_config()
    np.testing.assert_array_equal(again(TOKENS), np.full((2, 3, 4), 3.0))
