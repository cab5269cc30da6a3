"""What `tools/benchmark.py` measures of our networks beside those of keras.applications, in processes of their own.

    python tools/benchmark/twins.py speed resnet50
    python tools/benchmark/twins.py start resnet50 ours
    python tools/benchmark/twins.py precision resnet50

Each prints one line of JSON: names of measures and their numbers.
"""

import json
import statistics
import sys

from keras_nets import models
from keras_nets.acceleration import accelerate
from keras_nets.keras_twins import TWINS, build_twins
from keras_nets.training import environment

import keras
import numpy as np
import timing

IMAGES, SIDE, CLASSES = 8, 128, 1000
LEARNED_STEPS = 20


def speed(name):
    """A training step and a prediction, ours through theirs, of networks of equal weights that take turns."""
    x, y = _batch()
    theirs, ours = build_twins(name, x.shape[1:], CLASSES)
    for model in (ours, theirs):
        model.compile(_optimizer(), "sparse_categorical_crossentropy")
    # As runs do.
    accelerate(ours)
    return {
        "training step": timing.ratio(*timing.training_seconds((ours, theirs), x, y)),
        "prediction": timing.ratio(*timing.prediction_seconds((ours, theirs), x)),
    }


def start(name, whose):
    """Seconds to the end of the first training step and the peak memory, of our network or of Keras's."""
    x, y = _batch()
    shape, twin = x.shape[1:], TWINS[name]

    def build():
        if whose == "ours":
            model = getattr(models, name)(shape, CLASSES, **twin.arguments)
        else:
            model = getattr(keras.applications, twin.application)(weights=None, input_shape=shape)
        model.compile(_optimizer(), "sparse_categorical_crossentropy")
        return accelerate(model) if whose == "ours" else model

    seconds = timing.first_step_seconds(build, x, y)
    return {"time to the first step": seconds, "peak memory": environment.peak_memory_bytes()}


def precision(name):
    """A training step in mixed_bfloat16 and under XLA through one in float32 without it, and what was learned."""
    x, y = _batch()
    keras.utils.set_random_seed(0)
    plain = getattr(models, name)(x.shape[1:], CLASSES, **TWINS[name].arguments)
    compiled = keras.models.clone_model(plain)
    keras.config.set_dtype_policy("mixed_bfloat16")
    mixed = getattr(models, name)(x.shape[1:], CLASSES, **TWINS[name].arguments)
    for model in (mixed, compiled):
        model.set_weights(plain.get_weights())
    for model in (plain, mixed, compiled):
        # At ten times this rate the curve is a matter of chance.
        optimizer = keras.optimizers.SGD(0.001, momentum=0.9)
        model.compile(optimizer, "sparse_categorical_crossentropy", jit_compile=model is compiled)
    # From the same weights, the same batch again and again: the loss falls, and rounding shows in how it does. Once it
    # is near zero, where steps that are timed leave it, rounding is all there is.
    losses = [[model.train_on_batch(x, y) for _ in range(LEARNED_STEPS)] for model in (plain, mixed)]
    floats, mixes, compileds = timing.training_seconds((plain, mixed, compiled), x, y)
    return {
        "training step, mixed_bfloat16 / float32": timing.ratio(mixes, floats),
        "training step, XLA / without": timing.ratio(compileds, floats),
        "mean loss, mixed_bfloat16 / float32": statistics.mean(losses[1]) / statistics.mean(losses[0]),
    }


def _optimizer():
    return keras.optimizers.SGD(0.01, momentum=0.9)


def _batch():
    random = np.random.default_rng(0)
    return random.uniform(size=(IMAGES, SIDE, SIDE, 3)).astype("float32"), random.integers(0, CLASSES, IMAGES)


if __name__ == "__main__":
    print(json.dumps({"speed": speed, "start": start, "precision": precision}[sys.argv[1]](*sys.argv[2:])))
