"""Sparse autoencoder (Ng 2011): handwritten digits as a few strokes out of many.

    python recipes/autoencoder/sparse_autoencoder.py

`--set active_units=10` is the k-sparse autoencoder (Makhzani, Frey 2013): ten units of each example stay active.

Measured on two processor cores: test_mean_squared_error on digits 0.01278 in 7 s.
"""

from keras_nets import cli, datasets, inspection, models, optimizers
from keras_nets.datasets.targets import Inputs
from keras_nets.training import Goal, Recipe

import keras


def load(data="digits", **options):
    dataset = datasets.in_unit_interval(datasets.load(data, flatten=True, **options))
    return dataset.with_targets(Inputs())


def build(dataset, depth=0, width=256, latent_dim=128, activity=0.1, sparsity_weight=3e-3, active_units=None):
    return models.sparse_autoencoder(
        dataset.input_shape,
        latent_dim,
        hidden_units=(width,) * depth,
        activity=activity,
        sparsity_weight=sparsity_weight,
        active_units=active_units,
    )


def _code(model, inputs):
    encoder = keras.Model(model.inputs, model.get_layer("sparsity").output)
    return encoder.predict(inputs, batch_size=256, verbose=0)


def measure(model, dataset):
    return {"test_mean_activation": _code(model, dataset.inputs("test")).mean()}


def pictures(model, dataset, split):
    inputs = dataset.inputs(split, limit=500)
    codes = _code(model, inputs)
    labels = dataset.split(split).y[: len(codes)] if dataset.class_names else None
    drawn = {"latent_plane": inspection.latent_plane(codes, labels, dataset.class_names)}
    if dataset.image_shape is not None:
        first = next(layer for layer in model.layers if layer.weights)
        drawn["filters"] = inspection.filter_grid(first.kernel, dataset.image_shape)
    return drawn


RECIPE = Recipe(
    load=load,
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {
        "depth": hp.Int("depth", 0, 3, default=0),
        "latent_dim": hp.Int("latent_dim", 32, 1024, sampling="log", default=128),
        "activity": hp.Float("activity", 0.01, 0.3, sampling="log", default=0.1),
        "sparsity_weight": hp.Float("sparsity_weight", 1e-4, 1e-1, sampling="log", default=3e-3),
    },
    epochs=60,
    monitor="val_loss",
    batch_size=64,
    learning_rate=3e-3,
    goal=Goal("test_mean_squared_error", at_most=0.016),
    measure=measure,
    pictures=pictures,
    presets={
        "mnist": {
            "data": "mnist",
            "latent_dim": 500,
            "activity": 0.05,
            "sparsity_weight": 1e-3,
            "epochs": 30,
            "batch_size": 128,
            "learning_rate": 1e-3,
        },
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
