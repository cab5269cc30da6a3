from keras_nets.models.autoencoder.convolutional_autoencoder import convolutional_autoencoder

import keras
import numpy as np
import pytest


@pytest.mark.usefixtures("unvalued")
def test_the_maps_of_the_papers_network():
    model = convolutional_autoencoder((28, 28, 1))
    encoder = 25 * 100 + 100 + 25 * 100 * 150 + 150 + 9 * 150 * 200 + 200
    decoder = 9 * 200 * 150 + 150 + 25 * 150 * 100 + 100 + 25 * 100 + 1
    assert model.count_params() == encoder + decoder == 1_295_701
    assert model.get_layer("encoder_1_pool").output.shape == (None, 14, 14, 100)
    assert model.get_layer("latent").output.shape == (None, 7, 7, 200)
    assert "decoder_1_crop" not in [layer.name for layer in model.layers]


@pytest.mark.parametrize("size", [(8, 8), (9, 8), (7, 13), (5, 6), (15, 4)])
@pytest.mark.parametrize("filters", [(), (2,), (2, 3)])
@pytest.mark.usefixtures("unvalued")
def test_images_of_any_size_come_back_in_their_size(size, filters):
    model = convolutional_autoencoder((*size, 2), 3, filters=filters)
    assert model.output_shape == (None, *size, 2)
    assert model.layers[-1].name == "reconstruction"
    assert model(np.zeros((1, *size, 2))).shape == (1, *size, 2)


def test_what_is_cut_off_is_what_rounding_up_added():
    model = convolutional_autoencoder((9, 8, 1), 2, filters=(2,))
    assert model.get_layer("latent").output.shape[1:3] == (5, 4)
    assert model.get_layer("decoder_1_crop").cropping == ((0, 1), (0, 0))


def test_a_code_keeps_its_place():
    """A change in the lower right corner leaves the code of the upper left one alone, and so its reconstruction."""
    model = convolutional_autoencoder((17, 17, 1), 3, filters=(4,), kernel_size=3)
    x = np.random.default_rng(0).uniform(size=(1, 17, 17, 1)).astype("float32")
    changed = x.copy()
    changed[:, -1, -1] = 1 - changed[:, -1, -1]
    before, after = (keras.ops.convert_to_numpy(model(images)) for images in (x, changed))
    np.testing.assert_array_equal(before[:, :8, :8], after[:, :8, :8])
    assert (before[:, -1, -1] != after[:, -1, -1]).any()


def test_the_decoder_can_be_cut_off():
    model = convolutional_autoencoder((6, 7, 1), 2, filters=(3,))
    latent = model.get_layer("latent").output
    x = np.random.default_rng(0).uniform(size=(2, 6, 7, 1)).astype("float32")
    code = keras.Model(model.inputs, latent)(x)
    restored = keras.ops.convert_to_numpy(keras.Model(latent, model.output)(code))
    np.testing.assert_allclose(restored, keras.ops.convert_to_numpy(model(x)), rtol=1e-6)


def test_reconstruction_is_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = convolutional_autoencoder((8, 8, 1), 2, filters=(3,))
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.get_layer("encoder_1").compute_dtype == "bfloat16"
    assert model.output.dtype == "float32"


def test_wrong_arguments_are_told_in_one_line():
    with pytest.raises(ValueError, match="images of at least 8x8 pixels, got 8x7; resize or pad them"):
        convolutional_autoencoder((8, 7, 1), filters=(2, 2, 2))
    with pytest.raises(ValueError, match=r"needs filters to be integers of at least 1, got \(4, 0\)"):
        convolutional_autoencoder((8, 8, 1), filters=(4, 0))
    with pytest.raises(ValueError, match=r"input_shape=\(height, width, channels\)"):
        convolutional_autoencoder((64,))
