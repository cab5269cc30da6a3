from keras_nets.models.energy_based.hopfield import hopfield
from keras_nets.models.energy_based.modern_hopfield import ModernHopfieldNetwork, modern_hopfield

import keras
import numpy as np
import pytest


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)


def vectors(count, units, seed=0):
    return np.random.default_rng(seed).normal(size=(count, units)).astype("float32")


def network(stored, capacity=None, **arguments):
    model = modern_hopfield(stored.shape[1], capacity or len(stored), **arguments)
    model.store(stored)
    return model


def test_an_update_is_attention_to_the_stored_patterns():
    stored, states = vectors(7, 4), vectors(3, 4, seed=1)
    scores = np.exp(0.7 * states @ stored.T)
    expected = scores / scores.sum(axis=1, keepdims=True) @ stored
    model = network(stored, capacity=9, beta=0.7)
    np.testing.assert_allclose(numpy(model(states)), expected, rtol=1e-5, atol=1e-6)
    attention = keras.layers.Attention(score_mode="dot", dtype="float32")
    same = attention([0.7 * states[None], stored[None], stored[None]])
    np.testing.assert_allclose(numpy(model(states)), numpy(same)[0], rtol=1e-5, atol=1e-6)


def test_energy_is_the_papers():
    stored, states = vectors(7, 4), vectors(3, 4, seed=1)
    lse = np.log(np.exp(0.7 * states @ stored.T).sum(axis=1)) / 0.7
    longest = np.sum(stored**2, axis=1).max()
    expected = -lse + 0.5 * np.sum(states**2, axis=1) + np.log(7) / 0.7 + 0.5 * longest
    np.testing.assert_allclose(numpy(network(stored, capacity=9, beta=0.7).energy(states)), expected, rtol=1e-5)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("beta", [0.2, 1.0, 5.0])
def test_energy_never_rises_and_stays_in_its_bounds(seed, beta):
    stored, states = vectors(10, 6, seed), 2 * vectors(40, 6, seed + 100)
    model = network(stored, beta=beta)
    energies = []
    for _ in range(8):
        energies.append(numpy(model.energy(states)))
        states = model.recall(states)
    energies = np.stack(energies)
    assert (np.diff(energies, axis=0) <= 1e-4).all()
    assert (energies[1] < energies[0] - 1e-3).all()
    # After an update a state is a mean of stored patterns, for which the paper has these bounds.
    assert (energies[1:] >= -1e-4).all() and (energies[1:] <= 2 * np.sum(stored**2, axis=1).max()).all()


def test_it_holds_far_more_patterns_than_units():
    stored = np.random.default_rng(0).choice([-1.0, 1.0], size=(2000, 64)).astype("float32")
    turned = stored.copy()
    turned[:, :6] *= -1
    recalled = numpy(network(stored, beta=1.0).recall(turned))
    assert np.abs(recalled - stored).max(axis=1).mean() < 1e-3
    classical = hopfield(64, update="synchronous", sweeps=5)
    classical.store(stored)
    assert (numpy(classical(stored)) != stored).mean() > 0.2


def test_ten_thousand_states_are_recalled_in_one_batch():
    stored = np.random.default_rng(0).choice([-1.0, 1.0], size=(10, 32)).astype("float32")
    shown = stored[np.arange(10_000) % 10]
    noise = np.random.default_rng(1).normal(scale=0.4, size=shown.shape)
    recalled = network(stored).predict(shown + noise, batch_size=10_000, verbose=0)
    np.testing.assert_allclose(recalled, shown, atol=0.02)


def test_a_small_beta_recalls_the_mean():
    stored = vectors(5, 3)
    recalled = numpy(network(stored, beta=1e-6)(vectors(2, 3, seed=1)))
    np.testing.assert_allclose(recalled, np.tile(stored.mean(axis=0), (2, 1)), atol=1e-4)


def test_an_epoch_of_fit_stores_every_example_in_turn():
    stored = vectors(7, 3)
    model = modern_hopfield(3, capacity=10, beta=30.0)
    model.compile(steps_per_execution=2)
    model.fit(stored, batch_size=3, shuffle=False, verbose=0)
    np.testing.assert_array_equal(numpy(model.patterns)[:7], stored)
    assert int(model.shown) == 7
    np.testing.assert_allclose(numpy(model(stored)), numpy(network(stored, beta=30.0)(stored)), atol=1e-6)
    # The ring is full after ten examples, and then the oldest ones go.
    model.fit(vectors(5, 3, seed=1), shuffle=False, verbose=0)
    np.testing.assert_array_equal(numpy(model.patterns)[:2], vectors(5, 3, seed=1)[3:])
    np.testing.assert_array_equal(numpy(model.patterns)[2:7], stored[2:])


def test_empty_places_answer_to_nothing():
    model = network(vectors(2, 3), capacity=6)
    association = numpy(model.association(vectors(4, 3, seed=1)))
    assert association.shape == (4, 6)
    np.testing.assert_allclose(association[:, :2].sum(axis=1), 1, rtol=1e-6)
    assert (association[:, 2:] == 0).all()


def test_save_and_load(tmp_path):
    model = network(vectors(4, 3), capacity=6, beta=2.0, steps=3)
    model.save(tmp_path / "memory.keras")
    loaded = keras.saving.load_model(tmp_path / "memory.keras")
    assert isinstance(loaded, ModernHopfieldNetwork)
    assert loaded.get_config() == model.get_config()
    np.testing.assert_array_equal(numpy(loaded(vectors(5, 3))), numpy(model(vectors(5, 3))))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: modern_hopfield(3, 0), "needs capacity to be an integer of at least 1, got 0"),
        (lambda: modern_hopfield(3, 2, beta=0), "needs beta above 0, got 0"),
        (lambda: modern_hopfield(3, 2, steps=0), "needs steps to be an integer of at least 1, got 0"),
        (
            lambda: modern_hopfield(3, 2).store(np.ones((4, 3))),
            "has 2 places, got 4 patterns; build it with capacity=4",
        ),
        (
            lambda: modern_hopfield(3, 2).store(np.ones((1, 2))),
            r"needs patterns of shape \(patterns, 3\), got shape \(1, 2\)",
        ),
    ],
)
def test_wrong_arguments_are_told_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
