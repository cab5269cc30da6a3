import re

from keras_nets.layers import MeanRemoval, MinMaxScaling, PrincipalComponents, Standardization, Whitening
from keras_nets.layers.preprocessing import Moments
from keras_nets.layers.principal_components import principal_axes

import keras
import numpy as np
import pytest
from sklearn import datasets, decomposition, preprocessing

LAYERS = [
    MeanRemoval,
    MinMaxScaling,
    Standardization,
    PrincipalComponents,
    Whitening,
    lambda: Whitening("zca", epsilon=0.1),
]


def wine():
    return datasets.load_wine().data


def correlated(examples=200, seed=0):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(examples, 5)) @ generator.normal(size=(5, 5)) + generator.normal(size=5)


def output(layer, inputs):
    return keras.ops.convert_to_numpy(layer(inputs)).astype("float64")


def adapted(layer, data):
    layer.adapt(data)
    return layer


def one_message(error):
    message = str(error.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("layer", "reference"),
    [
        (MeanRemoval, preprocessing.StandardScaler(with_std=False)),
        (Standardization, preprocessing.StandardScaler()),
        (MinMaxScaling, preprocessing.MinMaxScaler()),
        (lambda: MinMaxScaling((-1.0, 1.0)), preprocessing.MinMaxScaler((-1.0, 1.0))),
    ],
)
def test_scaling_equals_scikit_learn(layer, reference):
    data = wine()
    expected = reference.fit(data[:120]).transform(data)
    np.testing.assert_allclose(output(adapted(layer(), data[:120]), data), expected, atol=1e-4)


@pytest.mark.parametrize(
    ("layer", "reference"),
    [
        (PrincipalComponents, decomposition.PCA()),
        (lambda: PrincipalComponents(7), decomposition.PCA(7)),
        (lambda: PrincipalComponents(0.95), decomposition.PCA(0.95)),
        (Whitening, decomposition.PCA(whiten=True)),
    ],
)
def test_principal_components_equal_scikit_learn_up_to_sign(layer, reference):
    pixels = datasets.load_digits().data / 16.0
    data = pixels[:, pixels.std(axis=0) > 0.05]
    expected = reference.fit(data[:1000]).transform(data)
    result = output(adapted(layer(), data[:1000]), data)
    assert result.shape == expected.shape
    np.testing.assert_allclose(np.abs(result), np.abs(expected), atol=1e-4)


def test_explained_variance_is_the_variance_of_the_output():
    data = correlated()
    layer = adapted(PrincipalComponents(3), data)
    variance = keras.ops.convert_to_numpy(layer.explained_variance)
    np.testing.assert_allclose(variance, output(layer, data).var(axis=0, ddof=1), rtol=1e-4)
    np.testing.assert_allclose(variance, decomposition.PCA(3).fit(data).explained_variance_, rtol=1e-4)


@pytest.mark.parametrize("method", ["pca", "zca"])
def test_whitened_data_have_the_identity_as_covariance(method):
    data = correlated()
    whitened = output(adapted(Whitening(method), data), data)
    np.testing.assert_allclose(np.cov(whitened.T), np.eye(5), atol=1e-4)


def test_zca_is_the_symmetric_whitening():
    layer = adapted(Whitening("zca"), correlated())
    kernel = keras.ops.convert_to_numpy(layer.kernel)
    np.testing.assert_allclose(kernel, kernel.T, atol=1e-6)
    assert np.linalg.eigvalsh(kernel).min() > 0
    inverse_square = np.linalg.inv(kernel.astype("float64") @ kernel)
    np.testing.assert_allclose(inverse_square, np.cov(correlated().T), rtol=1e-3, atol=1e-4)


def test_epsilon_is_added_to_every_variance():
    data = correlated()
    variances = np.sort(np.linalg.eigvalsh(np.cov(data.T)))[::-1]
    whitened = output(adapted(Whitening("pca", epsilon=0.5), data), data)
    np.testing.assert_allclose(whitened.var(axis=0, ddof=1), variances / (variances + 0.5), rtol=1e-4)


@pytest.mark.parametrize("layer", LAYERS)
def test_batches_in_one_pass_give_the_statistics_of_the_whole(layer):
    data = wine() + 1e4
    batches = (data[start : start + 17] for start in range(0, len(data), 17))
    pairs = [(data[:100], np.zeros(100)), (data[100:], np.zeros(78))]
    whole = adapted(layer(), data).get_weights()
    for other in (adapted(layer(), batches), adapted(layer(), pairs)):
        for weight, expected in zip(other.get_weights(), whole, strict=True):
            np.testing.assert_allclose(weight, expected, rtol=1e-4, atol=1e-5)


def test_adapt_takes_tensors_and_datasets():
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return wine()[index::2]

    for data in (keras.ops.convert_to_tensor(wine()), Batches()):
        mean = keras.ops.convert_to_numpy(adapted(Standardization(), data).mean)
        np.testing.assert_allclose(mean, wine().mean(axis=0), rtol=1e-5)


def test_large_arrays_are_read_in_chunks(monkeypatch):
    monkeypatch.setattr("keras_nets.layers.preprocessing.CHUNK_VALUES", 50)
    layer = adapted(PrincipalComponents(2), correlated())
    monkeypatch.undo()
    np.testing.assert_allclose(
        output(layer, correlated()), output(adapted(PrincipalComponents(2), correlated()), correlated()), atol=1e-5
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_constant_columns_and_inputs_out_of_range_stay_finite(layer):
    data = correlated()
    data[:, 1] = 0.1
    data[:, 3] = data[:, 0] + data[:, 2]
    layer = adapted(layer(), data.astype("float32"))
    assert np.isfinite(output(layer, data)).all()
    assert np.isfinite(output(layer, 1e6 * correlated(seed=1))).all()


def test_a_constant_column_becomes_zero():
    data = np.full((30, 1), 0.1)
    for layer in (MeanRemoval(), Standardization(), MinMaxScaling(), Whitening("pca"), Whitening("zca")):
        np.testing.assert_allclose(output(adapted(layer, data), data), 0.0, atol=1e-7)


@pytest.mark.parametrize("layer", [MeanRemoval, Standardization, MinMaxScaling])
def test_images_have_one_statistic_a_channel(layer):
    images = np.random.default_rng(0).integers(0, 256, (6, 4, 5, 3)).astype("uint8")
    layer, flat = adapted(layer(), images), adapted(layer(), images.reshape(-1, 3))
    assert [weight.shape for weight in layer.weights] == [(3,)] * len(layer.weights)
    np.testing.assert_allclose(output(layer, images).reshape(-1, 3), output(flat, images.reshape(-1, 3)), atol=1e-6)
    assert np.isfinite(output(layer, images[:, :2, :3])).all()


@pytest.mark.parametrize("layer", [PrincipalComponents, Whitening])
def test_images_are_flattened_for_principal_axes(layer):
    images = np.random.default_rng(0).normal(size=(40, 2, 2, 3))
    flat = images.reshape(40, 12)
    np.testing.assert_allclose(
        output(adapted(layer(), images), images), output(adapted(layer(), flat), flat), atol=1e-5
    )


@pytest.mark.parametrize("layer", [*LAYERS, lambda: PrincipalComponents(2), lambda: PrincipalComponents(0.9)])
def test_saved_cloned_and_weight_loaded_models_keep_the_statistics(layer, tmp_path):
    data = correlated().astype("float32")
    layer = adapted(layer(), data)
    inputs = keras.Input((5,))
    model = keras.Model(inputs, keras.layers.Dense(1)(layer(inputs)))
    expected = model(data)
    assert layer.trainable_weights == []

    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(data), expected)

    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(clone(data), expected)

    model.save_weights(tmp_path / "model.weights.h5")
    other = keras.models.clone_model(model)
    other.load_weights(tmp_path / "model.weights.h5")
    np.testing.assert_array_equal(other(data), expected)


def test_training_leaves_the_statistics_alone():
    data = correlated().astype("float32")
    layer = adapted(Standardization(), data)
    before = layer.get_weights()
    model = keras.Sequential([keras.Input((5,)), layer, keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(10 * data, data[:, 0], verbose=0)
    for weight, expected in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, expected)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
@pytest.mark.parametrize("layer", LAYERS)
def test_mixed_precision_rounds_only_the_output(layer, policy):
    data = wine()[:, :5] + 1000.0
    exact = output(adapted(layer(), data), data)
    keras.config.set_dtype_policy(policy)
    try:
        mixed = adapted(layer(), data)
        inputs = keras.Input((5,))
        model = keras.Model(inputs, mixed(inputs))
    finally:
        keras.config.set_dtype_policy("float32")
    assert {weight.dtype for weight in mixed.weights} == {"float32"}
    result = model(data.astype("float32"))
    assert keras.backend.standardize_dtype(result.dtype) == policy.removeprefix("mixed_")
    result = keras.ops.convert_to_numpy(keras.ops.cast(result, "float32"))
    np.testing.assert_allclose(result, exact, rtol=0.02, atol=0.02)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_that_is_not_adapted_says_so(layer):
    layer = layer()
    with pytest.raises(ValueError, match=re.escape(f"call {layer.name}.adapt(data) first")) as error:
        layer(np.ones((2, 3)))
    one_message(error)
    model = keras.Sequential([keras.Input((3,)), layer, keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    with pytest.raises(ValueError, match="was called before it was adapted") as error:
        model.fit(np.ones((2, 3)), np.ones((2, 1)), verbose=0)
    one_message(error)
    layer.adapt(np.eye(3))
    model.fit(np.ones((2, 3)), np.ones((2, 1)), verbose=0)


def test_a_share_of_the_variance_asks_for_the_data_first():
    with pytest.raises(ValueError, match="only the data tell") as error:
        PrincipalComponents(0.9)(keras.Input((3,)))
    one_message(error)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PrincipalComponents(0), "components must be .*, got 0"),
        (lambda: PrincipalComponents(1.0), "such as 0.95"),
        (lambda: PrincipalComponents(True), "got True"),
        (lambda: PrincipalComponents(4).adapt(np.eye(3)), "choose components from 1 to 3"),
        (lambda: Whitening("cholesky"), "method must be 'pca' or 'zca', got 'cholesky'"),
        (lambda: Whitening(epsilon=-1.0), "epsilon must be at least 0, such as 0.01, got -1.0"),
        (lambda: Whitening()(keras.Input((None, 3))), "resize or crop"),
        (lambda: MinMaxScaling((1.0, 0.0)), "low < high"),
        (lambda: Standardization().adapt(np.ones(3)), r"got shape \(3,\)"),
        (lambda: Standardization().adapt([]), "got no data"),
        (lambda: Standardization().adapt(np.ones((0, 3))), "got no data"),
        (lambda: Standardization().adapt([np.ones((2, 3)), np.ones((2, 4))]), "needs 3 features"),
        (lambda: adapted(Whitening(), np.eye(3)).adapt(np.eye(4)), "needs 3 features"),
        (lambda: MinMaxScaling().adapt(np.array([[np.nan, 1.0]])), "NaN or infinite"),
    ],
)
def test_wrong_use_is_told_in_one_line(make, message):
    with pytest.raises(ValueError, match=message) as error:
        make()
    one_message(error)


def test_few_axes_of_many_features_are_the_largest():
    rows = np.random.default_rng(0).normal(size=(30, 1001)) * np.geomspace(9, 0.1, 1001)
    moments = Moments(matrix=True)
    moments.update(rows)
    variances, axes = principal_axes(moments, most=2)
    found = decomposition.PCA(2, svd_solver="full").fit(rows)
    np.testing.assert_allclose(variances, found.explained_variance_, rtol=1e-9)
    signs = np.sign((axes.T * found.components_).sum(axis=1))
    np.testing.assert_allclose(axes.T, found.components_ * signs[:, None], atol=1e-8)
    assert (axes[np.abs(axes).argmax(axis=0), [0, 1]] > 0).all()
