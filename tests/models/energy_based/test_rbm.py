import itertools

from keras_nets.models.energy_based.rbm import RestrictedBoltzmannMachine, rbm

import keras
import numpy as np
import pytest
from small_machines import machine, numpy, sigmoid, states, two_patterns


@pytest.mark.usefixtures("unvalued")
def test_parameters_of_the_784_500_machine():
    model = rbm(784, 500)
    assert model.count_params() == 784 * 500 + 784 + 500 == 393_284
    assert [weight.shape for weight in model.trainable_weights] == [(784, 500), (784,), (500,)]


def test_energy_of_each_pair_of_states():
    model = machine()
    kernel, visible_bias, hidden_bias = model.get_weights()
    for visible, hidden in itertools.product(states(4), states(3)):
        expected = -visible_bias @ visible - hidden_bias @ hidden - visible @ kernel @ hidden
        energy = numpy(model.energy(visible[None], hidden[None]))
        np.testing.assert_allclose(energy, [expected], rtol=1e-5, atol=1e-5)


def test_free_energy_sums_over_all_hidden_states():
    model = machine()
    energies = np.stack([numpy(model.energy(states(4), np.tile(h, (16, 1)))) for h in states(3)])
    expected = -np.log(np.exp(-energies).sum(axis=0))
    np.testing.assert_allclose(numpy(model.free_energy(states(4))), expected, rtol=1e-5)


def test_conditional_probabilities_follow_from_the_energy():
    model = machine()
    energy = np.array([[numpy(model.energy(v[None], h[None]))[0] for h in states(3)] for v in states(4)])
    joint = np.exp(-energy)
    hidden = joint @ states(3) / joint.sum(axis=1, keepdims=True)
    visible = joint.T @ states(4) / joint.sum(axis=0)[:, None]
    np.testing.assert_allclose(numpy(model.hidden_given_visible(states(4))), hidden, atol=1e-6)
    np.testing.assert_allclose(numpy(model.visible_given_hidden(states(3))), visible, atol=1e-6)
    np.testing.assert_allclose(numpy(model(states(4))), hidden, atol=1e-6)
    np.testing.assert_allclose(
        numpy(model.reconstruct(states(4))), numpy(model.visible_given_hidden(hidden)), atol=1e-6
    )


def test_samples_have_the_probabilities():
    model = machine()
    visible, hidden = states(4)[[11]].repeat(4000, axis=0), states(3)[[5]].repeat(4000, axis=0)
    for samples, probabilities in (
        (model.sample_hidden(visible), model.hidden_given_visible(visible)),
        (model.sample_visible(hidden), model.visible_given_hidden(hidden)),
    ):
        assert set(np.unique(numpy(samples))) == {0.0, 1.0}
        np.testing.assert_allclose(numpy(samples).mean(axis=0), numpy(probabilities)[0], atol=0.04)


def test_gibbs_steps_reach_the_distribution_of_the_model():
    model = machine(scale=0.7)
    probability = np.exp(-numpy(model.free_energy(states(4))))
    probability /= probability.sum()
    chain = np.zeros((8000, 4), dtype="float32")
    for _ in range(20):
        chain = model.gibbs_step(chain)
    index = numpy(chain) @ [8, 4, 2, 1]
    np.testing.assert_allclose(np.bincount(index.astype(int), minlength=16) / 8000, probability, atol=0.02)


@pytest.mark.parametrize("cd_steps", [1, 3])
def test_gradient_is_the_difference_of_the_textbook_statistics(cd_steps):
    model = machine(cd_steps=cd_steps)
    data = states(4)[[1, 6, 7, 12, 15]]
    seed = numpy(model.seed_generator.state)
    chain = data
    for _ in range(cd_steps):
        chain = model.gibbs_step(chain)
    chain = numpy(chain)
    model.seed_generator.state.assign(seed)

    before = model.get_weights()
    kernel, _, hidden_bias = before
    hidden_data, hidden_model = sigmoid(data @ kernel + hidden_bias), sigmoid(chain @ kernel + hidden_bias)
    expected = [
        (data.T @ hidden_data - chain.T @ hidden_model) / len(data),
        (data - chain).mean(axis=0),
        (hidden_data - hidden_model).mean(axis=0),
    ]
    model.compile(keras.optimizers.SGD(1.0), run_eagerly=True)
    model.train_on_batch(data)
    assert (chain != data).any()
    for after, weight, step in zip(model.get_weights(), before, expected, strict=True):
        np.testing.assert_allclose(after - weight, step, atol=1e-5)


def test_pseudo_log_likelihood_is_the_mean_over_single_flips():
    model = machine()
    visible = states(4)[5]
    flipped = np.abs(visible - np.eye(4, dtype="float32"))
    rise = numpy(model.free_energy(flipped)) - numpy(model.free_energy(visible[None]))
    per_unit = 4 * np.log(sigmoid(rise))
    estimates = numpy(model.pseudo_log_likelihood(np.tile(visible, (4000, 1))))
    assert np.abs(estimates[:, None] - per_unit).min(axis=1).max() < 1e-4
    np.testing.assert_allclose(estimates.mean(), per_unit.mean(), rtol=0.05)


def test_fit_lowers_the_error_and_the_energy_of_the_data():
    model = rbm(12, 8)
    data, unseen = two_patterns(), two_patterns(seed=1)
    random = np.random.default_rng(2).integers(0, 2, data.shape).astype("float32")

    def gap():
        return (numpy(model.free_energy(random)).mean() - numpy(model.free_energy(unseen)).mean()).item()

    before = gap()
    model.compile(keras.optimizers.SGD(0.2), steps_per_execution=40)
    history = model.fit(data, batch_size=10, epochs=10, verbose=0).history
    assert set(history) == {"loss", "reconstruction_error", "pseudo_log_likelihood"}
    assert history["reconstruction_error"][-1] < 0.5 * history["reconstruction_error"][0]
    assert history["pseudo_log_likelihood"][-1] > history["pseudo_log_likelihood"][0] + 1.0
    assert gap() > before + 3.0


def test_evaluate_and_predict_leave_the_weights_alone():
    model = machine(12, 3)
    model.compile("sgd", run_eagerly=True)
    before = model.get_weights()
    metrics = model.evaluate(two_patterns(20), verbose=0, return_dict=True)
    assert set(metrics) == {"loss", "reconstruction_error", "pseudo_log_likelihood"}
    assert model.predict(two_patterns(20), verbose=0).shape == (20, 3)
    for weight, expected in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, expected)


def test_same_seed_same_weights_and_other_seed_other_weights():
    def trained(seed):
        keras.utils.set_random_seed(seed)
        model = rbm(12, 3)
        model.compile("sgd", run_eagerly=True)
        model.fit(two_patterns(50), verbose=0)
        return model.get_weights()[0]

    first = trained(3)
    np.testing.assert_array_equal(trained(3), first)
    assert (trained(4) != first).any()


def test_the_random_state_is_part_of_the_variables():
    model = machine(12, 3)
    assert model.seed_generator.state in model.non_trainable_variables
    before = numpy(model.seed_generator.state)
    model.compile("sgd", run_eagerly=True)
    model.train_on_batch(two_patterns(10))
    assert (numpy(model.seed_generator.state) != before).any()


def test_save_and_load(tmp_path):
    model = machine(12, 3, cd_steps=2)
    model.compile("sgd", run_eagerly=True)
    model.fit(two_patterns(20), verbose=0)
    model.save(tmp_path / "rbm.keras")
    loaded = keras.saving.load_model(tmp_path / "rbm.keras")
    assert isinstance(loaded, RestrictedBoltzmannMachine)
    assert loaded.get_config() == model.get_config()
    np.testing.assert_array_equal(loaded(two_patterns(20)), model(two_patterns(20)))
    loaded.fit(two_patterns(20), verbose=0)


def test_mixed_precision_trains_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = rbm(12, 3)
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile("sgd", run_eagerly=True)
    loss = model.fit(two_patterns(20), verbose=0).history["loss"][0]
    assert np.isfinite(loss)
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert keras.backend.standardize_dtype(model(two_patterns(2)).dtype) == "bfloat16"


@pytest.mark.parametrize("dtype", ["bool", "uint8", "float64"])
def test_binary_data_of_any_dtype(dtype):
    model = machine(12, 3)
    model.compile("sgd", run_eagerly=True)
    assert np.isfinite(model.fit(two_patterns(20).astype(dtype), verbose=0).history["loss"][0])


def test_a_gibbs_chain_records_means_between_its_steps():
    model = machine(12, 3)
    seed = numpy(model.seed_generator.state)
    means = numpy(model.gibbs_chain(two_patterns(5), length=2, steps=3))
    assert means.shape == (2, 5, 12)
    model.seed_generator.state.assign(seed)
    visible = model.gibbs_step(model.gibbs_step(two_patterns(5)))
    expected = model.visible_given_hidden(model.sample_hidden(visible))
    np.testing.assert_allclose(means[0], numpy(expected), rtol=1e-6)


@pytest.mark.parametrize(
    ("visible", "values", "message"),
    [
        ("bernoulli", [0.0, 255.0], "units for values from 0 to 1, got values from 0 to 255; scale them"),
        ("gaussian", [0.0, np.nan], "from nan to nan.*replace those that are missing"),
    ],
)
def test_values_that_units_cannot_take_are_refused(visible, values, message):
    model = machine(4, 3, visible=visible)
    model.compile("sgd", run_eagerly=True)
    with pytest.raises(ValueError, match=message) as error:
        model.fit(np.resize(values, (6, 4)), verbose=0)
    assert "\n" not in str(error.value)
    assert model.check_inputs(states(4)) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(visible="poisson"), "needs visible to be one of bernoulli, gaussian.*, got 'poisson'"),
        (dict(persistent_chains=-1), "needs persistent_chains to be an integer of at least 0, got -1"),
        (dict(sparsity_target=1.5), "needs a sparsity_target between 0 and 1, or None, got 1.5"),
        (dict(sparsity_cost=-1), "needs a sparsity_cost of at least 0, got -1"),
    ],
)
def test_wrong_settings_are_told_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        rbm(4, 3, **arguments)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("argument", ["visible_units", "hidden_units", "cd_steps"])
@pytest.mark.parametrize("value", [0, 2.0])
def test_wrong_arguments_are_told_in_one_line(argument, value):
    with pytest.raises(ValueError, match=f"needs {argument} to be an integer of at least 1, got {value}") as error:
        rbm(**{"visible_units": 4, "hidden_units": 3, argument: value})
    assert "\n" not in str(error.value)


def test_inputs_of_another_length_are_refused():
    with pytest.raises(ValueError, match=r"expected shape=\(None, 12\)"):
        machine(12, 3)(np.zeros((4, 5)))
