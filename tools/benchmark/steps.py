"""Times training steps of one network whenever it is asked to: a process of its own, beside those of its rivals.

    python tools/benchmark/steps.py resnet50 ours
    python tools/benchmark/steps.py resnet50 keras
    python tools/benchmark/steps.py resnet50 applications
    python tools/benchmark/steps.py resnet50 pytorch
    python tools/benchmark/steps.py resnet50 pytorch-channels-last

It writes a line when it is ready, and answers every line of its input by the mean milliseconds of a step. `ours` trains
as recipes do. `keras` is the same network of Keras's own layers, `applications` that of keras.applications, both as a
user of Keras has them.
"""

import importlib
import sys
import time

SECONDS = 1.0


def ours(name):
    """Our network, with all that the runner does for its speed."""
    from keras_nets.acceleration import accelerate
    from keras_nets.acceleration.side_by_side import divide, one_processor_an_operation, parts_of_a_batch
    from keras_nets.training.execution import steps_per_execution

    networks = importlib.import_module("networks")
    if networks.CASES[name].side_by_side:
        one_processor_an_operation()
    model, batch = accelerate(_compiled(networks.build(name))), networks.batch(name)
    divide(model, parts_of_a_batch())
    model.steps_per_execution = steps_per_execution(model, len(batch[0]), batch[0].shape[1:])
    return _training(model, batch)


def keras(name):
    """Our network made of Keras's own layers."""
    networks = _beside_plain_tensorflow()
    import keras

    return _training(_compiled(keras.models.clone_model(networks.build(name))), networks.batch(name))


def applications(name):
    """That of keras.applications."""
    networks = _beside_plain_tensorflow()
    import keras

    case = networks.CASES[name]
    model = getattr(keras.applications, case.application)(weights=None, input_shape=case.arguments[0])
    return _training(_compiled(model), networks.batch(name))


def pytorch(name, channels_last=False):
    """That of `torch_networks.py`."""
    step = importlib.import_module("torch_networks").training_step(name, channels_last)

    def train():
        step()
        return 1

    return train


def _beside_plain_tensorflow():
    """The networks, after TensorFlow was imported, which takes no settings of this project any more."""
    importlib.import_module("tensorflow")
    return importlib.import_module("networks")


def _compiled(model):
    import keras

    model.compile(keras.optimizers.Adam(), keras.losses.SparseCategoricalCrossentropy())
    return model


def _training(model, batch):
    """A function that trains as `fit` does between two visits to Python, and returns how many steps it took."""
    import tensorflow as tf

    batches = iter(tf.data.Dataset.from_tensors(batch).repeat())
    model.make_train_function()

    def train():
        model.train_function(batches)
        return model.steps_per_execution

    return train


WAYS = {
    "ours": ours,
    "keras": keras,
    "applications": applications,
    "pytorch": pytorch,
    "pytorch-channels-last": lambda name: pytorch(name, channels_last=True),
}


def main(name, whose):
    train = WAYS[whose](name)
    for _ in range(3):
        train()
    print(flush=True)
    for _ in sys.stdin:
        steps, started = 0, time.perf_counter()
        while time.perf_counter() - started < SECONDS:
            steps += train()
        print(1000 * (time.perf_counter() - started) / steps, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
