from keras_nets import models

import keras
import numpy as np
import pytest
from keras import ops

SMALL = dict(depth=2, width=8, heads=2, feed_forward_units=12, max_length=10)
KINDS = {
    "gpt2": {},
    "gpt": {"pre_normalization": False},
    "2017": {"positions": "sinusoidal", "pre_normalization": False, "activation": "relu", "tied_output": False},
}


def numpy(tensor):
    return ops.convert_to_numpy(tensor)


def network(**arguments):
    """A small network whose weights are large enough for differences to show."""
    keras.utils.set_random_seed(0)
    model = models.transformer_decoder(9, **SMALL | arguments)
    generator = np.random.default_rng(0)
    for weight in model.trainable_weights:
        weight.assign(weight + generator.normal(scale=0.3, size=weight.shape))
    return model


def tokens(batch, length, seed=0):
    return np.random.default_rng(seed).integers(1, 9, size=(batch, length)).astype("int32")


@pytest.fixture(params=KINDS, scope="module")
def model(request):
    return network(**KINDS[request.param])


@pytest.mark.usefixtures("unvalued")
def test_weights_by_hand():
    width, hidden = 8, 12
    block = 4 * (width**2 + width) + (width * hidden + hidden + hidden * width + width) + 2 * 2 * width
    assert network().count_params() == 9 * width + 10 * width + 2 * block + 2 * width
    assert network(tied_output=False).count_params() == 2 * 9 * width + 10 * width + 2 * block + 2 * width
    assert network(positions="sinusoidal", pre_normalization=False).count_params() == 9 * width + 2 * block


def test_an_untrained_network_is_about_undecided():
    model = models.transformer_decoder(60, depth=2, width=32, heads=4, feed_forward_units=64)
    entropy = -numpy(ops.log(model(tokens(4, 16)))).mean()
    assert entropy == pytest.approx(np.log(60), abs=0.1)


def test_a_token_changes_nothing_before_it(model):
    x = tokens(2, 4)
    before = numpy(model(x))
    for position in range(4):
        changed = x.copy()
        changed[:, position] = changed[:, position] % 8 + 1
        difference = np.abs(numpy(model(changed)) - before).max(axis=(0, 2))
        assert (difference[:position] < 1e-7).all() and (difference[position:] > 1e-5).all()


def test_padding_changes_nothing(model):
    x = tokens(2, 8)
    alone = numpy(model(x[:1, :5]))
    x[0, 5:] = 0
    np.testing.assert_allclose(numpy(model(x))[:1, :5], alone, atol=1e-6)
    np.testing.assert_allclose(numpy(model(np.pad(x, ((0, 0), (0, 2)))))[:1, :5], alone, atol=1e-6)


def stepwise(model, x, length):
    state, outputs = model.start(len(x), length), []
    for position in range(x.shape[1]):
        log_probabilities, state = model.step(x[:, position], position, state)
        outputs.append(numpy(log_probabilities))
    return np.stack(outputs, axis=1)


def test_steps_give_what_the_call_gives(model):
    x = tokens(3, 7)
    x[1, 3] = 0
    expected = np.log(numpy(model(x)))[x != 0]
    # Also where there would be room for more.
    np.testing.assert_allclose(stepwise(model, x, 10)[x != 0], expected, atol=1e-5)


def test_a_saved_network_steps_as_before(tmp_path):
    model, x = network(**KINDS["2017"]), tokens(3, 7)
    outputs = numpy(model(x))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(numpy(loaded(x)), outputs)
    np.testing.assert_allclose(stepwise(loaded, x[:, :2], 2), np.log(outputs[:, :2]), atol=1e-5)


def test_a_state_can_be_taken_up_again(model):
    x = tokens(2, 3)
    state = model.start(2, 8)
    for position in range(2):
        _, state = model.step(x[:, position], position, state)
    # Another continuation of the same beginning first.
    _, ahead = model.step(x[:, 0], 2, state)
    model.step(x[:, 0], 3, ahead)
    outputs, _ = model.step(x[:, 2], 2, state)
    again, _ = model.step(x[:, 2], 2, ahead)
    np.testing.assert_allclose(numpy(outputs), np.log(numpy(model(x)))[:, -1], atol=1e-5)
    np.testing.assert_allclose(numpy(again), numpy(outputs), atol=1e-6)


def test_state_goes_with_its_examples(model):
    x, order = tokens(3, 3), np.array([2, 0, 0])
    state = model.start(3, 8)
    for position in range(2):
        _, state = model.step(x[:, position], position, state)
    chosen = keras.tree.map_structure(lambda tensor: ops.take(tensor, order, axis=0), state)
    outputs, _ = model.step(x[order, 2], 2, chosen)
    np.testing.assert_allclose(numpy(outputs), np.log(numpy(model(x[order])))[:, -1], atol=1e-5)


def test_attention_weights():
    weights = network().attention_weights(tokens(3, 5))
    assert len(weights) == 2
    for block in map(numpy, weights):
        np.testing.assert_allclose(block.sum(axis=-1), np.ones((3, 2, 5)), atol=1e-5)
        assert (block[:, :, ~np.tri(5, dtype=bool)] == 0).all() and (block[:, :, np.tri(5, dtype=bool)] > 0).all()


def test_half_precision(set_precision):
    set_precision("mixed_bfloat16")
    model, x = network(depth=1), tokens(4, 3)
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    assert np.isfinite(model.train_on_batch(x, tokens(4, 3, seed=1)))
    np.testing.assert_allclose(stepwise(model, x, 3), np.log(numpy(model(x))), atol=0.1)


def test_every_weight_gets_a_gradient():
    model = network(tied_output=False)
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(10.0), "sparse_categorical_crossentropy", run_eagerly=True)
    # Learned positions need sequences that fill them.
    model.train_on_batch(tokens(8, 10), tokens(8, 10, seed=1))
    for weight, old in zip(model.weights, before, strict=True):
        # A bias of all keys alike adds the same to all scores of a query, which softmax does not see.
        if weight.trainable and "key/bias" not in weight.path:
            assert np.abs(numpy(weight) - old).max() > 1e-4, weight.path


def test_refusals():
    model = network()
    message = "positions has learned 10 positions, got a sequence of 11; shorten it, or build the network with max_len"
    with pytest.raises(ValueError, match=message):
        model(tokens(1, 11))
    with pytest.raises(ValueError, match=message):
        model.start(1, 11)
    assert network(positions="sinusoidal")(tokens(1, 11)).shape == (1, 11, 9)
    with pytest.raises(ValueError, match="needs vocabulary_size to be an integer of at least 1, got None"):
        models.transformer_decoder(None)
    with pytest.raises(ValueError, match="positions must be 'sinusoidal', 'learned' or None, got 'rotary'"):
        models.transformer_decoder(9, positions="rotary")
