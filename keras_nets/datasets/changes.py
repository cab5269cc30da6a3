"""Data sets made from others: passed through trained layers, binarized, or with labels among the inputs."""

import dataclasses

from keras_nets.datasets.forms import Form
from keras_nets.datasets.split import SPLITS, Split

import numpy as np


def seen_through(dataset, function):
    """The same data with `function(inputs)` as every example's input, computed once and kept in memory.

    Args:
        dataset: A `Dataset`.
        function: Turns a float32 array of inputs into an array with as many rows, such as the output of layers that are
            already trained.
    """
    from keras_nets.datasets.pipeline import transformed

    parts = dataset.map_splits(
        lambda split: Split(np.asarray(function(transformed(dataset, split)), dtype="float32"), split.y)
    )
    shape = dataset.targets.input_shape(dataset.name, parts["train"].x.shape[1:])
    changed = {"input_shape": shape, "transform": None, **parts}
    if dataset.image_shape is not None:
        # The result is not an image, so the requested image size no longer applies.
        options = {name: value for name, value in dataset.options.items() if name not in ("image_size", "channels")}
        changed |= {"form": Form(target_center=dataset.form.target_center), "options": options}
    return dataclasses.replace(dataset, **changed)


def with_label_as_input(dataset):
    """The same data with each example's class, one-hot, appended to its input.

    Args:
        dataset: A `Dataset` whose inputs are vectors in memory, such as the result of `seen_through`.
    """

    def labeled(split):
        label = np.eye(dataset.classes, dtype="float32")[split.y]
        return Split(np.concatenate([split.x, label], axis=1), split.y)

    shape = (dataset.input_shape[0] + dataset.classes,)
    return dataclasses.replace(dataset, input_shape=shape, **dataset.map_splits(labeled))


def binarized(dataset, seed=0):
    """The same data with every input drawn once: 1 with its value as probability, else 0.

    Args:
        dataset: A `Dataset`.
        seed: Seed of the draws.

    Raises:
        ValueError: If inputs are not probabilities.
    """
    from keras_nets.datasets.pipeline import transformed

    in_unit_interval(dataset)

    def drawn(number, split):
        if split is None:
            return None
        probabilities = transformed(dataset, split)
        uniform = np.random.default_rng([seed, number]).random(probabilities.shape, dtype="float32")
        return Split((uniform < probabilities).astype("uint8"), split.y)

    parts = {name: drawn(number, getattr(dataset, name)) for number, name in enumerate(SPLITS)}
    options = {**dataset.options, "binarized": seed}
    return dataclasses.replace(dataset, transform=None, options=options, **parts)


def in_unit_interval(dataset):
    """The same data, checked to have inputs from 0 to 1.

    Args:
        dataset: A `Dataset`.

    Raises:
        ValueError: If inputs of the training part are outside this range.
    """
    if isinstance(dataset.input_shape, dict):
        raise ValueError(f"{dataset.name} has {dataset.kind}, and this network takes values from 0 to 1; use images")
    # The pixels of images are in range by construction, so they need not be read.
    if getattr(dataset.form, "value_range", None) != (0, 1):
        inputs = dataset.inputs("train")
        if inputs.min() < 0 or inputs.max() > 1:
            raise ValueError(
                f"{dataset.name} has inputs from {inputs.min():.4g} to {inputs.max():.4g}, and this network takes "
                "values from 0 to 1; use images, or scale the data"
            )
    return dataset
