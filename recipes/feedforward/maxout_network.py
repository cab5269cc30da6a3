"""Maxout network (Goodfellow et al. 2013) that knows nothing of the order of the pixels, on handwritten digits.

    python recipes/feedforward/maxout_network.py

Measured on two processor cores: test_accuracy on digits 0.9703 in 18 s (3 seeds); --preset mnist 0.9895 in 2099 s.
"""

from functools import partial

from keras_nets import cli, datasets, models, optimizers
from keras_nets.training import Goal, Recipe


def build(dataset, depth=2, units=240, pieces=5):
    return models.maxout_network(dataset.input_shape, dataset.classes, hidden_units=(units,) * depth, pieces=pieces)


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", flatten=True),
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 3, default=2),
        "units": hp.Int("units", 60, 960, sampling="log", default=240),
        "pieces": hp.Int("pieces", 2, 8, default=5),
    },
    epochs=60,
    batch_size=64,
    goal=Goal("test_accuracy", at_least=0.97),
    presets={
        "mnist": {
            "data": "mnist",
            "split": "full",
            "units": 480,
            "epochs": 60,
            "batch_size": 128,
            "goal": Goal("test_accuracy", at_least=0.989),
        },
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
