from keras_nets.layers import LearnedPositionalEncoding, SinusoidalPositionalEncoding, positional_encoding

import keras
import numpy as np
import pytest


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def sinusoid(position, column, width):
    """The paper's formula, one number at a time."""
    wave = np.cos if column % 2 else np.sin
    return wave(position / 10000 ** (column // 2 * 2 / width))


@pytest.mark.parametrize("width", [1, 2, 5, 8])
def test_sinusoids_are_the_papers(width):
    x = random(2, 30, width)
    expected = [[sinusoid(position, column, width) for column in range(width)] for position in range(30)]
    np.testing.assert_allclose(numpy(SinusoidalPositionalEncoding()(x)) - x, np.tile(expected, (2, 1, 1)), atol=1e-5)


def test_sinusoids_of_a_position_follow_linearly_from_those_of_another():
    encoding = numpy(SinusoidalPositionalEncoding()(np.zeros((1, 50, 6), "float32")))[0]
    shift = np.linalg.lstsq(encoding[:-7], encoding[7:], rcond=None)[0]
    np.testing.assert_allclose(encoding[:-7] @ shift, encoding[7:], atol=1e-4)


@pytest.mark.parametrize("layer", [SinusoidalPositionalEncoding(), LearnedPositionalEncoding(9)])
def test_pieces_of_a_sequence_get_their_own_positions(layer):
    x = random(2, 9, 4)
    whole = numpy(layer(x))
    assert not np.allclose(whole, x)
    for start in (0, 3, keras.ops.convert_to_tensor(5)):
        piece = layer(x[:, int(start) : int(start) + 3], start=start)
        np.testing.assert_allclose(numpy(piece), whole[:, int(start) : int(start) + 3], atol=1e-6)


@pytest.mark.parametrize("positions", ["sinusoidal", "learned"])
def test_masks_are_passed_on(positions):
    inputs = keras.Input((None,), dtype="int32")
    embedded = keras.layers.Embedding(5, 2, mask_zero=True, embeddings_initializer="ones")(inputs)
    pooled = keras.layers.GlobalAveragePooling1D()(positional_encoding(positions, 9)(embedded))
    model = keras.Model(inputs, pooled)
    np.testing.assert_allclose(model(np.array([[1, 2, 0, 0]])), model(np.array([[1, 2]])), atol=1e-6)


def test_learned_positions_are_the_table():
    layer = LearnedPositionalEncoding(6, initializer="ones")
    x = random(2, 4, 3)
    np.testing.assert_allclose(layer(x), x + 1)
    assert layer.count_params() == 6 * 3


def test_a_sequence_beyond_the_table_gets_the_remedy():
    layer = LearnedPositionalEncoding(6, name="positions")
    message = r"positions has learned 6 positions, got a sequence of 7; shorten it, or build the network with max_len"
    with pytest.raises(ValueError, match=message):
        layer(random(1, 7, 2))
    with pytest.raises(ValueError, match=message):
        layer(random(1, 2, 2), start=5)
    with pytest.raises(ValueError, match=message):
        keras.Model(inputs := keras.Input((7, 2)), layer(inputs))


@pytest.mark.parametrize("positions", ["sinusoidal", "learned"])
def test_half_precision_and_configuration(positions):
    layer = positional_encoding(positions, 5, dtype="mixed_bfloat16")
    assert keras.backend.standardize_dtype(layer(random(1, 3, 4)).dtype) == "bfloat16"
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()


def test_far_positions_differ_in_half_precision():
    encoding = SinusoidalPositionalEncoding(dtype="bfloat16")(np.zeros((1, 1002, 2), "float32"))
    assert len(np.unique(numpy(keras.ops.cast(encoding[0, 998:], "float32")), axis=0)) == 4


def test_refusals():
    assert positional_encoding(None, 5) is None
    with pytest.raises(ValueError, match="positions must be 'sinusoidal', 'learned' or None, got 'rotary'"):
        positional_encoding("rotary", 5)
    with pytest.raises(ValueError, match="max_length of at least 1, got 0"):
        LearnedPositionalEncoding(0)
