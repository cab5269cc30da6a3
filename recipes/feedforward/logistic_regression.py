"""Logistic regression on the Wisconsin breast cancer data.

    python recipes/feedforward/logistic_regression.py

Measured on two processor cores: test_accuracy on breast_cancer 0.9678 in 12 s (3 seeds).
"""

from keras_nets import datasets, layers, models
from keras_nets.training import Recipe, Target

import keras


def load(data="breast_cancer", **options):
    return datasets.load(data, flatten=True, **options)


def build(dataset, l2=1e-3):
    standardization = layers.Standardization()
    standardization.adapt(dataset.inputs("train"))
    return models.logistic_regression(dataset.input_shape, dataset.classes, preprocessing=standardization, l2=l2)


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {"l2": hp.Float("l2", 1e-5, 1e-1, sampling="log", default=1e-3)}


RECIPE = Recipe(
    name="feedforward.logistic_regression",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=40,
    batch_size=32,
    learning_rate=1e-2,
    target=Target("test_accuracy", at_least=0.96),
    presets={
        "mnist": {"data": "mnist", "split": "full", "epochs": 20, "batch_size": 128, "learning_rate": 1e-3, "l2": 1e-5}
    },
)

if __name__ == "__main__":
    RECIPE.main()
