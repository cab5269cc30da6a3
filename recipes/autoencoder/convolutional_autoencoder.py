"""Convolutional autoencoder (Masci et al. 2011): handwritten digits through small maps of features and back.

    python recipes/autoencoder/convolutional_autoencoder.py

Measured on two processor cores: test_mean_squared_error on digits 0.008711 in 22 s.
"""

from keras_nets import datasets, inspection, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digits", **options):
    return datasets.load(data, **options).in_unit_interval().with_target("inputs")


def build(dataset, depth=2, width=16, latent_filters=8, kernel_size=3):
    filters = tuple(width * 2**stage for stage in range(depth))
    return models.convolutional_autoencoder(
        dataset.input_shape, latent_filters, filters=filters, kernel_size=kernel_size, activation="relu"
    )


def compile_model(model, learning_rate, steps):
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(learning_rate, steps))
    model.compile(optimizer, "binary_crossentropy", metrics=["mean_squared_error"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 3, default=2),
        "width": hp.Int("width", 4, 64, sampling="log", default=16),
        "latent_filters": hp.Int("latent_filters", 1, 32, sampling="log", default=8),
        "kernel_size": hp.Choice("kernel_size", [3, 5, 7], default=3),
    }


def pictures(model, dataset, split):
    inputs = dataset.inputs(split, limit=500)
    latent = model.get_layer("latent").output
    codes = keras.Model(model.inputs, latent).predict(inputs, batch_size=256, verbose=0)
    decoder = keras.Model(latent, model.output)
    labels = dataset.split(split).y[: len(codes)] if dataset.class_names else None
    restored = model.predict(inputs[:10], verbose=0)
    first = keras.ops.convert_to_numpy(model.get_layer("encoder_1").kernel)
    return {
        "filters": inspection.filter_grid(first.reshape(-1, first.shape[-1]), first.shape[:3]),
        "interpolations": inspection.interpolations(decoder, codes[:5], codes[5:10], dataset.image_shape),
        "latent_plane": inspection.latent_plane(codes, labels, dataset.class_names),
        "reconstructions": inspection.reconstructions(inputs[:10], restored, dataset.image_shape),
    }


RECIPE = Recipe(
    name="autoencoder.convolutional_autoencoder",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=100,
    batch_size=32,
    learning_rate=3e-3,
    target=Target("test_mean_squared_error", at_most=0.012),
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
)

if __name__ == "__main__":
    RECIPE.main()
