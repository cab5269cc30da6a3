import itertools

from keras_nets.layers import PrincipalComponents, Standardization
from keras_nets.models.autoencoder.autoencoder import autoencoder

import keras
import numpy as np
import pytest


def examples(shape=(6,), count=64, seed=0):
    return np.random.default_rng(seed).uniform(size=(count, *shape)).astype("float32")


@pytest.mark.usefixtures("unvalued")
def test_the_paper_s_network_for_mnist():
    model = autoencoder((28, 28, 1), 30)
    widths = [784, 1000, 500, 250, 30, 250, 500, 1000, 784]
    expected = sum(n * m + m for n, m in itertools.pairwise(widths))
    assert model.count_params() == expected == 2_837_314
    assert [layer.name for layer in model.layers if layer.weights] == [
        *("encoder_1", "encoder_2", "encoder_3", "latent"),
        *("decoder_1", "decoder_2", "decoder_3", "reconstruction_flat"),
    ]
    assert model.get_layer("latent").activation is keras.activations.linear
    assert model.get_layer("encoder_1").activation is keras.activations.sigmoid


@pytest.mark.parametrize("shape", [(6,), (4, 4, 1), (2, 3, 4, 2)])
@pytest.mark.parametrize("hidden_units", [(), (5,), (8, 5, 4)])
@pytest.mark.usefixtures("unvalued")
def test_output_has_the_shape_of_the_input_at_any_depth(shape, hidden_units):
    model = autoencoder(shape, 2, hidden_units=hidden_units)
    assert model.output_shape == (None, *shape)
    assert model.layers[-1].name == "reconstruction"
    units = [layer.units for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    assert units == [*hidden_units, 2, *reversed(hidden_units), np.prod(shape)]


def test_encoder_is_one_line():
    model = autoencoder((4, 4, 1), 3, hidden_units=(8,))
    encoder = keras.Model(model.input, model.get_layer("latent").output)
    assert encoder(examples((4, 4, 1))).shape == (64, 3)


def test_a_linear_one_finds_the_principal_subspace():
    generator = np.random.default_rng(0)
    x = (generator.normal(size=(256, 2)) @ generator.normal(size=(2, 6))).astype("float32")
    x -= x.mean(axis=0)
    model = autoencoder((6,), 2, hidden_units=(), output_activation="linear")
    model.compile(keras.optimizers.Adam(0.05), "mse", steps_per_execution=120)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    before = model.evaluate(x, x, verbose=0)
    repeated = np.tile(x, (120, 1))
    model.fit(repeated, repeated, batch_size=256, verbose=0)
    assert model.evaluate(x, x, verbose=0) < 1e-3 * before


@pytest.mark.parametrize("preprocessing", [Standardization, lambda: PrincipalComponents(3)])
def test_preprocessing_is_saved_with_the_model(preprocessing, tmp_path):
    x = examples((4, 4, 1))
    preprocessing = preprocessing()
    preprocessing.adapt(x)
    model = autoencoder((4, 4, 1), 2, hidden_units=(8,), preprocessing=preprocessing)
    expected = model(x)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(x), expected)


def test_reconstruction_is_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = autoencoder((4, 4, 1), 2, hidden_units=(8,))
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.get_layer("encoder_1").compute_dtype == "bfloat16"
    assert model.output.dtype == "float32"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_shape": (None, 3)}, "needs every size"),
        ({"input_shape": ()}, "needs every size"),
        ({"latent_dim": 0}, "needs latent_dim to be an integer of at least 1, got 0"),
        ({"hidden_units": (8, 2.5)}, r"needs hidden_units to be integers of at least 1, got \(8, 2.5\)"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        autoencoder(**{"input_shape": (6,), "latent_dim": 2, **arguments})
    assert "\n" not in str(error.value)
