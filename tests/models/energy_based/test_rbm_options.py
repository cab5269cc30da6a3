"""Persistent chains, Gaussian units and sparse features."""

from keras_nets.models.energy_based.rbm import rbm
from keras_nets.training.checkpoint import load_checkpoint, save_checkpoint

import keras
import numpy as np
import pytest
from small_machines import machine, numpy, sigmoid, states, two_patterns


def test_persistent_chains_go_on_from_step_to_step():
    model = machine(12, 3, persistent_chains=7, cd_steps=2)
    model.chains.assign(two_patterns(7))
    seed = numpy(model.seed_generator.state)
    # Draws of the data's reconstruction come first in a step.
    model.sample_hidden(two_patterns(10))
    expected = model.gibbs_step(model.gibbs_step(two_patterns(7)))
    model.seed_generator.state.assign(seed)
    model.compile(keras.optimizers.SGD(0.0), run_eagerly=True)
    model.train_on_batch(two_patterns(10))
    np.testing.assert_array_equal(numpy(model.chains), numpy(expected))
    assert (numpy(model.chains) != two_patterns(7)).any()


def test_persistent_gradient_with_many_chains_is_that_of_the_likelihood():
    model = machine(6, 4, persistent_chains=20_000, scale=0.5)
    states_of_model = np.exp(-numpy(model.free_energy(states(6))))
    states_of_model /= states_of_model.sum()
    draws = np.random.default_rng(0).choice(64, 20_000, p=states_of_model)
    model.chains.assign(states(6)[draws])
    data = states(6)[[3, 12, 12, 40, 63]]
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(1.0), run_eagerly=True)
    model.train_on_batch(data)
    hidden, hidden_of_model = (sigmoid(v @ before[0] + before[2]) for v in (data, states(6)))
    expected = data.T @ hidden / 5 - (states(6) * states_of_model[:, None]).T @ hidden_of_model
    np.testing.assert_allclose(model.get_weights()[0] - before[0], expected, atol=0.02)


def test_evaluation_leaves_persistent_chains_alone():
    model = machine(12, 3, persistent_chains=4)
    model.compile("sgd", run_eagerly=True)
    before = numpy(model.chains)
    model.evaluate(two_patterns(20), verbose=0)
    np.testing.assert_array_equal(numpy(model.chains), before)


def test_persistent_chains_learn():
    model = rbm(12, 8, persistent_chains=10)
    model.compile(keras.optimizers.SGD(0.1), steps_per_execution=40)
    before = float(numpy(model.log_likelihood(two_patterns(seed=1))).mean())
    model.fit(two_patterns(), batch_size=10, epochs=10, verbose=0)
    assert float(numpy(model.log_likelihood(two_patterns(seed=1))).mean()) > before + 2.5


def test_gaussian_free_energy_sums_over_all_hidden_states():
    model = machine(visible="gaussian")
    visible = np.random.default_rng(1).normal(size=(6, 4)).astype("float32")
    kernel, visible_bias, hidden_bias = model.get_weights()
    energies = np.stack([numpy(model.energy(visible, np.tile(h, (6, 1)))) for h in states(3)])
    expected = (
        0.5 * (visible**2).sum(axis=1)
        - visible @ visible_bias
        - visible @ kernel @ states(3)[5]
        - (hidden_bias @ states(3)[5])
    )
    np.testing.assert_allclose(energies[5], expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(numpy(model.free_energy(visible)), -np.log(np.exp(-energies).sum(axis=0)), rtol=1e-4)


def test_gaussian_units_are_drawn_around_their_input_with_unit_variance():
    model = machine(visible="gaussian")
    kernel, visible_bias, _ = model.get_weights()
    mean = visible_bias + kernel @ states(3)[5]
    samples = numpy(model.sample_visible(np.tile(states(3)[5], (20_000, 1))))
    np.testing.assert_allclose(numpy(model.visible_given_hidden(states(3)[[5]]))[0], mean, rtol=1e-5)
    np.testing.assert_allclose(samples.mean(axis=0), mean, atol=0.04)
    np.testing.assert_allclose(np.cov(samples.T), np.eye(4), atol=0.05)


def test_gaussian_machine_learns_two_clusters():
    generator = np.random.default_rng(0)
    centers = np.array([[2.0, -2.0, 2.0, 0.0], [-2.0, 2.0, 2.0, 0.0]])
    data = (centers[generator.integers(0, 2, 500)] + generator.normal(size=(500, 4))).astype("float32")
    model = rbm(4, 6, visible="gaussian")
    model.compile(keras.optimizers.SGD(0.02), steps_per_execution=50)
    before = numpy(model.log_likelihood(data)).mean()
    history = model.fit(data, batch_size=10, epochs=15, verbose=0).history
    assert set(history) == {"loss", "reconstruction_error"}
    # Two clusters of unit variance have the entropy 4 (log(2π) + 1) / 2 + log 2, or 6.37.
    assert numpy(model.log_likelihood(data)).mean() > max(before + 2, -6.9)


@pytest.mark.parametrize("target", [0.05, 0.4])
def test_the_sparsity_target_pulls_the_mean_activation(target):
    model = rbm(12, 8, sparsity_target=target, sparsity_cost=20.0)
    model.compile(keras.optimizers.SGD(0.1), steps_per_execution=20)
    model.fit(two_patterns(), batch_size=20, epochs=25, verbose=0)
    activation = numpy(model.hidden_given_visible(two_patterns(seed=1))).mean(axis=0)
    np.testing.assert_allclose(activation, target, atol=0.06)


def test_the_sparsity_penalty_is_the_squared_distance_of_the_batch_mean():
    model = machine(sparsity_target=0.1, sparsity_cost=3.0)
    expected = 3 * ((0.1 - numpy(model.hidden_given_visible(states(4))).mean(axis=0)) ** 2).sum()
    assert float(model.sparsity_penalty(model.hidden_input(states(4)))) == pytest.approx(expected, rel=1e-5)


def test_save_and_load_keeps_chains_and_settings(tmp_path):
    model = rbm(12, 3, persistent_chains=4, visible="gaussian", sparsity_target=0.1, sparsity_cost=2.0)
    model.compile("sgd", run_eagerly=True)
    model.fit(two_patterns(20), verbose=0)
    model.save(tmp_path / "rbm.keras")
    loaded = keras.saving.load_model(tmp_path / "rbm.keras")
    assert loaded.get_config() == model.get_config()
    assert np.abs(numpy(model.chains)).max() > 0
    np.testing.assert_array_equal(numpy(loaded.chains), numpy(model.chains))


def test_a_stopped_machine_goes_on_as_if_it_had_not_stopped(tmp_path):
    def start():
        keras.utils.set_random_seed(0)
        model = rbm(12, 3, persistent_chains=4)
        model.compile(keras.optimizers.SGD(0.1, momentum=0.5), run_eagerly=True)
        return model

    def learn(model):
        model.fit(two_patterns(20), batch_size=5, shuffle=False, verbose=0)
        return model

    undisturbed, stopped = learn(start()), learn(start())
    save_checkpoint(tmp_path / "checkpoint" / "state.npz", stopped, {"epoch": 0, "rows": []})
    resumed = start()
    load_checkpoint(tmp_path / "checkpoint" / "state.npz", resumed)
    for weight, expected in zip(learn(resumed).get_weights(), learn(undisturbed).get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)
