"""The stack against its machines, and completions against the enumeration of all states."""

import itertools

from keras_nets import models

import keras
import numpy as np
import pytest


def numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")


def network(input_shape=(8, 8, 2), filters=(3, 4), kernel_sizes=(3, 2), pool_size=2, scale=0.7):
    """A network with weights far from zero."""
    keras.utils.set_random_seed(0)
    model = models.convolutional_deep_belief_network(
        input_shape, 3, filters=filters, kernel_sizes=kernel_sizes, pool_size=pool_size
    )
    random = np.random.default_rng(0)
    for weight in model.weights:
        value = random.normal(scale=scale, size=weight.shape)
        weight.assign(np.abs(value) + 0.1 if "variance" in weight.name else value)
    return model


def images(count=5, shape=(8, 8, 2)):
    return np.random.default_rng(0).integers(0, 2, (count, *shape)).astype("float32")


@pytest.mark.usefixtures("unvalued")
def test_the_defaults_are_two_layers_for_mnist():
    model = models.convolutional_deep_belief_network((28, 28, 1), 10)
    assert [machine.pooling_shape for machine in model.machines] == [(9, 9, 40), (2, 2, 40)]


def test_the_classifier_is_linear_in_the_standardized_features_of_all_layers():
    model, x = network(), images()
    first = model.machines[0].pooling_given_visible(x)
    second = model.machines[1].pooling_given_visible(first)
    features = np.concatenate([numpy(first).reshape(5, -1), numpy(second).reshape(5, -1)], axis=1)
    mean, variance = (numpy(weight) for weight in model.standardization.weights)
    kernel, bias = (numpy(weight) for weight in model.classifier.weights)
    logits = (features - mean) / np.sqrt(variance + model.standardization.epsilon) @ kernel + bias
    expected = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(numpy(model(x)), expected / expected.sum(axis=1, keepdims=True), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(numpy(model.features_below(x, 2)), numpy(first), rtol=1e-6)


def test_layers_take_their_machines_and_the_classifier_alone_learns_with_labels():
    model, x = network(), images(12)
    for number in (1, 2):
        machine = model.machine(number, cd_steps=2, sparsity_target=0.1)
        machine.compile(keras.optimizers.SGD(0.01), run_eagerly=True)
        machine.fit(numpy(model.features_below(x, number)), verbose=0)
        model.take(number, machine)
        np.testing.assert_array_equal(numpy(model.machines[number - 1].kernel), numpy(machine.kernel))
    before = {weight.path: numpy(weight) for weight in model.weights}
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    model.fit(x, np.arange(12) % 3, verbose=0)
    changed = {weight.path for weight in model.weights if (numpy(weight) != before[weight.path]).any()}
    assert changed == {weight.path for layer in (model.standardization, model.classifier) for weight in layer.weights}


def test_a_filter_of_the_second_layer_is_drawn_with_those_of_the_first():
    model = network()
    first, second = (numpy(machine.kernel) for machine in model.machines)
    np.testing.assert_allclose(numpy(model.filter_images(1)), first.transpose(3, 0, 1, 2), rtol=1e-6)
    expected = np.zeros((4, 6, 6, 2))
    for a, b, k, filter_ in np.ndindex(second.shape):
        # A pooling unit stands for the mean of the four places of its block.
        for i, j in itertools.product((2 * a, 2 * a + 1), (2 * b, 2 * b + 1)):
            expected[filter_, i : i + 3, j : j + 3] += second[a, b, k, filter_] * first[..., k] / 4
    np.testing.assert_allclose(numpy(model.filter_images(2)), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("filters", "kernel_sizes", "pool_size"), [((2,), (2,), 2), ((2, 3), (2, 2), 1)], ids=["pooled", "two_layers"]
)
def test_completions_follow_the_joint_distribution(filters, kernel_sizes, pool_size):
    model = network((3, 3, 1), filters, kernel_sizes, pool_size, scale=0.8)
    first = model.machines[0]
    known = np.ones((3, 3, 1), "float32")
    known[1, 1] = known[2, 0] = 0
    image = images(1, (3, 3, 1))[0]
    settings = [np.where(known == 1, image, 0) for _ in range(4)]
    for setting, values in zip(settings, itertools.product([0, 1], repeat=2), strict=True):
        setting[1, 1, 0], setting[2, 0, 0] = values
    log_weights = np.stack([log_weight(model, first, setting) for setting in settings])
    weights = np.exp(log_weights - log_weights.max())
    expected = np.tensordot(weights / weights.sum(), np.stack(settings), axes=1)
    completed = numpy(model.complete(np.tile(image, (4000, 1, 1, 1)), known, steps=15))
    np.testing.assert_array_equal(completed[:, known == 1], np.tile(image[known == 1], (4000, 1)))
    np.testing.assert_allclose(completed.mean(axis=0), expected, atol=0.025)
    assert np.abs(expected - 0.5)[known == 0].max() > 0.1


def log_weight(model, first, visible):
    """log of Σ exp(-E) over the states of all detection layers, by enumeration of those of the first."""
    hidden = np.array(list(itertools.product([0, 1], repeat=int(np.prod(first.detection_shape)))), "float32")
    hidden = hidden.reshape(-1, *first.detection_shape)
    if first.pool_size == 2:
        hidden = hidden[(hidden.sum(axis=(1, 2)) <= 1).all(axis=-1)]
    exponent = -numpy(first.energy(np.tile(visible, (len(hidden), 1, 1, 1)), hidden))
    for machine in model.machines[1:]:
        pooled = first.pool(hidden)
        # Without the second machine's own bias of the units that the two share.
        own = (numpy(pooled) * numpy(machine.visible_bias)).sum(axis=(1, 2, 3))
        exponent += -numpy(machine.free_energy(pooled)) - own
    return np.log(np.exp(exponent).sum())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(filters=(3,)), r"same length, .* got filters=\(3,\) and kernel_sizes=\(3, 2\)"),
        (dict(filters=(), kernel_sizes=()), "at least 1, got"),
        (dict(classes=0), "needs classes to be an integer of at least 1, got 0"),
        (dict(filters=(3, 0)), "needs filters to be an integer of at least 1, got 0"),
        (dict(kernel_sizes=(4, 2)), r"leaves 5 of 8 pixels.*kernel_size=3 fits"),
    ],
)
def test_impossible_sizes_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.convolutional_deep_belief_network(
            **{"input_shape": (8, 8, 1), "classes": 2, "filters": (3, 4), "kernel_sizes": (3, 2), **arguments}
        )
