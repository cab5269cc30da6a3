from keras_nets.layers import TransformerDecoderBlock

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


@pytest.mark.usefixtures("unvalued")
def test_weights_by_hand():
    feed_forward = (512 * 2048 + 2048) + (2048 * 512 + 512) + 2 * 512
    block = TransformerDecoderBlock(8, 2048)
    block.build((None, None, 512), (None, None, 512))
    assert block.count_params() == 2 * (4 * 512**2 + 2 * 512) + feed_forward == 4_199_936
    # A block of GPT-2 has biases everywhere and no context.
    block = TransformerDecoderBlock(12, 3072, cross_attention=False, attention_bias=True)
    block.build((None, None, 768))
    assert block.count_params() == 12 * 768**2 + (9 + 4) * 768 == 7_087_872


@pytest.mark.parametrize("pre_normalization", [False, True])
def test_a_step_changes_nothing_before_it(pre_normalization):
    block = TransformerDecoderBlock(2, 5, cross_attention=False, pre_normalization=pre_normalization)
    x = random(2, 6, 4)
    before = numpy(block(x))
    for step in range(6):
        changed = x.copy()
        changed[:, step] += random(4, seed=step + 1)
        difference = np.abs(numpy(block(changed)) - before).max(axis=(0, 2))
        assert (difference[:step] == 0).all() and (difference[step:] > 1e-4).all()


def test_weights_of_both_attentions():
    block, x, context = TransformerDecoderBlock(2, 5), random(3, 4, 6), random(3, 7, 6, seed=1)
    mask = np.arange(7) < np.array([[7], [3], [1]])
    arguments = {"context_mask": keras.ops.convert_to_tensor(mask)}
    outputs, own, cross = map(numpy, block(x, context, return_attention_scores=True, **arguments))
    np.testing.assert_allclose(outputs, numpy(block(x, context, **arguments)), atol=1e-6)
    assert own.shape == (3, 2, 4, 4) and cross.shape == (3, 2, 4, 7)
    for weights in (own, cross):
        np.testing.assert_allclose(weights.sum(axis=-1), np.ones((3, 2, 4)), atol=1e-6)
    assert (own[:, :, ~np.tri(4, dtype=bool)] == 0).all()
    assert (cross.transpose(0, 3, 1, 2)[~mask] == 0).all()


def test_weights_can_be_outputs_of_a_graph():
    inputs, context = keras.Input((None, 6)), keras.Input((9, 6))
    specs = TransformerDecoderBlock(3, 5)(inputs, context, return_attention_scores=True)
    assert [spec.shape for spec in specs] == [(None, None, 6), (None, 3, None, None), (None, 3, None, 9)]
    arrays = keras.Model([inputs, context], specs)([random(2, 4, 6), random(2, 9, 6)])
    assert [tuple(array.shape) for array in arrays] == [(2, 4, 6), (2, 3, 4, 4), (2, 3, 4, 9)]


def test_every_block_sees_the_masks_of_inputs_and_context():
    embedding = keras.layers.Embedding(9, 6, mask_zero=True)
    blocks = [TransformerDecoderBlock(2, 5) for _ in range(3)]

    def output(tokens, context):
        x, context = embedding(np.array([tokens])), embedding(np.array([context]))
        for block in blocks:
            x = block(x, context)
        return numpy(keras.layers.GlobalAveragePooling1D()(x))

    expected = output([3, 1, 4], [5, 2, 6])
    np.testing.assert_allclose(output([3, 1, 4], [5, 2, 6, 0, 0]), expected, atol=1e-6)
    np.testing.assert_allclose(output([3, 1, 4, 0, 0], [5, 2, 6]), expected, atol=1e-6)
    assert np.abs(output([3, 1, 4], [5, 2, 6, 6]) - expected).max() > 1e-4


@pytest.mark.parametrize("cross_attention", [True, False])
@pytest.mark.parametrize("pre_normalization", [True, False])
def test_steps_give_what_the_call_gives(cross_attention, pre_normalization):
    block = TransformerDecoderBlock(2, 5, cross_attention=cross_attention, pre_normalization=pre_normalization)
    x, context = random(3, 5, 6), [random(3, 7, 6, seed=1)] * cross_attention
    mask, context_mask = np.arange(5) != np.array([[1], [3], [4]]), np.arange(7) < np.array([[7], [3], [1]])
    mask, context_mask = keras.ops.convert_to_tensor(mask), keras.ops.convert_to_tensor(context_mask)
    expected = numpy(block(x, *context, mask=mask, context_mask=context_mask if cross_attention else None))
    cache = block.start(3, 9, *context)
    padded = keras.ops.pad(mask, ((0, 0), (0, 4)), constant_values=True)
    for position in range(5):
        output, cache = block.step(x[:, position : position + 1], position, cache, padded, context_mask)
        np.testing.assert_allclose(numpy(output)[:, 0], expected[:, position], atol=1e-5)


def test_a_context_that_is_missing_or_not_wanted():
    with pytest.raises(ValueError, match=r"attends to a context, got none; call it as block\(inputs, context\), or"):
        TransformerDecoderBlock(2, 5)(random(1, 3, 6))
    block = TransformerDecoderBlock(2, 5, cross_attention=False)
    with pytest.raises(ValueError, match="was built with cross_attention=False, got a context; build it with cross_a"):
        block(random(1, 3, 6), random(1, 3, 6))
    assert TransformerDecoderBlock.from_config(block.get_config()).cross_attention is False
