from keras_nets.models.energy_based.hopfield import HopfieldNetwork, hopfield

import keras
import numpy as np
import pytest


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def patterns(count, units, seed=0):
    return np.random.default_rng(seed).choice([-1.0, 1.0], size=(count, units)).astype("float32")


def network(units=12, stored=None, **arguments):
    model = hopfield(units, **arguments)
    if stored is not None:
        model.store(stored)
    return model


def flipped(states, count, seed=0):
    """States with `count` of their units turned over."""
    generator = np.random.default_rng(seed)
    chosen = np.argsort(generator.uniform(size=states.shape), axis=1)[:, :count]
    states = states.copy()
    np.put_along_axis(states, chosen, -np.take_along_axis(states, chosen, axis=1), axis=1)
    return states


def test_hebbian_weights_are_sums_of_products_without_a_diagonal():
    stored = patterns(5, 12)
    weights = numpy(network(stored=stored).kernel)
    expected = stored.T @ stored
    np.fill_diagonal(expected, 0)
    np.testing.assert_array_equal(weights, expected)
    np.testing.assert_array_equal(weights, weights.T)


@pytest.mark.parametrize("batch_size", [2, 7])
def test_an_epoch_of_fit_is_the_hebbian_rule(batch_size):
    stored = patterns(7, 12)
    trained = network()
    trained.compile(steps_per_execution=2)
    trained.fit(stored, batch_size=batch_size, verbose=0)
    np.testing.assert_array_equal(numpy(trained.kernel), numpy(network(stored=stored).kernel))


@pytest.mark.parametrize("batch_size", [3, 8])
def test_an_epoch_of_fit_is_the_pseudo_inverse_rule(batch_size):
    # The last two say nothing new: one is stored already, the other's opposite.
    stored = np.concatenate([patterns(6, 12), patterns(1, 12), -patterns(1, 12)])
    trained, expected = network(rule="pseudo_inverse"), network(stored=stored, rule="pseudo_inverse")
    trained.compile(run_eagerly=True)
    history = trained.fit(stored, batch_size=batch_size, epochs=2, verbose=0).history
    np.testing.assert_allclose(numpy(trained.kernel), numpy(expected.kernel), atol=1e-5)
    np.testing.assert_allclose(numpy(trained.diagonal), numpy(expected.diagonal), atol=1e-5)
    assert history["recall_error"][-1] == 0
    projection = numpy(expected.kernel) + np.diag(numpy(expected.diagonal))
    np.testing.assert_allclose(projection @ projection, projection, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_energy_never_rises_one_unit_after_another(seed):
    """Random symmetric weights, not only stored patterns; integers, so that no rounding can excuse a rise."""
    units = 10
    model = hopfield(units)
    weights = np.triu(np.random.default_rng(seed).integers(-5, 6, (units, units)), 1)
    model.kernel.assign(weights + weights.T)
    states = patterns(20, units, seed)
    energies = [numpy(model.energy(states))]
    for unit in np.concatenate(model.orders[:3]):
        states = numpy(model._update_in_turn(np.array([unit]), states.T)).T
        energies.append(numpy(model.energy(states)))
    assert (np.diff(energies, axis=0) <= 0).all()
    assert (energies[-1] < energies[0]).mean() > 0.9


@pytest.mark.parametrize("seed", range(2))
def test_recall_ends_where_every_unit_agrees_with_its_field(seed):
    model = network(16, patterns(6, 16, seed))
    states = patterns(30, 16, seed + 100)
    recalled = numpy(model.recall(states))
    fields = recalled @ numpy(model.kernel)
    assert (fields * recalled >= 0).all()
    np.testing.assert_array_equal(numpy(model.recall(recalled)), recalled)
    assert (numpy(model.energy(recalled)) <= numpy(model.energy(states))).all()


def test_energy_is_the_quadratic_form():
    model, states = network(stored=patterns(3, 12)), patterns(4, 12, seed=1)
    weights = numpy(model.kernel)
    expected = [-0.5 * sum(weights[i, j] * s[i] * s[j] for i in range(12) for j in range(12)) for s in states]
    np.testing.assert_array_equal(numpy(model.energy(states)), expected)


def test_synchronous_recall_updates_all_units_at_once():
    model = network(stored=patterns(3, 12), update="synchronous", sweeps=1)
    states = patterns(5, 12, seed=1)
    fields = states @ numpy(model.kernel)
    np.testing.assert_array_equal(numpy(model(states)), np.where(fields == 0, states, np.sign(fields)))
    # Two units that inhibit each other swap for ever, and settle when they take turns.
    pair = hopfield(2, update="synchronous", sweeps=3)
    pair.kernel.assign([[0.0, -1.0], [-1.0, 0.0]])
    assert numpy(pair(np.ones((1, 2)))).tolist() == [[-1.0, -1.0]]
    assert numpy(pair.recall(np.ones((1, 2)), update="asynchronous")).sum() == 0


@pytest.mark.parametrize("update", ["asynchronous", "synchronous"])
def test_independent_patterns_are_fixed_points_of_the_pseudo_inverse_rule(update):
    stored = patterns(15, 16, seed=3)
    # Patterns that are alike, far more than the Hebbian rule can hold apart.
    stored[:, :4] = 1
    stored = stored[:12]
    assert np.linalg.matrix_rank(stored) == 12
    model = network(16, stored, rule="pseudo_inverse", update=update)
    np.testing.assert_array_equal(numpy(model(stored)), stored)
    assert (numpy(network(16, stored, update=update)(stored)) != stored).mean() > 0.1


@pytest.mark.parametrize("update", ["asynchronous", "synchronous"])
def test_ten_thousand_noisy_patterns_are_recalled_in_one_batch(update):
    stored = patterns(3, 64)
    shown = stored[np.arange(10_000) % 3]
    model = network(64, stored, update=update)
    recalled = model.predict(flipped(shown, 6), batch_size=10_000, verbose=0)
    assert recalled.shape == (10_000, 64)
    assert (recalled == shown).all(axis=1).mean() > 0.999


def test_recall_breaks_near_138_patterns_in_a_thousand_units():
    units, errors = 400, []
    model = hopfield(units)
    model.compile(jit_compile=True)
    for load in (0.1, 0.13, 0.16, 0.2):
        stored = patterns(round(load * units), units)
        model.store(stored)
        shown = stored[np.arange(80) % len(stored)]
        errors.append((model.predict_on_batch(shown) != shown).mean())
    assert errors[0] < 0.005 and errors[1] < 0.02
    assert errors[2] > 0.03 and errors[3] > 0.1


def test_the_optimizer_has_nothing_to_do(recwarn):
    model = network()
    model.compile(run_eagerly=True)
    history = model.fit(patterns(3, 12), epochs=2, verbose=0).history
    assert set(history) == {"loss", "recall_error"}
    assert not model.trainable_weights
    assert not [warning for warning in recwarn if "trainable" in str(warning.message)]


def test_evaluate_stores_nothing():
    model = network(stored=patterns(1, 12))
    before = numpy(model.kernel)
    model.compile(run_eagerly=True)
    assert model.evaluate(patterns(4, 12, seed=1), verbose=0, return_dict=True)["recall_error"] > 0.1
    np.testing.assert_array_equal(numpy(model.kernel), before)


def test_inputs_are_read_by_their_sign():
    model = network(stored=patterns(1, 12))
    states = np.random.default_rng(0).normal(size=(5, 12))
    np.testing.assert_array_equal(numpy(model(states)), numpy(model(np.sign(states))))


def test_save_and_load(tmp_path):
    model = network(stored=patterns(2, 12), rule="pseudo_inverse", update="synchronous", sweeps=7)
    model.save(tmp_path / "hopfield.keras")
    loaded = keras.saving.load_model(tmp_path / "hopfield.keras")
    assert isinstance(loaded, HopfieldNetwork)
    assert loaded.get_config() == model.get_config()
    np.testing.assert_array_equal(numpy(loaded(patterns(9, 12))), numpy(model(patterns(9, 12))))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hopfield(0), "needs units to be an integer of at least 1, got 0"),
        (lambda: hopfield(3, rule="storkey"), "needs rule to be one of hebbian, pseudo_inverse, got 'storkey'"),
        (lambda: hopfield(3, update="random"), "needs update to be one of .*, got 'random'"),
        (lambda: hopfield(3, sweeps=0), "needs sweeps to be an integer of at least 1, got 0"),
        (lambda: hopfield(3).store([[1, 0, 1]]), r"needs patterns of \+1 and -1, such as np.where.*, got the value 0"),
        (lambda: hopfield(3).store([[1, 1]]), r"needs patterns of shape \(patterns, 3\), got shape \(1, 2\)"),
        (lambda: hopfield(2).store([[1, np.nan]]), "missing or infinite"),
        (lambda: hopfield(2).store([[1, 1]], rule="x"), "needs rule to be one of .*, got 'x'"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
