"""The batch rule, hexagonal grids, the start from principal components, and what a map tells of itself."""

from keras_nets.layers import Standardization
from keras_nets.models.competitive.self_organizing_map import self_organizing_map

import keras
import numpy as np
import pytest


def examples(count=60, features=3, seed=0):
    return np.random.default_rng(seed).uniform(size=(count, features)).astype("float32")


def som(features=3, **arguments):
    keras.utils.set_random_seed(0)
    return self_organizing_map((features,), **{"grid_shape": (4, 5), "rule": "batch", "decay_steps": 12, **arguments})


def fitted(model, x, batch_size=20, epochs=1, steps_per_execution=1):
    # A graph costs more than the few steps that it would speed up.
    is_short = steps_per_execution == 1 and epochs * len(x) <= 10 * batch_size
    model.compile(steps_per_execution=steps_per_execution, run_eagerly=is_short)
    model.fit(x, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0)
    return np.array(model.codebook)


def batch_map(codebook, places, batches, *, rates, radii, decay_steps=12):
    """Weighted means in loops over examples, in float64; what came before is forgotten by the rate."""
    units = codebook.reshape(len(places), -1).astype("float64")
    sums, weights = np.zeros_like(units), np.zeros(len(units))
    for step, batch in enumerate(batches):
        progress = min(step / decay_steps, 1.0)
        rate = rates[0] * (rates[1] / rates[0]) ** progress
        radius = radii[0] * (radii[1] / radii[0]) ** progress
        sums, weights = (1 - rate) * sums, (1 - rate) * weights
        for x in batch.astype("float64"):
            winner = np.square(x - units).sum(axis=1).argmin()
            neighborhood = np.exp(-np.square(places - places[winner]).sum(axis=1) / (2 * radius**2))
            sums += neighborhood[:, None] * x
            weights += neighborhood
        units = sums / weights[:, None]
    return units.reshape(codebook.shape)


@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
@pytest.mark.parametrize("rates", [(1.0, 1.0), (1.0, 0.2)], ids=["kohonen", "forgetting"])
def test_batch_rule_gives_weighted_means(topology, rates):
    x, radii = examples(), (2.0, 0.8)
    model = som(
        topology=topology, learning_rate=rates[0], final_learning_rate=rates[1], radius=radii[0], final_radius=radii[1]
    )
    start = np.array(model.codebook)
    batches = [*np.split(x, 3), *np.split(x, 3)]
    expected = batch_map(start, model.places, batches, rates=rates, radii=radii)
    np.testing.assert_allclose(fitted(model, x, epochs=2), expected, atol=1e-4)


def test_one_batch_of_all_examples_is_kohonens_batch_map():
    """With one unit a cluster and no neighborhood left, it is a step of k-means."""
    x = np.array([[0.0], [0.2], [1.0], [1.4]])
    model = som(1, grid_shape=(1, 2), learning_rate=1.0, final_learning_rate=1.0, radius=0.1, final_radius=0.1)
    model.codebook.assign(np.array([0.3, 0.9]).reshape(1, 2, 1))
    np.testing.assert_allclose(fitted(model, x).ravel(), [0.1, 1.2], atol=1e-6)


def test_units_far_from_all_winners_stay_where_they_are():
    model = som(1, grid_shape=(1, 9), learning_rate=1.0, radius=0.2, final_radius=0.2)
    model.codebook.assign(np.arange(9.0).reshape(1, 9, 1))
    moved = fitted(model, np.array([[0.2], [0.2]])).ravel()
    assert moved[0] == pytest.approx(0.2)
    np.testing.assert_allclose(moved[2:], np.arange(2.0, 9.0), atol=1e-6)


def test_two_fits_of_the_batch_rule_equal_one_after_saving(tmp_path):
    x = examples()
    whole = fitted(som(), x, epochs=2, steps_per_execution=2)
    model = som()
    fitted(model, x)
    model.save(tmp_path / "som.keras")
    resumed = keras.saving.load_model(tmp_path / "som.keras")
    assert resumed.get_config() == model.get_config()
    resumed.fit(x, batch_size=20, shuffle=False, verbose=0)
    np.testing.assert_array_equal(resumed.codebook, whole)


def test_inner_units_of_a_hexagonal_grid_have_six_neighbors_at_distance_1():
    model = som(grid_shape=(5, 6), topology="hexagonal")
    apart = np.linalg.norm(model.places[:, None] - model.places, axis=-1)
    neighbors = (np.abs(apart - 1) < 1e-5).sum(axis=1).reshape(5, 6)
    np.testing.assert_array_equal(neighbors[1:-1, 1:-1], 6)
    assert apart[apart > 1.001].min() > 1.5 > np.sqrt(2)
    assert neighbors[0, 0] == 2 and neighbors[1, 0] == 5


def test_topographic_error_knows_which_hexagons_touch():
    model = som(1, grid_shape=(2, 2), topology="hexagonal")
    x = np.array([[0.4]])
    # The second row is shifted to the right: (0, 0) touches (1, 0), and (1, 1) touches only (0, 1) and (1, 0).
    model.codebook.assign(np.array([0.0, 9.0, 1.0, 9.0]).reshape(2, 2, 1))
    assert float(model.topographic_error(x)) == 0
    model.codebook.assign(np.array([0.0, 9.0, 9.0, 1.0]).reshape(2, 2, 1))
    assert float(model.topographic_error(x)) == 1
    assert np.asarray(model.best_matching_unit(np.array([[1.2]]))).tolist() == [[1, 1]]


def test_the_start_from_principal_components_has_mean_and_variance_of_the_examples():
    x = (np.random.default_rng(0).normal(size=(500, 4)) * [3.0, 0.1, 1.0, 0.2] + [5.0, 0.0, -2.0, 1.0]).astype(
        "float32"
    )
    model = som(4, grid_shape=(6, 9))
    model.start_from_principal_components(x)
    units = np.array(model.codebook)
    np.testing.assert_allclose(units.mean(axis=(0, 1)), x.mean(axis=0), atol=1e-4)
    variances = np.linalg.eigvalsh(np.cov(units.reshape(-1, 4), rowvar=False, bias=True))
    np.testing.assert_allclose(variances[::-1][:2], np.linalg.eigvalsh(np.cov(x, rowvar=False))[::-1][:2], rtol=1e-3)
    np.testing.assert_allclose(variances[:2], 0, atol=1e-5)
    # The longer side of the grid follows the feature of the largest variance, in rising order.
    assert np.all(np.diff(units[:, :, 0], axis=1) > 0) and np.ptp(units[0, :, 0]) > 5
    assert np.all(np.diff(units[:, :, 2], axis=0) > 0) and np.ptp(units[:, 0, 2]) > 1.5
    batches = som(4, grid_shape=(6, 9))
    batches.start_from_principal_components(iter(np.split(x, 5)))
    np.testing.assert_allclose(batches.codebook, units, atol=1e-4)


def test_the_start_sees_preprocessed_examples_and_lines_and_single_features():
    x = 100 * examples() + 50
    preprocessing = Standardization()
    preprocessing.adapt(x)
    inside, outside = som(preprocessing=preprocessing), som()
    inside.start_from_principal_components(x)
    outside.start_from_principal_components(np.asarray(preprocessing(x)))
    np.testing.assert_allclose(inside.codebook, outside.codebook, atol=1e-5)
    line = som(1, grid_shape=(1, 5))
    line.start_from_principal_components(x[:, :1])
    assert np.all(np.diff(np.array(line.codebook).ravel()) > 0)


def test_a_start_from_principal_components_is_in_order_from_the_first_step():
    x = examples(300)
    random, ordered = som(), som()
    ordered.start_from_principal_components(x)
    assert float(ordered.topographic_error(x)) < 0.5 * float(random.topographic_error(x))


def test_u_matrix_has_the_mean_distance_to_the_neighbors_that_there_are():
    model = som(1, grid_shape=(2, 3))
    model.codebook.assign(np.array([[0.0, 1.0, 3.0], [0.0, 1.0, 3.0]])[..., None])
    np.testing.assert_allclose(model.u_matrix(), [[0.5, 1.0, 1.0], [0.5, 1.0, 1.0]])
    hexagons = som(1, grid_shape=(2, 3), topology="hexagonal")
    hexagons.codebook.assign(model.codebook)
    # Of (0, 1): 1 to the left, 2 to the right, 1 and 0 below; of (1, 2): 2 to the left, 0 above.
    assert hexagons.u_matrix()[0, 1] == pytest.approx((1 + 2 + 1 + 0) / 4)
    assert hexagons.u_matrix()[1, 2] == pytest.approx((2 + 0) / 2)


def test_hits_count_the_examples_of_each_unit():
    model = som(1, grid_shape=(2, 2))
    model.codebook.assign(np.array([0.0, 1.0, 2.0, 3.0]).reshape(2, 2, 1))
    np.testing.assert_array_equal(model.hits(np.array([[0.1], [0.2], [2.9], [1.9], [2.1]])), [[2, 0], [2, 1]])


def test_fit_by_the_batch_rule_unfolds_the_map():
    x = examples(400, features=2)
    for topology in ("rectangular", "hexagonal"):
        model = som(2, grid_shape=(6, 6), topology=topology, learning_rate=1.0, decay_steps=80, final_learning_rate=0.1)
        before = float(model.quantization_error(x))
        fitted(model, x, batch_size=50, epochs=10, steps_per_execution=8)
        assert float(model.quantization_error(x)) < 0.4 * before
        assert float(model.topographic_error(x)) < 0.1
        assert (model.hits(x) > 0).mean() > 0.9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"topology": "round"}, "needs topology to be one of .*, got 'round'"),
        ({"rule": "offline"}, "needs rule to be one of .*, got 'offline'"),
    ],
)
def test_wrong_names_are_told_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        som(**arguments)
    assert "\n" not in str(error.value)
