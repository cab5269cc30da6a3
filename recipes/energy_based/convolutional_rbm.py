"""Convolutional restricted Boltzmann machine (Lee and others 2009): filters of handwritten digits without labels.

    python recipes/energy_based/convolutional_rbm.py

The accuracy is that of a linear classifier that learns from the pooling units of at most 10,000 training images.

Measured on two processor cores: test_linear_accuracy on digits 0.9526 in 19 s.
"""

from keras_nets import cli, datasets, inspection, layers, models, optimizers
from keras_nets.datasets.targets import Nothing
from keras_nets.training import Goal, Recipe

import keras
import numpy as np


def load(data="digits", image_size=(16, 16), **options):
    dataset = datasets.load(data, image_size=image_size, targets=Nothing(), **options)
    return datasets.in_unit_interval(dataset)


def build(dataset, filters=40, kernel_size=7, pool_size=2, cd_steps=1, sparsity_target=0.1, sparsity_cost=100.0):
    return models.convolutional_rbm(
        dataset.input_shape,
        filters,
        kernel_size=kernel_size,
        pool_size=pool_size,
        cd_steps=cd_steps,
        sparsity_target=sparsity_target,
        sparsity_cost=sparsity_cost,
    )


def measure(model, dataset):
    if not dataset.class_names:
        return {}
    features = {split: model.predict(dataset.inputs(split, limit=10_000), verbose=0) for split in ("train", "test")}
    labels = {split: dataset.split(split).y[: len(x)] for split, x in features.items()}
    standardization = layers.Standardization()
    standardization.adapt(features["train"])
    linear = models.logistic_regression(model.pooling_shape, dataset.classes, preprocessing=standardization, l2=1e-3)
    linear.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    linear.fit(features["train"], labels["train"], batch_size=64, epochs=30, verbose=0)
    scores = linear.evaluate(features["test"], labels["test"], verbose=0, return_dict=True)
    return {"test_linear_accuracy": scores["accuracy"]}


def pictures(model, dataset, split):
    inputs = dataset.inputs(split, limit=10)
    filter_shape = model.kernel.shape[:3]
    filters = np.reshape(model.kernel, (-1, model.filters))
    return {
        "filters": inspection.filter_grid(filters, filter_shape),
        "reconstructions": inspection.reconstructions(inputs, model.reconstruct(inputs), dataset.image_shape),
        "gibbs_chains": inspection.gibbs_chains(model, inputs, dataset.image_shape, length=4, steps=5),
    }


RECIPE = Recipe(
    load=load,
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {
        "filters": hp.Int("filters", 8, 64, sampling="log", default=40),
        "kernel_size": hp.Choice("kernel_size", [3, 5, 7, 9], default=7),
        "cd_steps": hp.Int("cd_steps", 1, 5, default=1),
        "sparsity_target": hp.Float("sparsity_target", 0.02, 0.2, sampling="log", default=0.1),
        "sparsity_cost": hp.Float("sparsity_cost", 1.0, 1000.0, sampling="log", default=100.0),
    },
    epochs=20,
    batch_size=10,
    learning_rate=0.01,
    goal=Goal("test_linear_accuracy", at_least=0.95),
    measure=measure,
    pictures=pictures,
    presets={"mnist": {"data": "mnist", "image_size": 28, "kernel_size": 11, "epochs": 3, "learning_rate": 0.003}},
)

if __name__ == "__main__":
    cli.main(RECIPE)
