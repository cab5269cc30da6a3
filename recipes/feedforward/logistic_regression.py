"""Logistic regression on the Wisconsin breast cancer data.

    python recipes/feedforward/logistic_regression.py

Measured on two processor cores: test_accuracy on breast_cancer 0.9678 in 12 s (3 seeds).
"""

from functools import partial

from keras_nets import cli, datasets, layers, models, optimizers
from keras_nets.training import Goal, Recipe


def build(dataset, l2=1e-3):
    standardization = layers.Standardization()
    standardization.adapt(dataset.inputs("train"))
    return models.logistic_regression(dataset.input_shape, dataset.classes, preprocessing=standardization, l2=l2)


RECIPE = Recipe(
    load=partial(datasets.load, data="breast_cancer", flatten=True),
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {"l2": hp.Float("l2", 1e-5, 1e-1, sampling="log", default=1e-3)},
    epochs=40,
    monitor="val_loss",
    learning_rate=1e-2,
    goal=Goal("test_accuracy", at_least=0.96),
    presets={
        "mnist": {"data": "mnist", "split": "full", "epochs": 20, "batch_size": 128, "learning_rate": 1e-3, "l2": 1e-5}
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
