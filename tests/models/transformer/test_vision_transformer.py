from keras_nets import models

import keras
import numpy as np
import pytest

SMALL = dict(patch_size=4, depth=2, width=8, heads=2, feed_forward_units=12)


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def images(batch, height=8, width=12, seed=0):
    return np.random.default_rng(seed).uniform(size=(batch, height, width, 3)).astype("float32")


def network(**arguments):
    keras.utils.set_random_seed(0)
    return models.vision_transformer((8, 12, 3), 5, **SMALL | arguments)


def size_of(patch_size, depth, width, units):
    """Weights of a network for images of 32x64 pixels and 2 classes."""
    positions = 1 + 32 * 64 // patch_size**2
    block = 4 * (width**2 + width) + 2 * width * units + units + width + 4 * width
    return 3 * patch_size**2 * width + width + width + positions * width + depth * block + 2 * width + 2 * width + 2


def test_weights_by_hand():
    width, hidden, patches = 8, 12, 2 * 3
    block = 4 * (width**2 + width) + (width * hidden + hidden + hidden * width + width) + 2 * 2 * width
    expected = (4 * 4 * 3 * width + width) + width + (patches + 1) * width + 2 * block + 2 * width + (width * 5 + 5)
    assert network().count_params() == expected
    # Neither a class token nor its position.
    assert network(pooling="mean").count_params() == expected - 2 * width


def test_patches_are_projected_row_by_row():
    model, x = network(), images(2)
    embedded = numpy(keras.Model(model.input, model.get_layer("sequence").output)(x))
    kernel, bias = (numpy(weight) for weight in model.get_layer("patches").weights)
    patches = x.reshape(2, 2, 4, 3, 4, 3).transpose(0, 1, 3, 2, 4, 5).reshape(2, 6, 4 * 4 * 3)
    np.testing.assert_allclose(embedded, patches @ kernel.reshape(-1, 8) + bias, atol=1e-5)


@pytest.mark.parametrize("pooling", ["class_token", "mean"])
def test_every_patch_and_its_place_count(pooling):
    model, x = network(pooling=pooling), images(2)
    before = numpy(model(x))
    for row, column in np.ndindex(2, 3):
        changed = x.copy()
        changed[:, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4] = images(2, 4, 4, seed=1)
        assert np.abs(numpy(model(changed)) - before).max() > 1e-5
    assert np.abs(numpy(model(np.roll(x, 4, axis=2))) - before).max() > 1e-6


def test_members_are_those_of_the_papers_table():
    sizes = {
        "vit_b16": (16, 12, 768, 12, 3072),
        "vit_b32": (32, 12, 768, 12, 3072),
        "vit_l16": (16, 24, 1024, 16, 4096),
    }
    for name, (patch_size, depth, width, heads, units) in sizes.items():
        model = getattr(models, name)((32, 64, 3), 2, depth=1)
        assert model.name == name
        block = model.get_layer("block1")
        assert model.get_layer("positions").output.shape == (None, 1 + 32 * 64 // patch_size**2, width)
        assert (block.heads, block.feed_forward_units, block.activation_dropout) == (heads, units, 0.1)
        # The others are like the first.
        rest = sum(weight.shape.num_elements() for weight in model.weights) - block.count_params()
        assert rest + depth * block.count_params() == size_of(patch_size, depth, width, units)


def test_half_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = network()
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    assert np.isfinite(model.train_on_batch(images(4), np.arange(4)))


def test_refusals():
    message = "vision_transformer needs a height and a width that are divisible by patch_size=4, got 9x12; resize"
    with pytest.raises(ValueError, match=message):
        models.vision_transformer((9, 12, 3), 5, **SMALL)
    with pytest.raises(ValueError, match="vit_b16 needs images of at least 16x16 pixels, got 8x8"):
        models.vit_b16((8, 8, 3), 5)
    with pytest.raises(ValueError, match="pooling must be 'mean' or 'class_token', got 'max'"):
        network(pooling="max")
