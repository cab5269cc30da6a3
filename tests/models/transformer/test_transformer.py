from keras_nets import models

import keras
import numpy as np
import pytest
from keras import ops

SMALL = dict(depth=2, width=8, heads=2, feed_forward_units=12)
# Kinds of networks between which steps, masks and causality could differ.
KINDS = {
    "paper": {},
    "pre": {"pre_normalization": True, "positions": "learned", "max_length": 12, "activation": "gelu"},
    "untied": {"tied_output": False},
}


def numpy(tensor):
    return ops.convert_to_numpy(tensor)


def network(source_vocabulary=9, target_vocabulary=9, **arguments):
    """A small network whose weights are large enough for differences to show."""
    keras.utils.set_random_seed(0)
    model = models.transformer(source_vocabulary, target_vocabulary, **SMALL | arguments)
    generator = np.random.default_rng(0)
    for weight in model.trainable_weights:
        weight.assign(weight + generator.normal(scale=0.3, size=weight.shape))
    return model


def tokens(batch, length, seed=0):
    return np.random.default_rng(seed).integers(1, 9, size=(batch, length)).astype("int32")


def translate(model, source, target):
    return numpy(model({"source": source, "target": target}))


@pytest.fixture(params=KINDS, scope="module")
def model(request):
    return network(**KINDS[request.param])


@pytest.mark.usefixtures("unvalued")
def test_weights_by_hand():
    width, hidden, vocabulary = 8, 12, 9
    attention, normalization = 4 * width**2, 2 * width
    feed_forward = width * hidden + hidden + hidden * width + width
    blocks = 2 * (attention + feed_forward + 2 * normalization) + 2 * (2 * attention + feed_forward + 3 * normalization)
    assert network().count_params() == vocabulary * width + blocks
    assert network(tied_output=False).count_params() == 2 * vocabulary * width + blocks
    separate = network(7, 11, shared_embeddings=False)
    assert separate.count_params() == (7 + 11) * width + blocks
    # Each stack of pre-normalization ends with one more.
    assert network(pre_normalization=True).count_params() == vocabulary * width + blocks + 2 * normalization


@pytest.mark.parametrize(
    "changed, millions",
    [({"depth": 2}, 36), ({"depth": 4}, 50), ({"depth": 8}, 80), ({"feed_forward_units": 4096}, 90)],
)
@pytest.mark.usefixtures("unvalued")
def test_sizes_differ_from_the_base_as_in_the_papers_table(changed, millions):
    # The paper's base has 65 million; a vocabulary of few tokens leaves the blocks to compare.
    base = {"depth": 6, "feed_forward_units": 2048}

    def size(depth, feed_forward_units):
        model = models.transformer(5, 5, depth=1, feed_forward_units=feed_forward_units)
        return depth * (model.count_params() - 5 * 512)

    difference = (size(**base | changed) - size(**base)) / 1e6
    assert difference == pytest.approx(millions - 65, abs=1)


def test_outputs_are_probabilities(model):
    outputs = translate(model, tokens(3, 7), tokens(3, 5, seed=1))
    assert outputs.shape == (3, 5, 9)
    np.testing.assert_allclose(outputs.sum(axis=-1), np.ones((3, 5)), atol=1e-5)


def test_a_token_of_the_target_changes_nothing_before_it(model):
    source, target = tokens(2, 5), tokens(2, 4, seed=1)
    before = translate(model, source, target)
    for position in range(4):
        changed = target.copy()
        changed[:, position] = changed[:, position] % 8 + 1
        difference = np.abs(translate(model, source, changed) - before).max(axis=(0, 2))
        assert (difference[:position] < 1e-7).all() and (difference[position:] > 1e-5).all()


def test_every_token_of_the_source_counts(model):
    source, target = tokens(1, 5), tokens(1, 6, seed=1)
    # A text for each place, with another token there, below the text itself.
    texts = np.repeat(source, 6, axis=0)
    texts[range(1, 6), range(5)] = source % 8 + 1
    outputs = translate(model, texts, np.repeat(target, 6, axis=0))
    assert (np.abs(outputs[1:] - outputs[0]).max(axis=2) > 1e-5).all()


def test_padding_changes_nothing(model):
    source, target = tokens(2, 5), tokens(2, 4, seed=1)
    alone = translate(model, source[:1, :3], target[:1, :2])
    source[0, 3:], target[0, 2:] = 0, 0
    together = translate(model, source, target)
    padded = translate(model, np.pad(source, ((0, 0), (0, 4))), np.pad(target, ((0, 0), (0, 3))))
    np.testing.assert_allclose(together[:1, :2], alone, atol=1e-6)
    np.testing.assert_allclose(padded[:1, :2], alone, atol=1e-6)
    np.testing.assert_allclose(padded[1:, :4], together[1:], atol=1e-6)


def test_an_empty_source_gives_numbers(model):
    assert np.isfinite(translate(model, np.zeros((1, 3), "int32"), tokens(1, 4))).all()


def test_padding_does_not_count_in_the_loss():
    model = network()
    model.compile(loss="sparse_categorical_crossentropy", run_eagerly=True)
    source, target, y = tokens(2, 5), tokens(2, 4), tokens(2, 4, seed=1)
    whole = model.test_on_batch({"source": source, "target": target}, y)
    target, y = np.pad(target, ((0, 0), (0, 3))), np.pad(y, ((0, 0), (0, 3)))
    assert model.test_on_batch({"source": source, "target": target}, y) == pytest.approx(whole, abs=1e-5)


def stepwise(model, source, target, length):
    state, outputs = model.start(source, length), []
    for position in range(target.shape[1]):
        log_probabilities, state = model.step(target[:, position], position, state)
        outputs.append(numpy(log_probabilities))
    return np.stack(outputs, axis=1)


def test_steps_give_what_the_call_gives(model):
    source, target = tokens(3, 5), tokens(3, 6, seed=1)
    # Padding at the end of a source, and in the middle of a target.
    source[0, 3:], target[1, 2] = 0, 0
    real = target != 0
    expected = np.log(translate(model, source, target))[real]
    # Also where there would be room for more.
    np.testing.assert_allclose(stepwise(model, source, target, 11)[real], expected, atol=1e-5)


def test_a_saved_network_steps_as_before(tmp_path):
    model, source, target = network(**KINDS["pre"] | KINDS["untied"]), tokens(3, 5), tokens(3, 6, seed=1)
    outputs = translate(model, source, target)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(translate(loaded, source, target), outputs)
    np.testing.assert_allclose(stepwise(loaded, source, target[:, :2], 2)[0], np.log(outputs[0, :2]), atol=1e-5)


def test_attention_weights():
    model, source, target = network(), tokens(2, 5), tokens(2, 4, seed=1)
    source[0, 3:] = 0
    weights = model.attention_weights({"source": source, "target": target})
    shapes = {"encoder": (2, 2, 5, 5), "decoder": (2, 2, 4, 4), "cross": (2, 2, 4, 5)}
    for kind, shape in shapes.items():
        assert len(weights[kind]) == 2
        for block in map(numpy, weights[kind]):
            assert block.shape == shape
            np.testing.assert_allclose(block.sum(axis=-1), np.ones(shape[:-1]), atol=1e-5)
    for block in map(numpy, weights["cross"] + weights["encoder"]):
        assert (block[0, :, :, 3:] == 0).all() and (block[1] > 0).all()


@pytest.mark.parametrize("dtype", ["mixed_bfloat16", "mixed_float16"])
def test_half_precision_trains_steps_and_comes_back(dtype, set_precision):
    set_precision(dtype)
    model = models.transformer(9, 9, **SMALL | {"depth": 1})
    inputs = {"source": tokens(4, 5), "target": tokens(4, 3, seed=1)}
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    assert np.isfinite(model.train_on_batch(inputs, tokens(4, 3)))
    assert model.get_layer("decoder_block1").compute_dtype == dtype.removeprefix("mixed_")
    expected = np.log(translate(model, **inputs))
    np.testing.assert_allclose(stepwise(model, **inputs, length=3), expected, atol=0.1)
    # Of the network's own configuration, whatever is the precision of others.
    set_precision("float32")
    again = type(model).from_config(model.get_config())
    assert again.get_layer("decoder_block1").dtype_policy.name == dtype


def test_every_weight_gets_a_gradient():
    model = network(**KINDS["pre"] | KINDS["untied"])
    before = model.get_weights()
    # With a plain gradient step, weights move only as far as their gradients reach.
    model.compile(keras.optimizers.SGD(10.0), "sparse_categorical_crossentropy", run_eagerly=True)
    model.train_on_batch({"source": tokens(8, 5), "target": tokens(8, 6, seed=1)}, tokens(8, 6, seed=2))
    for weight, old in zip(model.weights, before, strict=True):
        if weight.trainable:
            assert np.abs(numpy(weight) - old).max() > 1e-4, weight.path


def test_refusals():
    with pytest.raises(ValueError, match="vocabularies of 9 and 7 tokens; give both the same, or shared_embeddings=F"):
        models.transformer(9, 7)
    with pytest.raises(ValueError, match="transformer needs depth to be an integer of at least 1, got 0"):
        models.transformer(9, 9, depth=0)
    with pytest.raises(ValueError, match="encoder_block1 needs a width that is divisible by its 3 heads, got 8"):
        models.transformer(9, 9, width=8, heads=3)
    model = network(positions="learned", max_length=6)
    message = "has learned 6 positions, got a sequence of 7; shorten it, or build the network with max_length=7"
    with pytest.raises(ValueError, match=message):
        model.start(tokens(1, 3), 7)
    with pytest.raises(ValueError, match=message):
        translate(model, tokens(1, 7), tokens(1, 3))
