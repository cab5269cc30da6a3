"""Maxout network (Goodfellow et al. 2013) that knows nothing of the order of the pixels, on handwritten digits.

    python recipes/feedforward/maxout_network.py

Measured on two processor cores: test_accuracy on digits 0.9703 in 18 s (3 seeds); --preset mnist 0.9895 in 2099 s.
"""

from keras_nets import datasets, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digits", **options):
    return datasets.load(data, flatten=True, **options)


def build(dataset, depth=2, units=240, pieces=5):
    return models.maxout_network(dataset.input_shape, dataset.classes, hidden_units=(units,) * depth, pieces=pieces)


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 3, default=2),
        "units": hp.Int("units", 60, 960, sampling="log", default=240),
        "pieces": hp.Int("pieces", 2, 8, default=5),
    }


RECIPE = Recipe(
    name="feedforward.maxout_network",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=60,
    batch_size=64,
    learning_rate=1e-3,
    monitor=None,
    target=Target("test_accuracy", at_least=0.97),
    presets={
        "mnist": {
            "data": "mnist",
            "split": "full",
            "units": 480,
            "epochs": 60,
            "batch_size": 128,
            "target": Target("test_accuracy", at_least=0.989),
        },
    },
)

if __name__ == "__main__":
    RECIPE.main()
