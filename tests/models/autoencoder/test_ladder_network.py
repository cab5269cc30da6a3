import itertools

from keras_nets.layers.ladder import EPSILON, LadderDecoder
from keras_nets.models.autoencoder.ladder_network import ladder_network

import keras
import numpy as np
import pytest


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def examples(count=40, units=6, seed=0):
    return np.random.default_rng(seed).uniform(size=(count, units)).astype("float32")


def network(seed=0, **arguments):
    """A small network with a combinator that is no longer the initial one, which ignores the layer above."""
    keras.utils.set_random_seed(seed)
    model = ladder_network((6,), 3, **{"hidden_units": (5, 4), **arguments})
    generator = np.random.default_rng(seed)
    for layer in (*model.encoder, *model.decoder):
        for weight in layer.trainable_weights:
            weight.assign(keras.ops.add(weight, generator.normal(scale=0.3, size=weight.shape)))
    return model


def standardized(x):
    deviation = np.sqrt(x.var(axis=0) + EPSILON)
    return (x - x.mean(axis=0)) / deviation, x.mean(axis=0), deviation


def reference(model, x, noises):
    """The supervised output and the denoising cost of the paper's first algorithm, in NumPy."""

    def climb(h, noises):
        h = h + noises[0]
        rungs = [(h, 0.0, 1.0)]
        for layer, noise in zip(model.encoder, noises[1:], strict=True):
            z, mean, deviation = standardized(h @ numpy(layer.kernel))
            z = z + noise
            rungs.append((z, mean, deviation))
            shifted = z + numpy(layer.beta)
            if layer is model.encoder[-1]:
                exponentials = np.exp(numpy(layer.gamma) * shifted)
                h = exponentials / exponentials.sum(axis=1, keepdims=True)
            else:
                h = np.maximum(shifted, 0)
        return h, rungs

    _, clean = climb(x, [0.0] * len(noises))
    predictions, noisy = climb(x, noises)
    above, cost = predictions, 0.0
    for layer, (z, mean, deviation), (noisy_z, *_) in reversed(list(zip(model.decoder, clean, noisy, strict=True))):
        u = standardized(above if layer.kernel is None else above @ numpy(layer.kernel))[0]
        a = [None, *map(numpy, layer.combinator)]
        mu = a[1] * sigmoid(a[2] * u + a[3]) + a[4] * u + a[5]
        v = a[6] * sigmoid(a[7] * u + a[8]) + a[9] * u + a[10]
        above = (noisy_z - mu) * v + mu
        cost += layer.weight * (((above - mean) / deviation - z) ** 2).mean()
    return predictions, cost


@pytest.mark.usefixtures("unvalued")
def test_parameters_of_the_papers_network():
    model = ladder_network((784,), 10)
    widths = [784, 1000, 500, 250, 250, 250, 10]
    kernels = sum(n * m for n, m in itertools.pairwise(widths))
    assert sum(layer.kernel.shape[0] * layer.kernel.shape[1] for layer in model.encoder) == kernels == 1_536_500
    units = sum(widths[1:])
    # Encoder and decoder; β, and γ of the last layer; ten numbers a unit; means and deviations for test time.
    assert model.count_params() == 2 * kernels + units + 10 + 10 * (784 + units) + 2 * units == 3_110_230
    assert [layer.weight for layer in model.decoder] == [1000.0, 10.0, 0.1, 0.1, 0.1, 0.1, 0.1]


def test_a_training_step_computes_the_papers_algorithm(monkeypatch):
    model = network(noise=(0.5, 0.3), denoising_weights=(7.0, 3.0, 2.0, 1.0))
    assert model.noises == (0.5, 0.3, 0.3, 0.3)
    x, generator = examples(), np.random.default_rng(1)
    noises = [generator.normal(scale=0.4, size=(40, units)) for units in (6, 5, 4, 3)]
    drawn = iter(noises)
    monkeypatch.setattr(model, "_with_noise", lambda values, deviation: values + next(drawn).astype("float32"))
    predictions = numpy(model(x, training=True))
    cost = sum(float(loss) for loss in model.losses)
    expected_predictions, expected_cost = reference(model, x.astype("float64"), noises)
    np.testing.assert_allclose(predictions, expected_predictions, rtol=1e-3, atol=1e-5)
    assert cost == pytest.approx(expected_cost, rel=1e-3)


def test_noise_has_its_deviation_and_is_off_at_test_time():
    model = network(noise=(0.5, 0.2))
    x = examples(count=2000)
    noisy, restored = map(numpy, model.denoise(x))
    assert (noisy - x).std() == pytest.approx(0.5, rel=0.05)
    assert restored.shape == x.shape
    first, second = (numpy(model(x, training=True)) for _ in range(2))
    assert (first != second).any()
    np.testing.assert_array_equal(numpy(model(x)), numpy(model(x)))


def test_looking_at_what_is_restored_changes_no_average():
    model = network()
    before = model.get_weights()
    model.denoise(examples())
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_predictions_are_those_of_the_clean_path_with_averaged_statistics():
    model = network()
    x = examples(count=500)
    for layer in model.encoder:
        layer.momentum = 0.3
    for _ in range(10):
        model(x, training=True)
    h = x.astype("float64")
    for layer in model.encoder[:-1]:
        h = np.maximum(standardized(h @ numpy(layer.kernel))[0] + numpy(layer.beta), 0)
    top = model.encoder[-1]
    scores = numpy(top.gamma) * (standardized(h @ numpy(top.kernel))[0] + numpy(top.beta))
    expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    predictions = numpy(model(x))
    np.testing.assert_allclose(predictions, expected, rtol=1e-3, atol=1e-5)
    # One example alone is predicted as it is among others.
    np.testing.assert_allclose(numpy(model(x[:1])), predictions[:1], rtol=1e-4)


def test_examples_without_label_count_in_the_denoising_cost_alone():
    x = examples()
    y = np.where(np.arange(40) % 4 == 0, np.arange(40) % 3, -1)
    known = y >= 0
    model = network(denoising_weights=0.0)
    common = {"optimizer": keras.optimizers.SGD(0.0), "loss": "sparse_categorical_crossentropy", "run_eagerly": True}
    model.compile(**common, weighted_metrics=["accuracy"])
    state = numpy(model.seed_generator.state)
    logs = model.train_on_batch(x, y, return_dict=True)
    model.seed_generator.state.assign(state)
    predictions = numpy(model(x, training=True))
    assert logs["loss"] == pytest.approx(-np.log(predictions[known, y[known]]).mean(), rel=1e-4)
    assert logs["accuracy"] == pytest.approx((predictions.argmax(axis=1) == y)[known].mean(), abs=1e-6)

    with_cost = network(denoising_weights=2.0)
    with_cost.compile(**{**common, "optimizer": keras.optimizers.SGD(0.0)})
    state = numpy(with_cost.seed_generator.state)
    nothing_known = with_cost.train_on_batch(x, np.full(40, -1))
    with_cost.seed_generator.state.assign(state)
    with_cost(x, training=True)
    assert nothing_known == pytest.approx(sum(map(float, with_cost.losses)), rel=1e-4)


def test_evaluation_has_no_denoising_cost():
    model, x = network(), examples()
    y = (np.arange(40) % 3).reshape(-1, 1)
    model.compile("sgd", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"], run_eagerly=True)
    measured = model.evaluate(x, y, verbose=0, return_dict=True)
    predictions = numpy(model(x))
    assert measured["loss"] == pytest.approx(-np.log(predictions[np.arange(40), y.ravel()]).mean(), rel=1e-4)
    assert measured["accuracy"] == pytest.approx((predictions.argmax(axis=1) == y.ravel()).mean())


def test_sample_weights_of_the_user_count():
    model, x, y = network(), examples(), np.arange(40) % 3
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    weight = np.where(y == 0, 3.0, 0.0)
    predictions = numpy(model(x))[y == 0, 0]
    measured = model.evaluate(x, y, sample_weight=weight, batch_size=40, verbose=0)
    assert measured == pytest.approx(-3 * np.log(predictions).mean(), rel=1e-4)


def test_learns_to_denoise_without_any_label():
    # Two patterns, far enough apart for the noise to be told from them.
    x = np.repeat(np.eye(2), 3, axis=1)[np.arange(4000) % 2].astype("float32")
    model = ladder_network((6,), 3, hidden_units=(4,), noise=0.5)
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", steps_per_execution=10)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    model.fit(x, np.full(4000, -1), batch_size=40, verbose=0)
    noisy, restored = map(numpy, model.denoise(x))
    assert ((restored - x) ** 2).mean() < 0.3 * ((noisy - x) ** 2).mean()


def test_a_few_steps_reach_every_weight():
    model = ladder_network((6,), 3, hidden_units=(5,))
    before = model.get_weights()
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", run_eagerly=True)
    # At first the decoder restores nothing, and wakes up layer by layer.
    for _ in range(4):
        model.train_on_batch(examples(), np.arange(40) % 3)
    for weight, old in zip(model.weights, before, strict=True):
        assert (numpy(weight) != old).any(), weight.path


def test_the_combinator_starts_as_the_mean_of_the_normalized_layer():
    layer = LadderDecoder(3)
    restored = layer(examples(units=4), examples(units=3))
    assert not numpy(restored).any()


def test_the_graph_is_the_clean_encoder():
    model = ladder_network((4, 4, 1), 3, hidden_units=(5, 4))
    assert [layer.name for layer in model.layers] == ["input", "flatten", "encoder_1", "encoder_2", "predictions"]
    features = keras.Model(model.input, model.get_layer("encoder_2").output)
    assert features(np.zeros((2, 4, 4, 1))).shape == (2, 4)
    assert sorted(layer.name for layer in model._flatten_layers() if "decoder" in layer.name) == [
        f"decoder_{n}" for n in range(4)
    ]


def test_save_and_load_goes_on_as_before(tmp_path):
    model, x = network(noise=(0.2, 0.1), activation="tanh"), examples()
    y = np.where(np.arange(40) < 20, np.arange(40) % 3, -1)
    model.compile("adam", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"], run_eagerly=True)
    model.train_on_batch(x, y)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(x), model(x))
    assert loaded.get_config() == model.get_config()
    for weight, expected in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)
    assert set(loaded.train_on_batch(x, y, return_dict=True)) == {"accuracy", "loss"}


def test_mixed_precision_trains_and_predicts_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = ladder_network((6,), 3, hidden_units=(5, 4))
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    assert np.isfinite(model.train_on_batch(examples(), np.arange(40) % 3))
    assert model.get_layer("encoder_1").compute_dtype == "bfloat16"
    assert keras.backend.standardize_dtype(model(examples()).dtype) == "float32"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_shape": (None, 3)}, "needs every size"),
        ({"classes": 0}, "needs classes to be an integer of at least 1, got 0"),
        ({"hidden_units": (5, 0)}, r"needs hidden_units to be integers of at least 1, got \(5, 0\)"),
        ({"noise": -0.1}, r"needs noise to be 1 to 4 numbers of at least 0, from the .* predictions, got \(-0.1,\)"),
        ({"denoising_weights": (1.0,) * 5}, "needs denoising_weights to be 1 to 4 numbers"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        ladder_network(**{"input_shape": (6,), "classes": 3, "hidden_units": (5, 4), **arguments})
    assert "\n" not in str(error.value)


def test_training_without_labels_is_told_how_to_write_it():
    model = network()
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    with pytest.raises(ValueError, match="y is -1 where the label is not known"):
        model.fit(examples(), verbose=0)
