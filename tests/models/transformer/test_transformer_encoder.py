from keras_nets import models

import keras
import numpy as np
import pytest

SMALL = dict(depth=2, width=8, heads=2, feed_forward_units=12)


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def network(input_shape=(None, 3), classes=4, **arguments):
    """A small network whose weights are large enough for differences to show."""
    keras.utils.set_random_seed(0)
    model = models.transformer_encoder(input_shape, classes, **SMALL | arguments)
    generator = np.random.default_rng(0)
    for weight in model.trainable_weights:
        weight.assign(weight + generator.normal(scale=0.3, size=weight.shape))
    return model


def numbers(batch, steps, seed=0):
    return np.random.default_rng(seed).normal(size=(batch, steps, 3)).astype("float32")


def tokens(batch, steps, seed=0):
    return np.random.default_rng(seed).integers(1, 9, size=(batch, steps)).astype("int32")


@pytest.mark.usefixtures("unvalued")
def test_weights_by_hand():
    width, hidden = 8, 12
    blocks = 2 * (4 * width**2 + (width * hidden + hidden + hidden * width + width) + 2 * 2 * width)
    head = width * 4 + 4
    assert network().count_params() == (3 * width + width) + blocks + head
    assert network((None,), vocabulary_size=9).count_params() == 9 * width + blocks + head
    learned = network(positions="learned", max_length=20, pooling="class_token", pre_normalization=True)
    assert learned.count_params() == (3 * width + width) + width + 21 * width + blocks + 2 * width + head


def test_without_positions_it_is_permutation_equivariant_and_with_them_not():
    x, order = numbers(2, 6), np.array([4, 0, 5, 1, 3, 2])
    for positions in (None, "sinusoidal", "learned"):
        model = network(positions=positions, max_length=6, return_sequences=True)
        outputs, permuted = numpy(model(x)), numpy(model(x[:, order]))
        difference = np.abs(permuted - outputs[:, order]).max()
        assert (difference < 1e-5) if positions is None else (difference > 1e-2)


def test_pooled_without_positions_it_is_a_function_of_sets():
    x, order = numbers(2, 6), np.array([4, 0, 5, 1, 3, 2])
    for pooling in ("mean", "class_token"):
        model = network(positions=None, pooling=pooling)
        np.testing.assert_allclose(numpy(model(x[:, order])), numpy(model(x)), atol=1e-5)


@pytest.mark.parametrize("pre_normalization", [True, False])
@pytest.mark.parametrize("output", [{"pooling": "mean"}, {"pooling": "class_token"}, {"return_sequences": True}])
def test_padding_changes_nothing(output, pre_normalization):
    model = network((None,), vocabulary_size=9, pre_normalization=pre_normalization, **output)
    x = tokens(2, 6)
    alone = numpy(model(x[:1, :4]))
    x[0, 4:] = 0
    for padded in (x, np.pad(x, ((0, 0), (0, 5)))):
        outputs = numpy(model(padded))[:1]
        np.testing.assert_allclose(outputs[:, :4] if "return_sequences" in output else outputs, alone, atol=1e-6)
    # Every step counts: below the sequence stand four of it, each with another step.
    sequences = np.repeat(x[:1], 5, axis=0)
    sequences[range(1, 5), range(4)] = x[0, :4] % 8 + 1
    outputs = numpy(model(sequences)).reshape(5, -1)
    assert (np.abs(outputs[1:] - outputs[0]).max(axis=1) > 1e-5).all()


@pytest.mark.parametrize("pooling", ["mean", "class_token"])
def test_a_sequence_of_padding_alone_gives_numbers(pooling):
    model = network((None,), vocabulary_size=9, pooling=pooling)
    assert np.isfinite(numpy(model(np.zeros((2, 5), "int32")))).all()


def test_regression_and_outputs_at_every_step():
    model = network(classes=1, classifier_activation="linear")
    outputs = numpy(model(100 * numbers(20, 5)))
    assert outputs.shape == (20, 1) and outputs.min() < 0
    assert network(return_sequences=True, pooling="class_token").output_shape == (None, None, 4)


def test_weights_of_attention_can_be_looked_at():
    model, x = network((5, 3), pooling="class_token"), numbers(2, 5)
    block = model.get_layer("block2")
    below = keras.Model(model.input, block.input)
    outputs, weights = map(numpy, block(below(x), return_attention_scores=True))
    np.testing.assert_allclose(outputs, numpy(keras.Model(model.input, block.output)(x)), atol=1e-5)
    assert weights.shape == (2, 2, 6, 6)
    np.testing.assert_allclose(weights.sum(axis=-1), np.ones((2, 2, 6)), atol=1e-5)


def test_half_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = network((None,), vocabulary_size=9, pooling="class_token", positions="learned")
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    assert np.isfinite(model.train_on_batch(tokens(4, 6), np.arange(4)))


def test_refusals():
    message = r"with vocabulary_size=None needs input_shape=\(steps, features\), got \(None,\); tokens need"
    with pytest.raises(ValueError, match=message):
        network((None,))
    with pytest.raises(ValueError, match=r"with vocabulary_size=9 needs input_shape=\(steps,\), got \(5, 3\)"):
        network((5, 3), vocabulary_size=9)
    with pytest.raises(ValueError, match=r"needs input_shape=\(steps, features\), got \(5, None\)"):
        network((5, None))
    with pytest.raises(ValueError, match="pooling must be 'mean' or 'class_token', got 'max'"):
        network(pooling="max")
    message = (
        "positions has learned 6 positions, got a sequence of 7; shorten it, or build the network with max_length=7"
    )
    with pytest.raises(ValueError, match=message):
        network((7, 3), positions="learned", max_length=6)
    with pytest.raises(ValueError, match=message):
        network(positions="learned", max_length=6)(numbers(1, 7))
