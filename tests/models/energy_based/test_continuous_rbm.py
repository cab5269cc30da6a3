"""The density of a bounded continuous unit against numerical integration."""

import itertools

from keras_nets.models.energy_based._visible_units import VISIBLE_UNITS
from keras_nets.models.energy_based.continuous_rbm import continuous_rbm

import keras
import numpy as np
import pytest

UNITS = VISIBLE_UNITS["truncated_exponential"]
# Both formulas of the mean and where they meet, and inputs whose exponential is infinite in float32.
INPUTS = np.array([-120.0, -20.0, -3.0, -0.31, -0.29, -1e-7, 0.0, 1e-3, 0.29, 0.31, 3.0, 20.0, 120.0], dtype="float32")
GRID = (np.arange(400_000) + 0.5) / 400_000


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def machine(visible_units=3, hidden_units=4, **arguments):
    """A machine with weights far from zero."""
    keras.utils.set_random_seed(0)
    model = continuous_rbm(visible_units, hidden_units, **arguments)
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(scale=2.0, size=weight.shape) for weight in model.weights])
    return model


def test_the_normalizer_is_the_integral_over_the_interval():
    # Shifted by its largest exponent, which exp does not reach.
    shift = np.maximum(INPUTS, 0).astype("float64")
    integral = [np.log(np.exp(x * GRID - top).mean()) + top for x, top in zip(INPUTS, shift, strict=True)]
    np.testing.assert_allclose(numpy(UNITS.log_normalizer(INPUTS)), integral, rtol=1e-6, atol=1e-6)


def test_the_mean_is_that_of_the_density():
    density = np.exp(INPUTS[:, None] * GRID - numpy(UNITS.log_normalizer(INPUTS))[:, None])
    np.testing.assert_allclose(numpy(UNITS.mean(INPUTS)), (density * GRID).mean(axis=1), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("x", [-20.0, -1.0, 0.0, 4.0])
def test_samples_follow_the_cumulative_distribution(x):
    samples = np.sort(numpy(UNITS.draw(keras.ops.full((20_000,), x), keras.random.SeedGenerator(0))))
    assert samples[0] >= 0 and samples[-1] <= 1
    cumulative = samples if x == 0 else np.expm1(x * samples) / np.expm1(x)
    # The Kolmogorov-Smirnov statistic passes this bound once in a hundred thousand times.
    assert np.abs(cumulative - np.linspace(0, 1, len(samples))).max() < 2.5 / np.sqrt(len(samples))


def test_samples_at_extreme_inputs_stay_in_the_interval():
    samples = numpy(UNITS.draw(np.tile(INPUTS, (2000, 1)), keras.random.SeedGenerator(0)))
    assert samples.min() >= 0 and samples.max() <= 1
    np.testing.assert_allclose(samples.mean(axis=0), numpy(UNITS.mean(INPUTS)), atol=0.03)


def test_the_input_with_a_mean_inverts_the_mean():
    inputs = np.array([-30.0, -2.0, 0.1, 5.0], dtype="float32")
    np.testing.assert_allclose(numpy(UNITS.input_with_mean(UNITS.mean(inputs))), inputs, rtol=1e-3, atol=1e-3)


def test_the_likelihood_integrates_to_one():
    model = machine(2, 4)
    edge = (np.arange(300) + 0.5) / 300
    plane = np.array(list(itertools.product(edge, edge)), dtype="float32")
    assert np.exp(numpy(model.log_likelihood(plane))).mean() == pytest.approx(1, abs=1e-3)


def test_free_energy_sums_over_all_hidden_states():
    model = machine()
    visible = np.random.default_rng(1).uniform(size=(5, 3)).astype("float32")
    hidden = np.array(list(itertools.product((0.0, 1.0), repeat=4)), dtype="float32")
    energies = np.stack([numpy(model.energy(visible, np.tile(h, (5, 1)))) for h in hidden])
    np.testing.assert_allclose(numpy(model.free_energy(visible)), -np.log(np.exp(-energies).sum(axis=0)), rtol=1e-5)


def test_fit_lowers_the_error_of_shades_of_gray():
    generator = np.random.default_rng(0)
    patterns = generator.uniform(size=(2, 12)) > 0.5
    data = np.where(patterns[generator.integers(0, 2, 400)], 1 - generator.beta(1, 8, (400, 12)), 0.05)
    model = continuous_rbm(12, 8)
    model.compile(keras.optimizers.SGD(0.2), steps_per_execution=50)
    history = model.fit(data, batch_size=10, epochs=15, verbose=0).history
    assert set(history) == {"loss", "reconstruction_error"}
    assert history["reconstruction_error"][-1] < 0.5 * history["reconstruction_error"][0]


def test_values_outside_the_interval_are_refused():
    model = machine()
    model.compile("sgd")
    with pytest.raises(ValueError, match="visible units for values from 0 to 1, got values from 0 to 255") as error:
        model.fit(np.full((4, 3), 255.0) * [0, 1, 0.5])
    assert "\n" not in str(error.value)


def test_there_is_no_pseudo_likelihood():
    with pytest.raises(ValueError, match="needs visible='bernoulli', log_likelihood takes all kinds"):
        machine().pseudo_log_likelihood(np.zeros((2, 3)))
