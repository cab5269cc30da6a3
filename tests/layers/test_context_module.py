import math
from itertools import pairwise

from keras_nets.inspection.receptive_fields import contributions, receptive_field
from keras_nets.layers import IdentityInitializer, context_module

import keras
import numpy as np
import pytest


def module(maps=3, **arguments):
    inputs = keras.Input((None, None, maps))
    return keras.Model(inputs, context_module(inputs, **arguments))


def kernels(model):
    return sum(math.prod(weight.shape) for weight in model.weights if weight.name == "kernel")


@pytest.mark.usefixtures("unvalued")
def test_weights_are_those_of_the_papers_table():
    assert kernels(module(21)) == 64 * 21**2
    widths = (1, 2, 2, 4, 8, 16, 32, 32)
    pairs = sum(before * after for before, after in pairwise(widths))
    assert kernels(module(3, context="large")) == (9 * pairs + 32) * 3**2


def test_an_output_sees_67_by_67_pixels():
    shares = contributions(module(1), (71, 71))
    assert receptive_field(shares) == (2, 2, 67, 67)
    assert (shares[2:-2, 2:-2] > 0).all()


@pytest.mark.parametrize("context", ["basic", "large"])
def test_a_new_module_hands_maps_on_exactly(context):
    # Sums of 32nds of whole numbers have no rounding.
    x = np.random.default_rng(0).integers(0, 256, size=(2, 5, 7, 3)).astype("float32")
    np.testing.assert_array_equal(module(3, context=context, noise=0)(x), x)


def test_a_little_noise_changes_little_and_tells_copies_apart():
    x = np.random.default_rng(0).uniform(size=(2, 5, 7, 3)).astype("float32")
    model = module(3, context="large", seed=0)
    np.testing.assert_allclose(model(x), x, atol=0.3)
    kernel = keras.ops.convert_to_numpy(model.get_layer("context_conv1").kernel)
    assert not np.allclose(kernel[..., 0], kernel[..., 1], atol=1e-5)
    np.testing.assert_array_equal(kernel[1, 1][:, 0], [0.5, *kernel[1, 1][1:, 0]])


def test_a_seed_gives_the_same_module_and_other_noise_in_each_layer():
    first, second = (module(2, noise=0.1, seed=1) for _ in range(2))
    for ours, theirs in zip(first.weights, second.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    layers = [keras.ops.convert_to_numpy(first.get_layer(f"context_conv{i}").kernel) for i in (1, 2)]
    assert not np.array_equal(*layers)


def test_initializer_is_saved_with_its_layer(tmp_path):
    initializer = IdentityInitializer(maps=2, noise=0.01, seed=3)
    restored = keras.initializers.deserialize(keras.initializers.serialize(initializer))
    np.testing.assert_array_equal(restored((3, 3, 2, 4)), initializer((3, 3, 2, 4)))
    model = module(2, context="large")
    model.save(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(1, 4, 4, 2)).astype("float32")
    np.testing.assert_array_equal(keras.saving.load_model(tmp_path / "model.keras")(x), model(x))


@pytest.mark.parametrize("shape", [(3, 3, 2, 3), (3, 3, 3, 2), (2, 3, 2, 2)])
def test_kernels_that_cannot_hand_maps_on_are_refused(shape):
    with pytest.raises(ValueError, match="cannot hand on 2 channels: its channels must be multiples of 2, and its"):
        IdentityInitializer(maps=2)(shape)


def test_unknown_contexts_are_refused():
    with pytest.raises(ValueError, match="^context must be one of basic, large, got 'huge'$"):
        module(context="huge")
