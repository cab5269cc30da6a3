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
    path = tmp_path / "checkpoint" / "state.npz"
    undisturbed = _compiled(learner, seed=0)
    data = learner.training_data(undisturbed)
    untrained = [keras.ops.convert_to_numpy(weight) for weight in undisturbed.weights]

    def save(epoch, logs):
        if epoch == 0:
            save_checkpoint(path, undisturbed, {"epoch": 1, "rows": [{"loss": 0.0}]})

    _fit(undisturbed, data, 0, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=save)])
    # Another process begins with other weights and random states.
    resumed = _compiled(learner, seed=1)
    load_checkpoint(path, resumed)
    _fit(resumed, data, 1)

    for ours, theirs in zip(resumed.weights, undisturbed.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs, err_msg=ours.path)
    trained = map(keras.ops.convert_to_numpy, resumed.weights)
    assert not all(np.array_equal(after, before) for after, before in zip(trained, untrained, strict=True))


def _compiled(row, seed):
    keras.utils.set_random_seed(seed)
    model = row.build_tiny()
    row.compile(model, keras.optimizers.Adam(0.01), eager=True)
    return model


def _fit(model, data, first, callbacks=()):
    model.fit(*data, batch_size=4, initial_epoch=first, epochs=2, shuffle=False, verbose=0, callbacks=list(callbacks))
