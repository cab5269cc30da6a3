"""Likelihoods of machines that are small enough to enumerate, and estimates against them."""

import itertools

from keras_nets import models
from keras_nets.models.energy_based import _partition_function
from keras_nets.models.energy_based.rbm import RestrictedBoltzmannMachine

import keras
import numpy as np
import pytest
from small_machines import numpy, states

BETAS = np.concatenate([np.linspace(0, 0.5, 20), np.linspace(0.5, 1, 40)[1:]])


def with_weights(model, scale):
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(scale=scale, size=weight.shape) for weight in model.weights])
    return model


class MaximumLikelihood(RestrictedBoltzmannMachine):
    """Learns by the gradient through the exact log Z."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return -keras.ops.mean(self.log_likelihood(x))


@pytest.fixture(scope="module")
def trained():
    """A machine of 12 hidden units after it learned noisy stripes, whose couplings are as strong as real ones."""
    generator = np.random.default_rng(0)
    stripes = np.repeat(generator.integers(0, 2, (600, 5)), 5, axis=1)
    data = np.abs(stripes - (generator.uniform(size=stripes.shape) < 0.05)).astype("float32")
    model = models.rbm(25, 12, persistent_chains=20)
    model.compile(keras.optimizers.SGD(0.2, momentum=0.5), steps_per_execution=30)
    model.fit(data, batch_size=20, epochs=15, verbose=0)
    return model, data, float(model.log_partition())


@pytest.mark.parametrize("block", [1, 5, 1 << 20])
def test_log_z_sums_over_all_states_in_blocks(monkeypatch, block):
    monkeypatch.setattr(_partition_function, "_BLOCK", 6 * block)
    model = with_weights(models.rbm(6, 4), 1.0)
    energies = [numpy(model.energy(states(6), np.tile(h, (64, 1)))) for h in states(4)]
    assert float(model.log_partition()) == pytest.approx(np.log(np.exp(-np.stack(energies)).sum()), rel=1e-6)


def test_the_probabilities_of_all_states_sum_to_one():
    model = with_weights(models.rbm(6, 4), 1.5)
    assert np.exp(numpy(model.log_likelihood(states(6)))).sum() == pytest.approx(1, abs=1e-5)


def test_the_density_of_gaussian_units_integrates_to_one():
    model = with_weights(models.rbm(2, 3, visible="gaussian"), 1.0)
    edge = np.linspace(-12, 12, 400)
    plane = np.array(list(itertools.product(edge, edge)), dtype="float32")
    integral = np.exp(numpy(model.log_likelihood(plane))).sum() * (edge[1] - edge[0]) ** 2
    assert integral == pytest.approx(1, abs=1e-4)


def test_a_state_of_hidden_units_has_the_free_energy_of_an_integral():
    model = with_weights(models.rbm(1, 3, visible="gaussian"), 1.0)
    line = np.linspace(-15, 15, 20_001)[:, None]
    for hidden in states(3):
        energies = numpy(model.energy(line, np.tile(hidden, (len(line), 1))))
        integral = np.exp(-energies).sum() * (line[1, 0] - line[0, 0])
        assert numpy(model.hidden_free_energy(hidden[None]))[0] == pytest.approx(-np.log(integral), abs=1e-5)


def test_the_gradient_of_the_likelihood_is_data_minus_model_expectation():
    model = with_weights(MaximumLikelihood(6, 4), 1.0)
    data = states(6)[[3, 12, 12, 40, 63]]
    joint = np.exp(-np.stack([numpy(model.energy(states(6), np.tile(h, (64, 1)))) for h in states(4)], axis=1))
    joint /= joint.sum()
    hidden = numpy(model.hidden_given_visible(data))
    expected = [
        data.T @ hidden / len(data) - states(6).T @ joint @ states(4),
        data.mean(axis=0) - joint.sum(axis=1) @ states(6),
        hidden.mean(axis=0) - joint.sum(axis=0) @ states(4),
    ]
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(1.0), run_eagerly=True)
    model.train_on_batch(data)
    for after, weight, step in zip(model.get_weights(), before, expected, strict=True):
        np.testing.assert_allclose(after - weight, step, atol=1e-5)


def test_the_estimate_is_within_one_percent_of_the_exact_log_z(trained):
    model, data, exact = trained
    # Couplings so strong that units are far from independent, as they are where the chains start.
    assert np.abs(model.get_weights()[0]).max() > 1
    for start in (None, data):
        estimate, error = models.annealed_log_partition(model, chains=100, temperatures=BETAS, data=start)
        assert estimate == pytest.approx(exact, rel=0.01)
        assert abs(estimate - exact) < 5 * error + 0.01


def test_the_estimate_gives_the_likelihood(trained):
    model, data, exact = trained
    estimate, _ = models.annealed_log_partition(model, chains=50, temperatures=50)
    difference = numpy(model.log_likelihood(data[:9], estimate)) - numpy(model.log_likelihood(data[:9]))
    np.testing.assert_allclose(difference, exact - estimate, atol=1e-3)


@pytest.mark.parametrize("visible", ["gaussian", "truncated_exponential"])
def test_the_estimate_of_continuous_units(visible):
    model = with_weights(models.rbm(6, 4, visible=visible), 0.6)
    data = np.random.default_rng(1).uniform(size=(30, 6)).astype("float32")
    estimate, error = models.annealed_log_partition(model, chains=200, temperatures=50, data=data)
    assert estimate == pytest.approx(float(model.log_partition()), abs=5 * error + 0.01)


def test_a_machine_without_connections_needs_no_estimate():
    model = models.rbm(6, 3)
    model.set_weights([np.zeros((6, 3)), np.arange(6.0), np.zeros(3)])
    estimate, error = models.annealed_log_partition(model, chains=3, temperatures=2)
    assert estimate == pytest.approx(float(model.log_partition()), rel=1e-6)
    assert error == pytest.approx(0, abs=1e-6)


def test_the_same_seed_gives_the_same_estimate():
    model = with_weights(models.rbm(6, 3), 1.0)
    first, second, other = (models.annealed_log_partition(model, 5, 10, seed=seed) for seed in (1, 1, 2))
    assert first == second != other


def test_too_many_hidden_units_point_to_the_estimate():
    with pytest.raises(ValueError, match=r"has 21 hidden units.*up to 20 units.*annealed_log_partition") as error:
        models.rbm(4, 21).log_likelihood(np.zeros((1, 4)))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("temperatures", [1, (0, 0.5), (0.1, 1), (0, 0.6, 0.4, 1)])
def test_temperatures_that_do_not_rise_from_0_to_1_are_refused(temperatures):
    with pytest.raises(ValueError, match="a number of at least 2, or numbers that rise from 0 to 1"):
        models.annealed_log_partition(models.rbm(4, 2), temperatures=temperatures)


def test_a_single_chain_is_refused():
    with pytest.raises(ValueError, match="needs at least 2 chains to estimate its error, got chains=1"):
        models.annealed_log_partition(models.rbm(4, 2), chains=1)
