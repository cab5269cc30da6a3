"""Convolutional autoencoder (Masci et al. 2011): handwritten digits through small maps of features and back.

    python recipes/autoencoder/convolutional_autoencoder.py

Measured on two processor cores: test_mean_squared_error on digits 0.008711 in 22 s.
"""

from keras_nets import cli, datasets, inspection, models, optimizers
from keras_nets.datasets.targets import Inputs
from keras_nets.training import Goal, Recipe

import keras


def load(data="digits", **options):
    dataset = datasets.in_unit_interval(datasets.load(data, **options))
    return dataset.with_targets(Inputs())


def build(dataset, depth=2, width=16, latent_filters=8, kernel_size=3):
    filters = tuple(width * 2**stage for stage in range(depth))
    return models.convolutional_autoencoder(
        dataset.input_shape, latent_filters, filters=filters, kernel_size=kernel_size, activation="relu"
    )


def pictures(model, dataset, split):
    latent = model.get_layer("latent").output
    codes = keras.Model(model.inputs, latent).predict(dataset.inputs(split, limit=10), verbose=0)
    decoder = keras.Model(latent, model.output)
    first = keras.ops.convert_to_numpy(model.get_layer("encoder_1").kernel)
    return {
        "filters": inspection.filter_grid(first.reshape(-1, first.shape[-1]), first.shape[:3]),
        "interpolations": inspection.interpolations(decoder, codes[:5], codes[5:10], dataset.image_shape),
    }


RECIPE = Recipe(
    load=load,
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 3, default=2),
        "width": hp.Int("width", 4, 64, sampling="log", default=16),
        "latent_filters": hp.Int("latent_filters", 1, 32, sampling="log", default=8),
        "kernel_size": hp.Choice("kernel_size", [3, 5, 7], default=3),
    },
    epochs=100,
    monitor="val_loss",
    learning_rate=3e-3,
    goal=Goal("test_mean_squared_error", at_most=0.012),
    pictures=pictures,
    presets={
        "mnist": {
            "data": "mnist",
            "width": 16,
            "latent_filters": 2,
            "kernel_size": 5,
            "epochs": 10,
            "batch_size": 128,
            "learning_rate": 2e-3,
        },
    },
    side_by_side=32,
)

if __name__ == "__main__":
    cli.main(RECIPE)
