"""Accelerated optimizers update weights as Keras's do."""

from keras_nets.acceleration import accelerate

import keras
import numpy as np
import pytest

optimizers = keras.optimizers
OWN = {
    "adam": lambda: optimizers.Adam(0.01),
    "adamw": lambda: optimizers.AdamW(0.01, weight_decay=0.1, clipnorm=0.5),
    "average of weights": lambda: optimizers.Adam(0.01, use_ema=True, gradient_accumulation_steps=2),
    "sgd": lambda: optimizers.SGD(0.1),
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "nesterov": lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 5, 0.5), momentum=0.9, nesterov=True),
    "loss scale": lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.01)),
}
KERAS = {
    "amsgrad": lambda: optimizers.Adam(0.01, amsgrad=True),
    "rmsprop": lambda: optimizers.RMSprop(0.01),
}


def trained(make, *, accelerated):
    """The weights of a small network, and what the optimizer keeps of them, after 20 steps."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((6,), dtype="int32"),
            layers.Embedding(9, 4),
            layers.Flatten(),
            layers.Dense(5, "tanh"),
            layers.Dense(3),
        ]
    )
    model.compile(make(), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    if accelerated:
        accelerate(model)
    random = np.random.default_rng(0)
    x, y = random.integers(0, 9, (64, 6)), random.integers(0, 3, 64)
    model.fit(x, y, batch_size=16, epochs=5, shuffle=False, verbose=0)
    return model.optimizer, [np.asarray(each) for each in (*model.weights, *model.optimizer.variables)]


@pytest.mark.parametrize("name", OWN | KERAS)
def test_it_updates_as_keras_does(name):
    make = (OWN | KERAS)[name]
    _, theirs = trained(make, accelerated=False)
    optimizer, ours = trained(make, accelerated=True)
    updated = getattr(optimizer, "inner_optimizer", optimizer)
    assert ("update_step" in vars(updated)) == (name in OWN)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)
