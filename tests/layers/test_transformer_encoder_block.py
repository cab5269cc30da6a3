from keras_nets.layers import TransformerEncoderBlock

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


@pytest.mark.usefixtures("unvalued")
def test_weights_by_hand():
    # Four square matrices, two layers with biases, and two normalizations.
    expected = 4 * 512**2 + (512 * 2048 + 2048) + (2048 * 512 + 512) + 2 * 2 * 512
    block = TransformerEncoderBlock(8, 2048)
    block.build((None, None, 512))
    assert block.count_params() == expected == 3_150_336


def test_attention_weights_sum_to_one_and_leave_out_what_is_masked():
    block, mask = TransformerEncoderBlock(2, 5), np.array([[True] * 4, [True, True, False, False]])
    x = random(2, 4, 6)
    outputs, weights = block(x, mask=keras.ops.convert_to_tensor(mask), return_attention_scores=True)
    np.testing.assert_allclose(numpy(outputs), numpy(block(x, mask=keras.ops.convert_to_tensor(mask))), atol=1e-6)
    np.testing.assert_allclose(numpy(weights).sum(axis=-1), np.ones((2, 2, 4)), atol=1e-6)
    assert (numpy(weights)[1, :, :, 2:] == 0).all()
    assert numpy(weights)[1, :, :, :2].min() > 0


def test_weights_can_be_an_output_of_a_graph():
    inputs = keras.Input((None, 6))
    outputs, weights = TransformerEncoderBlock(3, 5)(inputs, return_attention_scores=True)
    assert outputs.shape == (None, None, 6) and weights.shape == (None, 3, None, None)
    model = keras.Model(inputs, weights)
    assert model(random(2, 4, 6)).shape == (2, 3, 4, 4)


def test_mask_comes_from_an_embedding_goes_on_and_stays_with_the_inputs():
    embedding = keras.layers.Embedding(9, 6, mask_zero=True)
    pool = keras.layers.GlobalAveragePooling1D()
    for pre_normalization in (False, True):
        first, second = (TransformerEncoderBlock(2, 5, pre_normalization=pre_normalization) for _ in range(2))

        def pooled(tokens, first=first, second=second):
            x = embedding(np.array([tokens]))
            # The inputs are used twice: attention must not take their mask away.
            return numpy(pool(second(first(x))) + pool(first(x)) + pool(x))

        np.testing.assert_allclose(pooled([3, 1, 4, 0, 0]), pooled([3, 1, 4]), atol=1e-6)
        assert np.abs(pooled([3, 1, 4, 1]) - pooled([3, 1, 4])).max() > 1e-4
