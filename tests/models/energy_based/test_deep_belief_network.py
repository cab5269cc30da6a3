import itertools
import zipfile

from keras_nets import models
from keras_nets.models.energy_based.deep_belief_network import ClassificationRestrictedBoltzmannMachine

import keras
import numpy as np
import pytest


@pytest.fixture
def model():
    """Small, with weights large enough that they matter."""
    model = models.deep_belief_network(5, 3, hidden_units=(4, 6))
    random = np.random.default_rng(1)
    for weight in model.weights:
        weight.assign(random.normal(size=weight.shape))
    return model


@pytest.fixture
def memory():
    memory = ClassificationRestrictedBoltzmannMachine(4, 3, 5)
    random = np.random.default_rng(2)
    for weight in memory.weights:
        weight.assign(random.normal(size=weight.shape))
    return memory


def states(units):
    return np.array(list(itertools.product([0, 1], repeat=units)), "float32")


def numpy(x):
    return keras.ops.convert_to_numpy(x)


@pytest.mark.usefixtures("unvalued")
def test_the_papers_network_recognizes_with_1662000_weights():
    model = models.deep_belief_network(784, 10)
    kernels = [weight for weight in model.trainable_weights if weight.name.endswith("kernel")]
    assert sum(int(np.prod(kernel.shape)) for kernel in kernels) == 784 * 500 + 500 * 500 + 510 * 2000 == 1_662_000


def test_the_label_is_that_of_the_memorys_joint_distribution(model):
    x = np.random.default_rng(0).uniform(size=(2, 5)).astype("float32")
    features = numpy(model.features_below(x, 2))
    hidden = states(6)
    kernel, bias, label_bias = map(numpy, model.classifier)
    joint = np.empty((2, 3))
    for label, one_hot in enumerate(np.eye(3)):
        visible = np.concatenate([features, np.tile(one_hot, (2, 1))], axis=1)
        energies = -(visible @ kernel) @ hidden.T - hidden @ bias - label_bias[label]
        joint[:, label] = np.exp(-energies).sum(axis=1)
    np.testing.assert_allclose(numpy(model(x)), joint / joint.sum(axis=1, keepdims=True), rtol=1e-4)


def test_the_memorys_free_energy_is_the_sum_over_hidden_states_and_its_chain_keeps_one_label(memory):
    visible = np.concatenate([states(4), np.eye(3, dtype="float32")[np.arange(16) % 3]], axis=1)
    hidden = states(5)
    energies = np.stack([numpy(memory.energy(visible, np.tile(state, (16, 1)))) for state in hidden], axis=1)
    np.testing.assert_allclose(numpy(memory.free_energy(visible)), -np.log(np.exp(-energies).sum(axis=1)), rtol=1e-4)
    drawn = numpy(memory.gibbs_step(visible))
    np.testing.assert_array_equal(drawn[:, 4:].sum(axis=1), 1)
    assert set(np.unique(drawn)) == {0, 1}


def test_labels_of_the_memory_are_drawn_by_their_probabilities(memory):
    hidden = np.tile(states(5)[11], (20_000, 1))
    share = numpy(memory.sample_visible(hidden)).mean(axis=0)
    expected = numpy(memory.visible_given_hidden(hidden[:1]))[0]
    np.testing.assert_allclose(share, expected, atol=0.02)
    assert expected[4:].sum() == pytest.approx(1)


def test_layers_take_the_weights_of_their_machines(model):
    for number in (1, 2):
        machine = model.machine(number)
        for weight in machine.weights:
            weight.assign(np.random.default_rng(number).normal(size=weight.shape))
        model.take(number, machine)
        if number == 1:
            x = np.random.default_rng(0).uniform(size=(3, 5)).astype("float32")
            np.testing.assert_allclose(model.features_below(x, 2), machine(x), rtol=1e-5)
    label = np.eye(3, dtype="float32")
    features = numpy(model.features_below(x, 2))
    energies = [numpy(machine.free_energy(np.concatenate([features, np.tile(row, (3, 1))], axis=1))) for row in label]
    expected = numpy(keras.ops.softmax(-np.stack(energies, axis=1)))
    np.testing.assert_allclose(numpy(model(x)), expected, rtol=1e-4)


def test_fine_tuning_leaves_what_generates(model):
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    before = {weight.path: numpy(weight).copy() for weight in model.weights}
    model.fit(np.random.default_rng(0).uniform(size=(6, 5)), np.arange(6) % 3, verbose=0)
    still = {weight.path for weight in model.weights if np.array_equal(numpy(weight), before[weight.path])}
    generative = {"downward1_kernel", "downward1_bias", "memory_kernel", "memory_bias", "feature_bias"}
    assert {path.rpartition("/")[-1] for path in still} == generative


def test_what_is_learned_of_a_class_is_generated_from_its_label():
    patterns = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]], "float32")
    y = np.arange(200) % 2
    model = models.deep_belief_network(6, 2, hidden_units=(8, 8))
    x = patterns[y]
    for number in (1, 2):
        machine = model.machine(number)
        machine.compile(keras.optimizers.Adam(0.05), steps_per_execution=10)
        machine.optimizer.build(machine.trainable_variables)
        seen = numpy(model.features_below(x, number))
        seen = seen if number == 1 else np.concatenate([seen, np.eye(2, dtype="float32")[y]], axis=1)
        machine.fit(seen, epochs=30, batch_size=20, verbose=0)
        model.take(number, machine)
    drawn = numpy(model.generate([0] * 20 + [1] * 20, steps=50)).reshape(2, 20, 6).mean(axis=1)
    assert (np.round(drawn) == patterns).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(hidden_units=(5,)), r"needs at least 2 layers, got hidden_units=\(5,\)"),
        (dict(hidden_units=(5, 0)), r"needs hidden_units to be integers of at least 1, got \(5, 0\)"),
        (dict(classes=0), "needs classes to be an integer of at least 1, got 0"),
    ],
)
def test_impossible_sizes_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.deep_belief_network(**{"visible_units": 4, "classes": 2, **arguments})


def test_a_memory_that_was_saved_under_its_old_name_still_loads(memory, tmp_path):
    new, old = tmp_path / "new.keras", tmp_path / "old.keras"
    memory.save(new)
    with zipfile.ZipFile(new) as source, zipfile.ZipFile(old, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "config.json":
                assert b"ClassificationRestrictedBoltzmannMachine" in content
                content = content.replace(b"ClassificationRestrictedBoltzmannMachine", b"AssociativeMemory")
            target.writestr(name, content)
    loaded = keras.saving.load_model(old)
    assert type(loaded) is type(memory)
    np.testing.assert_array_equal(loaded.get_weights()[0], memory.get_weights()[0])
