"""Masking, salt and pepper, and Gaussian noise: in training only, and as much as was asked for."""

from keras_nets.layers import MaskingNoise, SaltAndPepperNoise, corruption

import keras
import numpy as np
import pytest

GRAY = np.full((200, 100), 0.4, "float32")
LAYERS = [
    lambda seed=0: MaskingNoise(0.3, seed=seed),
    lambda seed=0: SaltAndPepperNoise(0.3, seed=seed),
    lambda seed=0: keras.layers.GaussianNoise(0.3, seed=seed),
]


def noisy(layer, x=GRAY, training=True):
    return keras.ops.convert_to_numpy(layer(x, training=training))


@pytest.mark.parametrize("make", LAYERS)
def test_off_at_test_time(make):
    np.testing.assert_array_equal(noisy(make(), training=False), GRAY)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(make()(GRAY)), GRAY)


@pytest.mark.parametrize("make", LAYERS)
def test_draws_anew_at_every_call_and_again_from_the_same_seed(make):
    layer = make()
    first, second = noisy(layer), noisy(layer)
    assert (first != second).any()
    np.testing.assert_array_equal(noisy(make()), first)
    assert (noisy(make(seed=1)) != first).any()


def test_masking_sets_its_share_to_zero_and_leaves_the_rest():
    y = noisy(MaskingNoise(0.3, seed=0))
    assert (y == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert set(np.unique(y)) == {np.float32(0), np.float32(0.4)}
    assert (noisy(MaskingNoise(1.0)) == 0).all()


def test_salt_and_pepper_come_in_equal_parts():
    y = noisy(SaltAndPepperNoise(0.3, seed=0))
    assert (y == 0).mean() == pytest.approx(0.15, abs=0.015)
    assert (y == 1).mean() == pytest.approx(0.15, abs=0.015)
    assert set(np.unique(y)) == {np.float32(0), np.float32(0.4), np.float32(1)}
    assert set(np.unique(noisy(SaltAndPepperNoise(1.0, low=-1, high=2)))) == {-1, 2}


def test_gaussian_noise_has_its_deviation():
    difference = noisy(corruption("gaussian", 0.2)) - GRAY
    assert difference.mean() == pytest.approx(0, abs=0.01)
    assert difference.std() == pytest.approx(0.2, rel=0.03)


@pytest.mark.parametrize("noise", ["masking", "gaussian", "salt_and_pepper"])
def test_a_level_of_zero_changes_nothing(noise):
    np.testing.assert_array_equal(noisy(corruption(noise, 0)), GRAY)


@pytest.mark.parametrize("noise", ["masking", "salt_and_pepper"])
def test_saved_with_its_random_state(noise, tmp_path):
    inputs = keras.Input((100,))
    model = keras.Model(inputs, corruption(noise, 0.4)(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    layer = loaded.get_layer("corruption")
    assert layer.get_config() == model.get_layer("corruption").get_config()
    assert noisy(layer).shape == GRAY.shape


def test_half_precision_draws_in_single():
    layer = MaskingNoise(0.001, dtype="bfloat16", seed=0)
    y = noisy(layer, np.ones((1000, 200), "float32")).astype("float32")
    assert (y == 0).mean() == pytest.approx(0.001, rel=0.3)


@pytest.mark.parametrize("layer", [MaskingNoise, SaltAndPepperNoise])
@pytest.mark.parametrize("rate", [-0.1, 1.5])
def test_impossible_rates_are_refused(layer, rate):
    with pytest.raises(ValueError, match=f"a fraction of the inputs from 0 to 1, got rate={rate}"):
        layer(rate)


def test_corruption_names_what_there_is():
    with pytest.raises(ValueError, match="noise must be one of masking, gaussian, salt_and_pepper, got 'salt'"):
        corruption("salt", 0.1)
    with pytest.raises(ValueError, match="the level of gaussian noise must be from 0 to 1, got 2"):
        corruption("gaussian", 2)
