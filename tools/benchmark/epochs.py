"""How long an epoch takes in the runner, with all that it writes, beside a plain `fit`, each once.

    python tools/benchmark/epochs.py paper FOLDER_WITH_MNIST    # or modern: LeNet-5
    python tools/benchmark/epochs.py resnet50

Prints one line of JSON: seconds of an epoch of the runner, of `fit`, and of `fit` without its progress bar.
"""

import contextlib
import dataclasses
import json
import os
import sys
import tempfile
import time

from keras_nets.datasets import Dataset, Split
from keras_nets.training import Options, Recipe, load_recipe
from keras_nets.training.console import make_console
from keras_nets.training.options import Plan
from keras_nets.training.preparation import compile_by
from keras_nets.training.runner import Run

import keras
import numpy as np
import tensorflow as tf


def small_network(variant, data_dir):
    """LeNet-5 on MNIST, or on random images of its size where MNIST is not there."""
    recipe = load_recipe("convolutional.lenet5")
    try:
        dataset = recipe.load(data="mnist", data_dir=data_dir)
    except (ValueError, FileNotFoundError):
        dataset = _random_images(55_000, 5_000, (32, 32, 1))
    settings = [f"variant={variant}", "batch_size=128", "epochs=8", "augmentation_strength=0"]
    return recipe, dataset, Options(settings=settings)


def large_network():
    """ResNet-50 on random images."""

    def build(dataset):
        return keras.applications.ResNet50(weights=None, input_shape=dataset.input_shape, classes=dataset.classes)

    def compile_model(model, learning_rate, steps):
        model.compile(keras.optimizers.SGD(learning_rate, momentum=0.9), "sparse_categorical_crossentropy")

    recipe = Recipe(
        name="benchmark.resnet50",
        load=_random_images,
        build=build,
        compile_model=compile_model,
        search_space=lambda hp: {},
        epochs=3,
        monitor=None,
    )
    return recipe, _random_images(960, 0, (128, 128, 3)), Options()


def measure(recipe, dataset, options):
    """Mean seconds of the epochs after the first, which traces."""
    recipe = dataclasses.replace(recipe, load=lambda **_: dataset)
    with tempfile.TemporaryDirectory() as runs:
        runner = _runner_epoch(recipe, dataclasses.replace(options, runs=runs))
    plain, silent = _plain_epoch(recipe, dataset, options), _plain_epoch(recipe, dataset, options, verbose=0)
    return {"data": dataset.name, "runner": runner, "plain": plain, "silent": silent}


def _runner_epoch(recipe, options):
    moments, console = [], make_console(quiet=True)
    console.print = lambda text: moments.append(time.monotonic()) if str(text).startswith("epoch") else None
    Run.start(recipe, options, console).execute()
    return _mean_step(moments)


def _plain_epoch(recipe, dataset, options, **fit_options):
    plan = Plan.make(recipe, options)
    values = plan.hyperparameters
    inputs, labels, moments = dataset.inputs("train"), dataset.train.y, []
    keras.backend.clear_session()
    model = recipe.build(dataset, **plan.build_arguments(recipe))
    compile_by(recipe, model, dataset, values, steps=dataset.steps(values["batch_size"]) * values["epochs"])
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: moments.append(time.monotonic()))
    # What a user writes by hand prints a progress bar, as the runner does; here both speak to nobody.
    with open(os.devnull, "w") as nobody, contextlib.redirect_stdout(nobody):
        model.fit(
            inputs, labels, batch_size=values["batch_size"], epochs=values["epochs"], callbacks=[clock], **fit_options
        )
    return _mean_step(moments)


def _mean_step(moments):
    return (moments[-1] - moments[0]) / (len(moments) - 1)


def _random_images(train, validation, shape):
    random = np.random.default_rng(0)

    def split(examples):
        images = random.integers(0, 256, (examples, *shape), dtype="uint8")
        return Split(images, random.integers(0, 10, examples, dtype="int32"))

    parts = split(train), split(validation) if validation else None, split(64)
    scaled = {"transform": lambda raw: tf.cast(raw, tf.float32) / 255}
    return Dataset("random images", "classification", shape, *parts, tuple("0123456789"), **scaled)


if __name__ == "__main__":
    network, *folder = sys.argv[1:]
    chosen = large_network() if network == "resnet50" else small_network(network, "".join(folder) or None)
    print(json.dumps(measure(*chosen)))
