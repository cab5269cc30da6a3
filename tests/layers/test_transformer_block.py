"""Both blocks against the papers' formulas in NumPy, and what they share."""

from keras_nets.layers import TransformerDecoderBlock, TransformerEncoderBlock

import keras
import numpy as np
import pytest

WIDTH, HEADS = 6, 2


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def built(kind, *shapes, **arguments):
    """A block in which no weight is 0 or 1, as biases and normalizations are at first."""
    block = kind(HEADS, 5, **arguments)
    block.build(*shapes)
    for seed, weight in enumerate(block.weights):
        weight.assign(weight + 0.5 * random(*weight.shape, seed=seed))
    return block


def encoder_block(**arguments):
    return built(TransformerEncoderBlock, (None, None, WIDTH), **arguments)


def decoder_block(**arguments):
    return built(TransformerDecoderBlock, (None, None, WIDTH), (None, None, 4), **arguments)


def softmax(scores):
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return scores / scores.sum(axis=-1, keepdims=True)


def heads_of(x, dense):
    """x W + b for each head: (batch, length, heads, size)."""
    return np.tensordot(x, numpy(dense.kernel), 1) + (0 if dense.bias is None else numpy(dense.bias))


def attention(layer, query, context, mask):
    q, k, v = (
        heads_of(query, layer.query_dense),
        heads_of(context, layer.key_dense),
        heads_of(context, layer.value_dense),
    )
    outputs = []
    for head in range(HEADS):
        scores = q[:, :, head] @ k[:, :, head].transpose(0, 2, 1) / np.sqrt(WIDTH / HEADS)
        outputs.append(softmax(np.where(mask, scores, -np.inf)) @ v[:, :, head])
    output = layer.output_dense
    bias = 0 if output.bias is None else numpy(output.bias)
    return sum(x @ kernel for x, kernel in zip(outputs, numpy(output.kernel), strict=True)) + bias


def normalized(layer, x):
    standard = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-6)
    return numpy(layer.gamma) * standard + numpy(layer.beta)


def sublayer(block, normalization, x, function):
    if block.pre_normalization:
        return x + function(normalized(normalization, x))
    return normalized(normalization, x + function(x))


def feed_forward(block, x):
    hidden = np.maximum(x @ numpy(block.hidden.kernel) + numpy(block.hidden.bias), 0)
    return hidden @ numpy(block.projection.kernel) + numpy(block.projection.bias)


def reference(block, x, mask, context=None, context_mask=None):
    """The paper's block, of a decoder where there is a context."""
    seen = mask[:, None, :] if context is None else mask[:, None, :] & np.tri(x.shape[1], dtype=bool)
    x = sublayer(block, block.attention_normalization, x, lambda x: attention(block.attention, x, x, seen))
    if context is not None:
        x = sublayer(
            block,
            block.context_normalization,
            x,
            lambda x: attention(block.context_attention, x, context, context_mask[:, None, :]),
        )
    return sublayer(block, block.feed_forward_normalization, x, lambda x: feed_forward(block, x))


MASK = np.array([[True] * 5, [True] * 3 + [False] * 2])
CONTEXT_MASK = np.array([[True] * 4 + [False] * 3, [True] * 7])
KINDS = [{}, {"pre_normalization": True}, {"attention_bias": True}]


@pytest.mark.parametrize("arguments", KINDS)
def test_encoder_block_is_the_papers(arguments):
    block, x = encoder_block(**arguments), random(2, 5, WIDTH)
    outputs = numpy(block(x, mask=keras.ops.convert_to_tensor(MASK)))
    np.testing.assert_allclose(outputs[MASK], reference(block, x.astype("float64"), MASK)[MASK], atol=1e-5)


@pytest.mark.parametrize("arguments", KINDS)
def test_decoder_block_is_the_papers(arguments):
    block, x, context = decoder_block(**arguments), random(2, 5, WIDTH), random(2, 7, 4, seed=1)
    masks = {"inputs_mask": MASK, "context_mask": CONTEXT_MASK}
    outputs = numpy(block(x, context, **{name: keras.ops.convert_to_tensor(mask) for name, mask in masks.items()}))
    expected = reference(block, x.astype("float64"), MASK, context, CONTEXT_MASK)
    np.testing.assert_allclose(outputs[MASK], expected[MASK], atol=1e-5)


@pytest.mark.parametrize("rate", ["dropout", "attention_dropout", "activation_dropout"])
def test_each_dropout_works_in_training_only(rate):
    x, rates = random(2, 5, WIDTH), {"dropout": 0.0, rate: 0.5}
    block = encoder_block(**rates)
    np.testing.assert_array_equal(block(x), block(x))
    assert np.abs(numpy(block(x, training=True)) - numpy(block(x, training=True))).max() > 1e-3


def test_weights_of_two_blocks_that_share_an_initializer_differ():
    initializer = keras.initializers.RandomNormal(stddev=0.02)
    blocks = [TransformerEncoderBlock(2, 6, kernel_initializer=initializer) for _ in range(2)]
    for block in blocks:
        block.build((None, None, 6))
    kernels = [numpy(layer.kernel).ravel() for block in blocks for layer in (block.hidden, block.projection)]
    kernels += [numpy(block.attention.query_dense.kernel).ravel() for block in blocks]
    assert len({tuple(kernel) for kernel in kernels}) == 6
    assert np.std(kernels) == pytest.approx(0.02, rel=0.2)


def test_heads_must_divide_the_width():
    with pytest.raises(ValueError, match="block needs a width that is divisible by its 4 heads, got 6"):
        TransformerEncoderBlock(4, 5, name="block")(random(1, 3, 6))


@pytest.mark.parametrize("block", [encoder_block, decoder_block])
def test_half_precision_and_configuration(block):
    block = block(dtype="mixed_bfloat16", activation="gelu", pre_normalization=True, dropout=0.3)
    inputs = [random(2, 5, WIDTH)] + [random(2, 7, 4)] * isinstance(block, TransformerDecoderBlock)
    assert keras.backend.standardize_dtype(block(*inputs).dtype) == "bfloat16"
    again = type(block).from_config(block.get_config())
    assert again.get_config() == block.get_config()
    again(*inputs)
    again.set_weights(block.get_weights())
    np.testing.assert_array_equal(numpy(again(*inputs)), numpy(block(*inputs)))
