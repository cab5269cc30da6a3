from keras_nets.training.checkpoint import load_checkpoint, save_checkpoint, unchanged_random_states

import keras
import numpy as np
import pytest

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(64, 5)).astype("float32"), RANDOM.integers(0, 3, 64)

PROGRESS = {"epoch": 2, "rows": [{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.25}], "phases": 0}


def make_model(units=4):
    keras.utils.set_random_seed(1)
    inputs = keras.Input((5,))
    x = keras.layers.Dropout(0.5)(keras.layers.BatchNormalization()(keras.layers.Dense(units)(inputs)))
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def fit(model, epochs):
    model.fit(X, Y, epochs=epochs, shuffle=False, verbose=0)


def test_training_goes_on_as_if_it_had_not_stopped(tmp_path):
    undisturbed = make_model()
    fit(undisturbed, 2)
    save_checkpoint(tmp_path / "state.npz", undisturbed, PROGRESS)
    fit(undisturbed, 3)
    resumed = make_model()
    progress, best = load_checkpoint(tmp_path / "state.npz", resumed)
    fit(resumed, 3)
    assert progress == PROGRESS
    assert best is None
    for ours, theirs in zip(resumed.get_weights(), undisturbed.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_best_weights_come_back(tmp_path):
    model = make_model()
    kept = [weight + 1 for weight in model.get_weights()]
    save_checkpoint(tmp_path / "state.npz", model, PROGRESS, kept)
    for ours, theirs in zip(load_checkpoint(tmp_path / "state.npz", model)[1], kept, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_another_network_is_refused(tmp_path):
    save_checkpoint(tmp_path / "state.npz", make_model(), PROGRESS)
    with pytest.raises(ValueError, match="another network than the recipe builds now"):
        load_checkpoint(tmp_path / "state.npz", make_model(units=7))


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "junk"])
def test_a_damaged_file_is_refused_in_one_line(tmp_path, damage):
    path = tmp_path / "state.npz"
    save_checkpoint(path, model := make_model(), PROGRESS)
    whole = path.read_bytes()
    middle = whole.index(model.get_weights()[0].tobytes())
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    path.write_bytes({"empty": b"", "cut": whole[:middle], "flipped": flipped, "junk": b"no checkpoint"}[damage])
    with pytest.raises(ValueError, match="state.npz is damaged and cannot be resumed from; start a new run"):
        load_checkpoint(path, make_model())


def test_looking_does_not_change_random_states():
    model = make_model()
    with unchanged_random_states(model):
        first = np.asarray(model(X, training=True))
    np.testing.assert_array_equal(np.asarray(model(X, training=True)), first)
