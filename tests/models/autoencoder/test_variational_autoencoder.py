from keras_nets.models.autoencoder import variational_autoencoder as module
from keras_nets.models.autoencoder.variational_autoencoder import variational_autoencoder

import keras
import numpy as np
import pytest

DECODERS = ["bernoulli", "gaussian"]


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def binary(count=32, units=6, seed=0):
    return np.random.default_rng(seed).integers(0, 2, (count, units)).astype("float32")


def network(latent_dim=2, decoder="bernoulli", scale=1.0, **arguments):
    """A network with weights so large that q(z|x) is neither the prior nor the true posterior."""
    keras.utils.set_random_seed(0)
    model = variational_autoencoder((6,), latent_dim, hidden_units=(5,), decoder=decoder, **arguments)
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(scale=scale, size=weight.shape) for weight in model.get_weights()])
    return model


def wide(model):
    """The network with one q(z|x) for all x that is wider than the prior, so that importance weights are bounded."""
    for layer, bias in ((model.latent_mean, 0.2), (model.latent_log_variance, 0.5)):
        kernel, biases = layer.get_weights()
        layer.set_weights([np.zeros_like(kernel), np.full_like(biases, bias)])
    return model


def log_normal(z, mean=0.0, log_variance=0.0):
    return -0.5 * (np.log(2 * np.pi) + log_variance + (z - mean) ** 2 / np.exp(log_variance)).sum(axis=-1)


@pytest.mark.usefixtures("unvalued")
def test_parameters_of_the_papers_network_for_mnist():
    encoder = 784 * 500 + 500 + 2 * (500 * 20 + 20)
    decoder = 20 * 500 + 500 + 500 * 784 + 784
    assert variational_autoencoder((784,), 20).count_params() == encoder + decoder == 815_824
    gaussian = variational_autoencoder((784,), 20, decoder="gaussian")
    assert gaussian.count_params() == 815_824 + 500 * 784 + 784


def test_the_divergence_is_the_integral():
    mean, log_variance = np.array([[0.7, -1.2]]), np.array([[0.3, -1.5]])
    grid = np.linspace(-15, 15, 200_001)
    expected = 0.0
    for m, v in zip(mean[0], log_variance[0], strict=True):
        q = np.exp(log_normal(grid[:, None], m, v))
        expected += np.trapezoid(q * (log_normal(grid[:, None], m, v) - log_normal(grid[:, None])), grid)
    divergence = numpy(network().kl_divergence(mean.astype("float32"), log_variance.astype("float32")))
    np.testing.assert_allclose(divergence, [expected], rtol=1e-5)


def test_likelihood_of_a_bernoulli_decoder_sums_to_one_over_all_patterns():
    model = network()
    patterns = np.array(list(np.ndindex(*[2] * 6)), "float32")
    z = np.tile(np.array([[0.3, -0.8]], "float32"), (64, 1))
    probability = np.exp(numpy(model.log_likelihood(patterns, z)))
    assert probability.sum() == pytest.approx(1, rel=1e-5)
    np.testing.assert_allclose(probability @ patterns, numpy(model.decode(z[:1]))[0], rtol=1e-4)


def test_likelihood_of_a_gaussian_decoder_is_a_density():
    model = variational_autoencoder((1,), 2, hidden_units=(5,), decoder="gaussian")
    grid = np.linspace(-30, 30, 6001, dtype="float32")[:, None]
    density = np.exp(numpy(model.log_likelihood(grid, np.full((6001, 2), 0.5, "float32"))))
    assert np.trapezoid(density, grid[:, 0]) == pytest.approx(1, rel=1e-4)
    assert np.trapezoid(density * grid[:, 0], grid[:, 0]) == pytest.approx(
        numpy(model.decode(np.full((1, 2), 0.5, "float32")))[0, 0], abs=1e-4
    )


def test_variance_of_a_gaussian_decoder_has_a_floor():
    model = network(decoder="gaussian")
    model.output_log_variance.bias.assign(np.full(6, -1e4))
    assert numpy(model.log_likelihood(binary(), np.zeros((32, 2), "float32"))).max() < 6 * 4.0


@pytest.mark.parametrize("decoder", DECODERS)
def test_with_one_sample_the_importance_weighted_bound_is_the_estimate_of_the_lower_bound(decoder):
    model, x = network(decoder=decoder), binary()
    state = numpy(model.sampling.seed_generator.state)
    mean, log_variance = map(numpy, model.encode(x))
    z = numpy(model.sampling(mean.astype("float32"), log_variance.astype("float32")))
    log_weight = numpy(model.log_likelihood(x, z.astype("float32"))) + log_normal(z) - log_normal(z, mean, log_variance)
    model.sampling.seed_generator.state.assign(state)
    bound = numpy(model.importance_weighted_bound(x, samples=1))
    np.testing.assert_allclose(bound, log_weight, rtol=1e-4, atol=1e-4)

    # The lower bound has the divergence in closed form, which the other estimates; on average both are one.
    many = np.tile(x[:1], (20_000, 1))
    lower, estimate = numpy(model.evidence_lower_bound(many)), numpy(model.importance_weighted_bound(many, samples=1))
    assert lower.mean() == pytest.approx(estimate.mean(), abs=4 * estimate.std() / np.sqrt(20_000))


def test_bounds_rise_with_samples_to_the_likelihood():
    model, x = wide(network(latent_dim=1, scale=0.7)), binary(count=4)
    grid = np.linspace(-9, 9, 4001, dtype="float32")[:, None]
    joint = [log_normal(grid) + numpy(model.log_likelihood(np.tile(example, (4001, 1)), grid)) for example in x]
    likelihood = np.log(np.trapezoid(np.exp(joint), grid[:, 0], axis=1)).mean()
    many = np.tile(x, (500, 1))
    bounds = [numpy(model.evidence_lower_bound(many)).mean()]
    bounds += [numpy(model.importance_weighted_bound(many, samples=samples)).mean() for samples in (2, 10, 100)]
    assert all(np.diff(bounds) > 0)
    assert bounds[-1] == pytest.approx(likelihood, abs=0.01)
    assert bounds[0] < likelihood - 0.02


def test_memory_is_bounded_by_working_in_parts(monkeypatch):
    model, x = wide(network(scale=0.5)), binary(count=7)
    whole = numpy(model.importance_weighted_bound(x, samples=3000))
    decoded = []
    monkeypatch.setattr(module, "MOST_DECODED", 1000)
    decode = model._likelihood
    monkeypatch.setattr(model, "_likelihood", lambda z: decoded.append(len(z)) or decode(z))
    np.testing.assert_allclose(numpy(model.importance_weighted_bound(x, samples=3000)), whole, atol=0.1)
    assert max(decoded) <= 1000
    assert sum(decoded) == 7 * 3000


def test_fit_raises_the_bound_and_tells_its_parts():
    x = np.repeat(binary(units=3, count=2000), 2, axis=1)
    model = variational_autoencoder((6,), 2, hidden_units=(8,))
    model.compile(keras.optimizers.Adam(0.02), steps_per_execution=40)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    before = numpy(model.evidence_lower_bound(x)).mean()
    history = model.fit(x, batch_size=50, epochs=4, verbose=0).history
    assert sorted(history) == ["kl_divergence", "loss", "reconstruction_error"]
    parts = history["reconstruction_error"][-1] + history["kl_divergence"][-1]
    assert history["loss"][-1] == pytest.approx(parts, rel=1e-4)
    after = numpy(model.evidence_lower_bound(x)).mean()
    assert after > before + 0.5
    assert model.evaluate(x, verbose=0, return_dict=True)["loss"] == pytest.approx(-after, abs=0.1)
    # Three fair coins, each shown twice: no model can be better.
    assert after <= -3 * np.log(2) + 0.02


def test_calling_decodes_the_mean_and_draws_nothing():
    model, x = network(), binary()
    expected = numpy(model.decode(model.encode(x)[0]))
    np.testing.assert_allclose(numpy(model(x)), expected, rtol=1e-6)
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, rtol=1e-5)
    assert (numpy(model.sample(5)) != numpy(model.sample(5))).all()


def test_the_random_state_is_part_of_the_variables():
    model = network()
    before = numpy(model.sampling.seed_generator.state)
    model.compile("sgd", run_eagerly=True)
    model.train_on_batch(binary())
    assert (numpy(model.sampling.seed_generator.state) != before).any()
    assert any(variable is model.sampling.seed_generator.state for variable in model.non_trainable_variables)


@pytest.mark.parametrize("decoder", DECODERS)
def test_save_and_load(decoder, tmp_path):
    model = variational_autoencoder((4, 3, 1), 2, hidden_units=(7, 5), activation="relu", decoder=decoder)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    x = binary(units=12).reshape(-1, 4, 3, 1)
    np.testing.assert_array_equal(loaded(x), model(x))
    assert loaded.get_config() == model.get_config()


def test_bounds_are_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = variational_autoencoder((6,), 2, hidden_units=(5,))
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile("adam", run_eagerly=True)
    assert np.isfinite(model.fit(binary(), verbose=0).history["loss"][0])
    assert keras.backend.standardize_dtype(model.evidence_lower_bound(binary()).dtype) == "float32"


def test_wrong_arguments_and_values_are_told_in_one_line():
    with pytest.raises(ValueError, match="needs decoder to be 'bernoulli' or 'gaussian', got 'poisson'"):
        variational_autoencoder((6,), 2, decoder="poisson")
    with pytest.raises(ValueError, match="variational_autoencoder needs latent_dim to be an integer .*, got 0"):
        variational_autoencoder((6,), 0)
    with pytest.raises(
        ValueError, match="has a Bernoulli decoder, which takes 0 to 1, got values from -1 to 1; scale them"
    ):
        network().evidence_lower_bound(2 * binary() - 1)
    with pytest.raises(ValueError, match="needs samples of at least 1, got 0"):
        network().importance_weighted_bound(binary(), samples=0)
