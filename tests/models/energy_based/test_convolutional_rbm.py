"""Probabilistic max-pooling against the enumeration of all states of tiny machines."""

import itertools

from keras_nets.models.energy_based.convolutional_rbm import convolutional_rbm

import keras
import numpy as np
import pytest


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def machine(input_shape=(4, 5, 2), filters=2, kernel_size=(3, 2), pool_size=2, scale=0.7, **arguments):
    """A machine with weights far from zero."""
    keras.utils.set_random_seed(0)
    model = convolutional_rbm(input_shape, filters, kernel_size=kernel_size, pool_size=pool_size, **arguments)
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(scale=scale, size=weight.shape) for weight in model.weights])
    return model


def images(count=3, shape=(4, 5, 2), seed=0):
    return np.random.default_rng(seed).integers(0, 2, (count, *shape)).astype("float32")


def hidden_states(model):
    """All allowed states of the detection layer: one unit a block, or none."""
    rows, columns, filters = model.pooling_shape
    size = model.pool_size
    block = np.concatenate([np.zeros((1, size * size)), np.eye(size * size)])
    found = []
    for chosen in itertools.product(range(len(block)), repeat=rows * columns * filters):
        state = np.zeros(model.detection_shape, dtype="float32")
        places = itertools.product(range(rows), range(columns), range(filters))
        for (row, column, k), index in zip(places, chosen, strict=True):
            window = state[row * size : (row + 1) * size, column * size : (column + 1) * size]
            window[..., k] = block[index].reshape(size, size)
        found.append(state)
    return np.stack(found)


def energy_by_loops(model, visible, hidden):
    kernel, visible_bias, hidden_bias = model.get_weights()
    total = -(visible.sum(axis=(0, 1)) @ visible_bias) - hidden.sum(axis=(0, 1)) @ hidden_bias
    for i, j, k in np.argwhere(hidden):
        total -= (visible[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel[..., k]).sum()
    return total


def noisy_bars(count=200, seed=0):
    """Images of 8 x 8 with one bright row or column, in noise."""
    generator = np.random.default_rng(seed)
    x = generator.uniform(size=(count, 8, 8, 1)) < 0.03
    for image in x:
        (image if generator.uniform() < 0.5 else image.swapaxes(0, 1))[generator.integers(0, 8)] = True
    return x.astype("float32")


@pytest.mark.usefixtures("unvalued")
def test_shapes_and_number_of_weights():
    model = convolutional_rbm((28, 28, 1), 40, kernel_size=11)
    assert model.count_params() == 11 * 11 * 40 + 40 + 1 == 4881
    assert (model.detection_shape, model.pooling_shape) == ((18, 18, 40), (9, 9, 40))
    assert model.compute_output_shape((None, 28, 28, 1)) == (None, 9, 9, 40)


def test_energy_of_each_pair_of_states():
    model = machine()
    for visible, hidden in zip(images(), hidden_states(model)[[3, 11, 24]], strict=True):
        expected = energy_by_loops(model, visible, hidden)
        assert numpy(model.energy(visible[None], hidden[None]))[0] == pytest.approx(expected, rel=1e-5)


def test_top_down_and_bottom_up_are_one_interaction():
    model = machine()
    visible, hidden = images(24), hidden_states(model)[:24]
    _, visible_bias, hidden_bias = model.get_weights()
    up = (numpy(model.hidden_input(visible)) - hidden_bias) * hidden
    down = (numpy(model.visible_input(hidden)) - visible_bias) * visible
    np.testing.assert_allclose(up.sum(axis=(1, 2, 3)), down.sum(axis=(1, 2, 3)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("visible", ["bernoulli", "gaussian"])
def test_free_energy_sums_over_all_allowed_states(visible):
    model = machine(visible=visible)
    hidden = hidden_states(model)
    assert len(hidden) == 5**4
    for image in images():
        energies = numpy(model.energy(np.tile(image, (len(hidden), 1, 1, 1)), hidden))
        expected = -np.log(np.exp(-energies).sum())
        assert numpy(model.free_energy(image[None]))[0] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("above", [False, True])
def test_probabilities_follow_from_the_energy(above):
    model = machine()
    hidden, image = hidden_states(model), images(1)
    pooling_input = np.random.default_rng(1).normal(size=(1, *model.pooling_shape)) if above else None
    joint = -numpy(model.energy(np.tile(image, (len(hidden), 1, 1, 1)), hidden))
    pooled = numpy(model.pool(hidden))
    if above:
        joint += (pooled * pooling_input).sum(axis=(1, 2, 3))
    joint = np.exp(joint) / np.exp(joint).sum()
    detection, pooling = (np.tensordot(joint, states, axes=1) for states in (hidden, pooled))
    np.testing.assert_allclose(numpy(model.hidden_given_visible(image, pooling_input))[0], detection, atol=1e-5)
    np.testing.assert_allclose(numpy(model.pooling_given_visible(image, pooling_input))[0], pooling, atol=1e-5)
    if not above:
        np.testing.assert_allclose(numpy(model(image))[0], pooling, atol=1e-5)
    samples = numpy(model.sample_hidden(image.repeat(6000, axis=0), pooling_input))
    np.testing.assert_allclose(samples.mean(axis=0), detection, atol=0.03)


@pytest.mark.parametrize("pool_size", [1, 2, 3])
def test_off_is_one_over_one_plus_the_sum_of_exponentials(pool_size):
    model = machine((8, 8, 1), 3, 3, pool_size)
    exponentials = np.exp(numpy(model.hidden_input(noisy_bars(5))))
    side = 6 // pool_size
    sums = exponentials.reshape(5, side, pool_size, side, pool_size, 3).sum(axis=(2, 4))
    np.testing.assert_allclose(1 - numpy(model(noisy_bars(5))), 1 / (1 + sums), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("scale", [0.3, 30.0])
def test_at_most_one_unit_of_a_block_is_on(scale):
    model = machine((8, 8, 1), 4, 3, 2, scale=scale)
    hidden = numpy(model.sample_hidden(noisy_bars(200)))
    assert set(np.unique(hidden)) == {0.0, 1.0}
    sums = hidden.reshape(200, 3, 2, 3, 2, 4).sum(axis=(2, 4))
    assert set(np.unique(sums)) == {0.0, 1.0}
    np.testing.assert_array_equal(numpy(model.pool(hidden)), sums)


def test_very_large_inputs_stay_finite():
    model = machine((8, 8, 1), 2, 3, scale=200.0)
    for values in (model(noisy_bars(4)), model.free_energy(noisy_bars(4)), model.hidden_given_visible(noisy_bars(4))):
        assert np.isfinite(numpy(values)).all()


def test_the_gradient_is_the_difference_of_statistics():
    model = machine()
    seed = numpy(model.seed_generator.state)
    chain = numpy(model.gibbs_step(images()))
    model.seed_generator.state.assign(seed)
    on_data, on_chain = (numpy(model.hidden_given_visible(v)) for v in (images(), chain))

    def products(visible, hidden):
        """<v h> of each weight of the filters, by loops over their places."""
        total = np.zeros((3, 2, 2, 2))
        for i, j in np.ndindex(*model.detection_shape[:2]):
            total += np.einsum("nabc,nk->abck", visible[:, i : i + 3, j : j + 2], hidden[:, i, j])
        return total / len(visible)

    before = model.get_weights()
    model.compile(keras.optimizers.SGD(1.0), run_eagerly=True)
    model.train_on_batch(images())
    steps = [after - weight for after, weight in zip(model.get_weights(), before, strict=True)]
    np.testing.assert_allclose(steps[0], products(images(), on_data) - products(chain, on_chain), atol=1e-5)
    np.testing.assert_allclose(steps[1], (images() - chain).sum(axis=(1, 2)).mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(steps[2], (on_data - on_chain).sum(axis=(1, 2)).mean(axis=0), atol=1e-5)
    assert all(np.abs(step).min() > 0 for step in steps)


def test_fit_learns_bars():
    model = convolutional_rbm((8, 8, 1), 6, kernel_size=3, sparsity_target=0.1, sparsity_cost=50.0)
    model.compile(keras.optimizers.Adam(0.03), steps_per_execution=20)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    history = model.fit(noisy_bars(), batch_size=10, epochs=20, verbose=0).history
    assert set(history) == {"loss", "reconstruction_error"}
    assert history["reconstruction_error"][-1] < 0.6 * history["reconstruction_error"][0]
    # Pixels as many as those of the bars, but nowhere in line.
    unseen, noise = noisy_bars(seed=1), noisy_bars(seed=1).reshape(-1)
    noise = np.random.default_rng(0).permutation(noise).reshape(unseen.shape)
    assert numpy(model.free_energy(unseen)).mean() < numpy(model.free_energy(noise)).mean() - 5


def test_the_sparsity_target_pulls_the_mean_activation():
    def activation(**arguments):
        keras.utils.set_random_seed(0)
        model = convolutional_rbm((8, 8, 1), 4, kernel_size=3, **arguments)
        model.compile(keras.optimizers.SGD(0.005), steps_per_execution=20)
        model.fit(noisy_bars(), batch_size=10, epochs=10, verbose=0)
        return numpy(model.hidden_given_visible(noisy_bars(seed=1))).mean(axis=(0, 1, 2))

    sparse = activation(sparsity_target=0.05, sparsity_cost=2000.0)
    np.testing.assert_allclose(sparse, 0.05, atol=0.02)
    assert np.abs(activation() - 0.05).max() > 0.05


def test_persistent_chains_of_images():
    model = machine((8, 8, 1), 3, 3, persistent_chains=4)
    model.chains.assign(np.zeros((4, 8, 8, 1)))
    model.compile("sgd", run_eagerly=True)
    model.fit(noisy_bars(20), verbose=0)
    assert set(np.unique(numpy(model.chains))) == {0.0, 1.0}


def test_save_and_load(tmp_path):
    model = machine((8, 8, 1), 3, (3, 5), 2, visible="gaussian", sparsity_target=0.1, cd_steps=2)
    model.compile("sgd", run_eagerly=True)
    model.fit(noisy_bars(20), verbose=0)
    model.save(tmp_path / "machine.keras")
    loaded = keras.saving.load_model(tmp_path / "machine.keras")
    assert loaded.get_config() == model.get_config()
    np.testing.assert_array_equal(loaded(noisy_bars(5)), model(noisy_bars(5)))


def test_mixed_precision_trains_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = convolutional_rbm((8, 8, 1), 3, kernel_size=3)
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile("sgd", run_eagerly=True)
    assert np.isfinite(model.fit(noisy_bars(20), verbose=0).history["loss"][0])
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert keras.backend.standardize_dtype(model(noisy_bars(2)).dtype) == "bfloat16"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            dict(kernel_size=4),
            r"pool_size=2 that tile.*, got kernel_size=4, which leaves 5 of 8 pixels; kernel_size=3 fits",
        ),
        (dict(kernel_size=9), r"kernel_size=9, which leaves 0 of 8 pixels.*kernel_size=7 fits"),
        (dict(kernel_size=3, pool_size=9), r"take larger images or a smaller pool_size"),
        (dict(kernel_size=3, filters=0), r"needs filters to be an integer of at least 1, got 0"),
        (dict(kernel_size=3, pool_size=0), r"needs pool_size to be an integer of at least 1, got 0"),
        (dict(kernel_size=0), r"needs kernel_size to be an integer of at least 1, got 0"),
        (
            dict(kernel_size=3, input_shape=(8, 8)),
            r"needs input_shape=\(height, width, channels\) in numbers, got \(8, 8\)",
        ),
        (dict(kernel_size=3, visible="soft"), r"needs visible to be one of bernoulli, .*, got 'soft'"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message) as error:
        convolutional_rbm(**{"input_shape": (8, 8, 1), "filters": 3, **arguments})
    assert "\n" not in str(error.value)
