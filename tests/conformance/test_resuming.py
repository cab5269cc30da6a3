"""A network that learns in a way of its own goes on from a checkpoint to exactly the weights of an undisturbed one."""

from keras_nets.training.checkpoint import load_checkpoint, save_checkpoint

import keras
import numpy as np
import pytest
from table import TINY_ROWS

# Functional graphs have no state beyond weights, random generators and optimizer, which the runner's tests cover.
OWN_WAY = [row for row in TINY_ROWS if not row.functional]


@pytest.mark.parametrize("learner", OWN_WAY, ids=lambda row: row.label)
def test_training_goes_on_from_a_checkpoint(learner, tmp_path):
    undisturbed = _compiled(learner, seed=0)
    data = learner.training_data(undisturbed)
    untrained = [keras.ops.convert_to_numpy(weight) for weight in undisturbed.weights]
    _fit(undisturbed, data, 0, 3)

    killed = _compiled(learner, seed=0)
    _fit(killed, data, 0, 1)
    save_checkpoint(tmp_path / "checkpoint" / "state.npz", killed, {"epoch": 1})
    # Another process begins with other weights and random states.
    resumed = _compiled(learner, seed=1)
    load_checkpoint(tmp_path / "checkpoint" / "state.npz", resumed)
    _fit(resumed, data, 1, 3)

    for ours, theirs in zip(resumed.weights, undisturbed.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs, err_msg=ours.path)
    trained = map(keras.ops.convert_to_numpy, resumed.weights)
    assert not all(np.array_equal(after, before) for after, before in zip(trained, untrained, strict=True))


def _compiled(row, seed):
    keras.utils.set_random_seed(seed)
    model = row.build_tiny()
    row.compile(model)
    return model


def _fit(model, data, first, last):
    model.fit(*data, batch_size=4, initial_epoch=first, epochs=last, shuffle=False, verbose=0)
