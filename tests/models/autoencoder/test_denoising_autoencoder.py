from keras_nets.models.autoencoder.denoising_autoencoder import denoising_autoencoder

import keras
import numpy as np
import pytest

NOISES = ["masking", "gaussian", "salt_and_pepper"]


def patterns(count=256, seed=0):
    """Examples of 12 binary pixels, of which each third repeats the same four."""
    return np.tile(np.random.default_rng(seed).integers(0, 2, (count, 4)), 3).astype("float32")


def test_the_classic_network_for_mnist():
    model = denoising_autoencoder((28, 28, 1), 500)
    assert model.count_params() == 2 * 784 * 500 + 500 + 784 == 785_284
    assert model.get_layer("latent").activation is keras.activations.sigmoid
    assert model.get_layer("corruption").rate == 0.3


@pytest.mark.parametrize("noise", NOISES)
def test_only_training_is_noisy(noise):
    model = denoising_autoencoder((12,), 8, noise=noise, noise_level=0.4)
    x = patterns()
    clean = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(model.predict(x, verbose=0), clean, rtol=1e-5)
    assert np.abs(keras.ops.convert_to_numpy(model(x, training=True)) - clean).mean() > 1e-3


def test_the_loss_is_taken_against_the_clean_input():
    model = denoising_autoencoder((12,), 8, noise_level=0.5)
    model.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=True)
    x = patterns()
    state = keras.ops.convert_to_numpy(model.get_layer("corruption").seed_generator.state)
    loss = model.train_on_batch(x, x)
    model.get_layer("corruption").seed_generator.state.assign(state)
    noisy = model.get_layer("corruption")(x, training=True)
    outputs = keras.ops.convert_to_numpy(model(noisy))
    assert loss == pytest.approx(((outputs - x) ** 2).mean(), rel=1e-5)
    assert loss != pytest.approx(((outputs - keras.ops.convert_to_numpy(noisy)) ** 2).mean(), rel=1e-2)


def test_learns_to_fill_in_what_is_missing():
    model = denoising_autoencoder((12,), 16)
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", steps_per_execution=32)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    x = np.tile(patterns(), (50, 1))
    model.fit(x, x, batch_size=64, verbose=0)
    unseen = patterns(seed=1)
    noisy = keras.ops.convert_to_numpy(model.get_layer("corruption")(unseen, training=True))
    restored = keras.ops.convert_to_numpy(model(noisy))
    assert ((restored - unseen) ** 2).mean() < 0.3 * ((noisy - unseen) ** 2).mean()


def test_preprocessing_comes_before_the_noise_and_depth_is_free():
    model = denoising_autoencoder((4, 4, 1), 3, hidden_units=(9, 6), preprocessing=keras.layers.Rescaling(2.0))
    names = [layer.name for layer in model.layers]
    assert names[1].startswith("rescaling")
    assert names[2:] == [
        *("corruption", "flatten", "encoder_1", "encoder_2", "latent", "decoder_1", "decoder_2"),
        *("reconstruction_flat", "reconstruction"),
    ]


def test_wrong_arguments_are_told_in_the_name_of_the_network():
    with pytest.raises(ValueError, match="denoising_autoencoder needs latent_dim to be an integer .*, got 0"):
        denoising_autoencoder((6,), 0)
    with pytest.raises(ValueError, match="noise must be one of .*, got 'snow'"):
        denoising_autoencoder((6,), 2, noise="snow")
