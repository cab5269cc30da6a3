"""How long an epoch takes in the runner, with all that it writes, in a plain `fit`, or in PyTorch.

    python tools/benchmark/epochs.py runner paper FOLDER_WITH_MNIST    # or modern: LeNet-5
    python tools/benchmark/epochs.py plain ResNet50                    # or MobileNetV2, of keras.applications
    python tools/benchmark/epochs.py silent ResNet50                   # without the progress bar
    python tools/benchmark/epochs.py pytorch modern FOLDER_WITH_MNIST

Prints one line of JSON: the name of the data, and seconds.
"""

import contextlib
import dataclasses
import json
import os
import sys
import tempfile
import time
from functools import partial

from keras_nets.datasets import Dataset, Split
from keras_nets.training import Options, Recipe, load_recipe
from keras_nets.training.console import make_console
from keras_nets.training.execution import arrange_processors
from keras_nets.training.options import Plan
from keras_nets.training.preparation import compile_by
from keras_nets.training.runner import Run

import keras
import numpy as np
import tensorflow as tf

# Random images of an epoch, and their sides: short epochs, so that all rivals meet the same noise of the machine.
APPLICATIONS = {"ResNet50": (480, 128), "MobileNetV2": (960, 96)}


def small_network(variant, data_dir):
    """LeNet-5 on MNIST, or on random images of its size where MNIST is not there."""
    recipe = load_recipe("convolutional.lenet5")

    def load():
        try:
            return recipe.load(data="mnist", data_dir=data_dir)
        except (ValueError, FileNotFoundError):
            return _random_images(55_000, 5_000, (32, 32, 1))

    settings = [f"variant={variant}", "batch_size=128", "epochs=8", "augmentation_strength=0"]
    return recipe, load, Options(settings=settings)


def application(name):
    """A network of keras.applications, as a user brings it, on random images."""
    images, side = APPLICATIONS[name]

    def build(dataset):
        factory = getattr(keras.applications, name)
        return factory(weights=None, input_shape=dataset.input_shape, classes=dataset.classes)

    def compile_model(model, learning_rate, steps):
        model.compile(keras.optimizers.SGD(learning_rate, momentum=0.9), "sparse_categorical_crossentropy")

    recipe = Recipe(
        name=f"benchmark.{name.lower()}",
        load=_random_images,
        build=build,
        compile_model=compile_model,
        search_space=lambda hp: {},
        epochs=3,
        monitor=None,
    )
    return recipe, lambda: _random_images(images, 0, (side, side, 3)), Options()


def runner_epoch(recipe, dataset, options):
    """Mean seconds of the epochs after the first, which traces; so below."""
    recipe = dataclasses.replace(recipe, load=lambda **_: dataset)
    moments, console = [], make_console(quiet=True)
    console.print = lambda text: moments.append(time.monotonic()) if str(text).startswith("epoch") else None
    with tempfile.TemporaryDirectory() as runs:
        Run.start(recipe, dataclasses.replace(options, runs=runs), console).execute()
    return _mean_step(moments)


def plain_epoch(recipe, dataset, options, **fit_options):
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


def pytorch_epoch(recipe, dataset, options):
    """A loop by hand over shuffled batches of the modern LeNet-5, with all images in memory."""
    from torch_networks import NETWORKS, torch

    values, moments = Plan.make(recipe, options).hyperparameters, []
    model = NETWORKS["lenet5_modern"]().to(memory_format=torch.channels_last)
    images = torch.from_numpy(np.moveaxis(dataset.inputs("train"), -1, 1).copy())
    labels = torch.from_numpy(dataset.train.y).long()
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    for _ in range(values["epochs"]):
        for rows in torch.randperm(len(images)).split(values["batch_size"]):
            optimizer.zero_grad(set_to_none=True)
            x = images[rows].contiguous(memory_format=torch.channels_last)
            torch.nn.functional.cross_entropy(model(x), labels[rows]).backward()
            optimizer.step()
        moments.append(time.monotonic())
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


WAYS = {
    "runner": runner_epoch,
    "plain": plain_epoch,
    "silent": partial(plain_epoch, verbose=0),
    "pytorch": pytorch_epoch,
}


def main(way, network, data_dir=None):
    recipe, load, options = application(network) if network in APPLICATIONS else small_network(network, data_dir)
    if way == "runner":
        # Before the data are loaded, which TensorFlow computes too.
        arrange_processors(recipe, options)
    dataset = load()
    print(json.dumps({"data": dataset.name, "seconds": WAYS[way](recipe, dataset, options)}))


if __name__ == "__main__":
    main(*sys.argv[1:3], "".join(sys.argv[3:]) or None)
