"""The conditional machine, the temporal one, its stack, and the convolution machine."""

import itertools

from keras_nets.models.energy_based._sequence_machine import past_influence
from keras_nets.models.energy_based.conditional_rbm import conditional_rbm
from keras_nets.models.energy_based.rbm import rbm
from keras_nets.models.energy_based.temporal_convolution_machine import temporal_convolution_machine
from keras_nets.models.energy_based.temporal_rbm import stacked_temporal_rbm, temporal_rbm

import keras
import numpy as np
import pytest

FRAMES, VISIBLE, HIDDEN = 5, 3, 2
FACTORIES = {
    "conditional": lambda **arguments: conditional_rbm((FRAMES, VISIBLE), HIDDEN, **{"order": 2, **arguments}),
    "temporal": lambda **arguments: temporal_rbm((FRAMES, VISIBLE), HIDDEN, order=2, hidden_order=2, **arguments),
    "convolution": lambda **arguments: temporal_convolution_machine((FRAMES, VISIBLE), HIDDEN, window=3, **arguments),
}
MACHINES = pytest.mark.parametrize("kind", FACTORIES)
VISIBLES = pytest.mark.parametrize("visible", ["bernoulli", "gaussian"])


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def machine(kind, scale=0.5, **arguments):
    """A machine with weights far from zero, so that its probabilities are far from one half."""
    keras.utils.set_random_seed(0)
    model = FACTORIES[kind](**arguments)
    generator = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(weight + generator.normal(scale=scale, size=weight.shape))
    return model


def sequences(batch=4, frames=FRAMES, visible=VISIBLE, seed=0):
    return np.random.default_rng(seed).integers(0, 2, (batch, frames, visible)).astype("float32")


def biases(model, sequence):
    frames = model.frames(sequence)
    return [np.broadcast_to(numpy(bias), (*frames.shape[:2], bias.shape[-1])) for bias in model._given_past(frames)]


@MACHINES
@VISIBLES
def test_free_energy_sums_over_all_hidden_states(kind, visible):
    model, data = machine(kind, visible=visible), sequences()
    visible_bias, hidden_bias = biases(model, data)
    kernel = numpy(model.kernel)
    own = 0.5 * np.sum(data**2, axis=-1) if visible == "gaussian" else 0.0
    energies = [
        own - (data * visible_bias).sum(-1) - (hidden_bias * h).sum(-1) - ((data @ kernel) * h).sum(-1)
        for h in np.array(list(itertools.product((0.0, 1.0), repeat=HIDDEN)))
    ]
    expected = -np.log(np.exp(-np.stack(energies)).sum(axis=0))
    np.testing.assert_allclose(numpy(model.free_energy(data)), expected, rtol=1e-5, atol=1e-5)


@MACHINES
def test_without_a_past_every_frame_is_a_plain_machine(kind):
    model, plain, data = machine(kind, visible="bernoulli"), rbm(VISIBLE, HIDDEN), sequences()
    plain.set_weights(model.get_weights()[:3])
    for weight in model.weights[3:]:
        if "means" not in weight.name and "log_widths" not in weight.name:
            weight.assign(weight * 0)
    expected = numpy(plain.free_energy(data.reshape(-1, VISIBLE))).reshape(data.shape[:2])
    np.testing.assert_allclose(numpy(model.free_energy(data)), expected, rtol=1e-5)


@MACHINES
def test_biases_follow_earlier_frames_and_no_others(kind):
    model, data = machine(kind), sequences()
    changed = data.copy()
    changed[:, 2] = 1 - changed[:, 2]
    for before, after in zip(biases(model, data), biases(model, changed), strict=True):
        np.testing.assert_array_equal(before[:, :3], after[:, :3])
        assert (before[:, 3] != after[:, 3]).all()


def test_past_influence_is_a_sum_over_lags():
    states, kernel = sequences(), np.random.default_rng(1).normal(size=(2, VISIBLE, 4)).astype("float32")
    expected = np.zeros((4, FRAMES, 4))
    for time in range(FRAMES):
        for lag in range(1, min(2, time) + 1):
            expected[:, time] += states[:, time - lag] @ kernel[lag - 1]
    np.testing.assert_allclose(numpy(past_influence(states, kernel)), expected, atol=1e-6)


def test_hidden_units_are_filtered_frame_after_frame():
    model, data = machine("temporal"), sequences()
    weights = {weight.name: numpy(weight) for weight in model.weights}
    hidden = np.zeros((4, FRAMES, HIDDEN))
    for time in range(FRAMES):
        received = data[:, time] @ weights["kernel"] + weights["hidden_bias"]
        for lag in range(1, min(2, time) + 1):
            received += data[:, time - lag] @ weights["visible_to_hidden"][lag - 1]
            received += hidden[:, time - lag] @ weights["hidden_to_hidden"][lag - 1]
        hidden[:, time] = sigmoid(received)
    np.testing.assert_allclose(numpy(model(data)), hidden, atol=1e-6)


def test_narrow_envelopes_make_the_temporal_machine():
    model = machine("temporal")
    wide = temporal_convolution_machine((FRAMES, VISIBLE), HIDDEN, window=2, gaussians=2)
    for weight, source in zip(wide.weights[:3], model.weights[:3], strict=True):
        weight.assign(source)
    for connection in ("visible_to_visible", "visible_to_hidden", "hidden_to_hidden"):
        heights, means, log_widths = getattr(wide, connection)
        heights.assign(getattr(model, connection))
        means.assign(np.broadcast_to(np.array([1.0, 2.0])[:, None, None], means.shape))
        log_widths.assign(np.full(log_widths.shape, -3.0))
    np.testing.assert_allclose(numpy(wide.free_energy(sequences())), numpy(model.free_energy(sequences())), rtol=1e-5)


def test_an_envelope_is_a_sum_of_gaussians_over_the_lag():
    model = machine("convolution")
    heights, means, log_widths = map(numpy, model.visible_to_hidden)
    lags = np.array([1.0, 2.0, 3.0])[:, None, None, None]
    expected = (heights * np.exp(-((lags - means) ** 2) / (2 * np.exp(log_widths) ** 2))).sum(axis=1)
    kernel = numpy(model.past_kernel(model.visible_to_hidden))
    assert kernel.shape == (3, VISIBLE, HIDDEN)
    np.testing.assert_allclose(kernel, expected, rtol=1e-4, atol=1e-6)


@VISIBLES
def test_gradient_is_the_difference_of_the_textbook_statistics(visible):
    model, data = machine("conditional", visible=visible), sequences(batch=3)
    hidden_bias = biases(model, data)[1].reshape(-1, HIDDEN)
    seed = numpy(model.seed_generator.state)
    rows, *dynamic = model._rows(model.frames(data))
    chain = numpy(model._gibbs_step(rows, *dynamic))
    rows = numpy(rows)
    model.seed_generator.state.assign(seed)

    before = [numpy(weight) for weight in model.weights]
    hidden_data, hidden_model = (sigmoid(states @ before[0] + hidden_bias) for states in (rows, chain))
    rises = {"visible": (rows - chain).reshape(data.shape), "hidden": (hidden_data - hidden_model)}
    rises["hidden"] = rises["hidden"].reshape(3, FRAMES, HIDDEN)
    expected = [
        rows.T @ hidden_data - chain.T @ hidden_model,
        rises["visible"].sum((0, 1)),
        rises["hidden"].sum((0, 1)),
    ]
    for rise in rises.values():
        lags = [np.einsum("bti,btj->ij", data[:, :-lag], rise[:, lag:]) for lag in (1, 2)]
        expected.append(np.stack(lags))
    model.compile(keras.optimizers.SGD(1.0), run_eagerly=True)
    model.train_on_batch(data)
    assert (chain != rows).any()
    for weight, old, step in zip(model.weights, before, expected, strict=True):
        np.testing.assert_allclose(numpy(weight) - old, step / len(rows), atol=1e-5)


def periodic(batch, seed, frames=6):
    """Sequences that pass through four patterns in turn, each from a place of its own."""
    patterns = np.array([[1, 0, 0, 1, 0], [0, 1, 0, 0, 1], [1, 1, 0, 0, 0], [0, 0, 1, 1, 0]], dtype="float32")
    phase = np.random.default_rng(seed).integers(0, 4, (batch, 1))
    return patterns[(phase + np.arange(frames)) % 4]


@pytest.mark.parametrize(
    "build",
    [
        lambda shape: conditional_rbm(shape, 6, order=1, visible="bernoulli"),
        # It learns what the temporal machines in it learn.
        lambda shape: stacked_temporal_rbm(shape, (6, 4)),
    ],
    ids=["conditional", "stacked"],
)
def test_a_periodic_sequence_is_learned(build):
    model = build((6, 5))
    model.compile(keras.optimizers.Adam(0.05), steps_per_execution=16)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    history = model.fit(periodic(320, seed=0), batch_size=20, epochs=6, verbose=0).history
    assert set(history) == {"loss", "reconstruction_error", "prediction_error"}
    unseen = periodic(20, seed=1)
    predicted = numpy(model.predict_frames(unseen))[:, 1:]
    assert ((predicted > 0.5) == (unseen[:, 1:] > 0.5)).mean() > 0.98
    continued = numpy(model.generate(unseen[:, :3], steps=2))
    # A stack's frames come from its highest machine alone, which knows less of them.
    least = 0.6 if len(model.layers) else 0.9
    assert ((continued > 0.5) == (unseen[:, 3:5] > 0.5)).mean() > least


def test_a_chain_reaches_the_distribution_of_the_next_frame():
    model = machine("temporal")
    history = np.repeat(sequences(batch=1, frames=3), 4000, axis=0)
    frames = model.frames(history)
    visible_bias, hidden_bias = (numpy(bias)[0] for bias in model.next_biases(frames, model.filter(frames)))
    states = np.array(list(itertools.product((0.0, 1.0), repeat=VISIBLE)))
    weight = np.exp(states @ visible_bias + np.log1p(np.exp(states @ numpy(model.kernel) + hidden_bias)).sum(-1))
    generated = numpy(model.generate(history, steps=1, gibbs_steps=15))
    assert generated.shape == (4000, 1, VISIBLE)
    np.testing.assert_allclose(generated.mean(axis=(0, 1)), weight @ states / weight.sum(), atol=0.02)


def test_a_stack_learns_what_its_machines_learn_alone():
    stack = stacked_temporal_rbm((FRAMES, VISIBLE), (4, 2), order=2)
    data = sequences()
    states = [machine.seed_generator.state for machine in stack.machines]
    seeds = [numpy(state) for state in states]
    loss = float(stack.compute_loss(data))
    for state, seed in zip(states, seeds, strict=True):
        state.assign(seed)
    first, second = stack.machines
    hidden = first(data)
    alone = float(first.contrastive_divergence(data)[0]) + float(second.contrastive_divergence(hidden)[0])
    assert loss == pytest.approx(alone, rel=1e-5)
    np.testing.assert_allclose(numpy(stack(data)), numpy(second(hidden)), atol=1e-6)
    before = stack.get_weights()
    stack.compile(keras.optimizers.SGD(0.5), run_eagerly=True)
    stack.train_on_batch(data)
    assert all((old != new).any() for old, new in zip(before, stack.get_weights(), strict=True))
    assert stack.generate(data[:, :2], steps=3).shape == (4, 3, VISIBLE)


@pytest.mark.parametrize("kind", [*FACTORIES, "stacked"])
def test_save_and_load(kind, tmp_path):
    if kind == "stacked":
        model = stacked_temporal_rbm((FRAMES, VISIBLE), (4, 2), visible="gaussian", hidden_order=2)
    else:
        model = machine(kind, cd_steps=2)
    model.compile("sgd", run_eagerly=True)
    model.train_on_batch(sequences())
    model.save(tmp_path / "machine.keras")
    loaded = keras.saving.load_model(tmp_path / "machine.keras")
    assert loaded.get_config() == model.get_config()
    np.testing.assert_array_equal(numpy(loaded(sequences())), numpy(model(sequences())))


def test_frames_are_flattened_and_of_any_number():
    model = temporal_rbm((None, 2, 2, 1), 3)
    images = sequences(frames=6, visible=4).reshape(4, 6, 2, 2, 1)
    assert model(images).shape == (4, 6, 3)
    flat = temporal_rbm((None, 4), 3)
    flat.set_weights(model.get_weights())
    np.testing.assert_array_equal(numpy(model(images)), numpy(flat(images.reshape(4, 6, 4))))
    assert model.predict_frames(images).shape == images.shape
    assert model.generate(images, steps=2, gibbs_steps=1).shape == (4, 2, 2, 2, 1)
    assert model.compute_output_shape((None, 6, 2, 2, 1)) == (None, 6, 3)


def test_mixed_precision_trains_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = FACTORIES["temporal"]()
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile("sgd", run_eagerly=True)
    assert np.isfinite(model.fit(sequences(), verbose=0).history["loss"][0])
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert keras.backend.standardize_dtype(model(sequences()).dtype) == "bfloat16"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: conditional_rbm((8,), 3), r"needs the frames of a sequence .*, got input_shape=\(8,\)"),
        (lambda: conditional_rbm((8, None), 3), "every size of a frame, such as"),
        (lambda: conditional_rbm((8, 4), 0), "needs hidden_units to be an integer of at least 1, got 0"),
        (lambda: conditional_rbm((8, 4), 3, order=0), "needs order to be an integer of at least 1, got 0"),
        (lambda: conditional_rbm((8, 4), 3, visible="binary"), "needs visible to be one of .*, got 'binary'"),
        (lambda: temporal_rbm((8, 4), 3, hidden_order=0), "needs hidden_order to be an integer of at least 1, got 0"),
        (lambda: temporal_rbm((8, 4), 3, cd_steps=0), "needs cd_steps to be an integer of at least 1, got 0"),
        (
            lambda: temporal_convolution_machine((8, 4), 3, gaussians=0),
            "needs gaussians to be an integer of at least 1, got 0",
        ),
        (
            lambda: stacked_temporal_rbm((8, 4), 3),
            r"needs the units of each machine, such as \(64, 32\), got hidden_units=3",
        ),
        (
            lambda: temporal_rbm((5, 3), 2).fit(sequences() * 2),
            "visible units for values from .*, got values from 0 to 2",
        ),
        (
            lambda: stacked_temporal_rbm((5, 3), (2,)).fit(sequences() - 1),
            "visible units for values from 0 to 1, got values from -1 to 0",
        ),
        (
            lambda: temporal_rbm((5, 3), 2).generate(sequences(), steps=0),
            "needs steps to be an integer of at least 1, got 0",
        ),
    ],
)
def test_wrong_arguments_are_told_in_one_line(build, message):
    with pytest.raises(ValueError, match=message) as error:
        build()
    assert "\n" not in str(error.value)
