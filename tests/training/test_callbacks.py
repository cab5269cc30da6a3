from keras_nets.training.callbacks import Allowance, BestWeights, Diverged, LossWatch

import keras
import numpy as np
import pytest


def linear_model(**arguments):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.0), "mse", **arguments)
    return model


@pytest.mark.parametrize("steps_per_execution", [1, 4, 32])
def test_the_watch_names_epoch_and_step_of_the_first_bad_loss(steps_per_execution):
    x = np.ones((40, 2), "float32")
    x[26] = np.inf
    model = linear_model(steps_per_execution=steps_per_execution)
    with pytest.raises(Diverged, match="epoch 1, step 7$"):
        model.fit(x, np.ones(40), batch_size=4, shuffle=False, verbose=0, callbacks=[LossWatch()])


def test_the_watch_lets_finite_losses_pass():
    model = linear_model()
    history = model.fit(np.ones((8, 2)), np.ones(8), epochs=3, verbose=0, callbacks=[LossWatch()])
    assert len(history.history["loss"]) == 3


def follow(values, direction, patience):
    """Let a `BestWeights` see an epoch a value; returns it and the number of epochs it allowed."""
    callback, model = BestWeights("val_measure", direction, patience), linear_model()
    callback.set_model(model)
    model.stop_training = False
    for epoch, value in enumerate(values):
        model.layers[-1].bias.assign([float(epoch)])
        callback.on_epoch_end(epoch, {"val_measure": value})
        if model.stop_training:
            return callback, epoch + 1
    return callback, len(values)


@pytest.mark.parametrize(
    ("direction", "values", "best"),
    [("min", [3, 1, 2], 1), ("max", [0.1, 0.5, 0.4], 1), ("max", [0.5, 0.5], 0), ("min", [0.5, 0.5], 0)],
)
def test_the_best_epoch_keeps_its_weights(direction, values, best):
    callback, _ = follow(values, direction, None)
    assert callback.epoch == best
    assert callback.weights[-1] == best


def test_patience_counts_epochs_since_the_best():
    callback, epochs = follow([3, 2, 2.5, 2.6, 1], "min", patience=2)
    assert (callback.epoch, epochs, callback.stopped) == (1, 4, True)


def test_an_unknown_monitor_is_explained():
    with pytest.raises(ValueError, match="nothing called 'val_f1' is measured.*there are loss, val_loss"):
        callback = BestWeights("val_f1", "max")
        callback.on_epoch_end(0, {"loss": 1, "val_loss": 1})


def test_an_allowance_grants_its_share_of_the_time():
    now = [0.0]
    allowance = Allowance(share=0.1, clock=lambda: now[0])
    granted = []
    for _ in range(100):
        with allowance.spend() as may:
            granted.append(may)
            now[0] += 2.0 if may else 0.0
        now[0] += 1.0
    assert granted[0]
    assert sum(granted) == pytest.approx(100 / 20, abs=1)
    with allowance.spend(always=True) as may:
        assert may
