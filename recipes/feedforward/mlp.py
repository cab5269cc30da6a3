"""Multilayer perceptron (Rumelhart, Hinton, Williams 1986): regression on the diabetes study, classes on other data.

    python recipes/feedforward/mlp.py

Measured on two processor cores: test_r2_score on diabetes 0.3631 in 29 s (3 seeds).
"""

from keras_nets import datasets, layers, models
from keras_nets.training import Recipe, Target

import keras


def load(data="diabetes", **options):
    return datasets.load(data, flatten=True, **options)


def build(dataset, depth=2, width=16, activation="relu", dropout=0.2):
    standardization = layers.Standardization()
    standardization.adapt(dataset.inputs("train"))
    model = models.mlp(
        dataset.input_shape,
        dataset.classes,
        hidden_units=(width,) * depth,
        activation=activation,
        dropout=dropout,
        preprocessing=standardization,
        classifier_activation="softmax" if dataset.task == "classification" else None,
    )
    if dataset.task == "regression":
        # From the mean on, training learns differences alone; from zero it would first have to learn the mean.
        model.get_layer("predictions").bias.assign([dataset.train.y.mean()])
    return model


def compile_model(model, learning_rate, steps):
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(learning_rate, steps))
    if model.get_layer("predictions").activation is keras.activations.linear:
        model.compile(optimizer, "mean_squared_error", metrics=["mean_absolute_error", "r2_score"])
    else:
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 4, default=2),
        "width": hp.Int("width", 8, 256, sampling="log", default=16),
        "activation": hp.Choice("activation", ["relu", "tanh", "sigmoid"], default="relu"),
        "dropout": hp.Float("dropout", 0.0, 0.6, step=0.1, default=0.2),
    }


RECIPE = Recipe(
    name="feedforward.mlp",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=100,
    batch_size=32,
    learning_rate=3e-3,
    target=Target("test_r2_score", at_least=0.33),
    presets={
        "breast_cancer": {"data": "breast_cancer", "epochs": 30, "target": Target("test_accuracy", at_least=0.96)},
        "mnist": {
            "data": "mnist",
            "split": "full",
            "width": 300,
            "batch_size": 128,
            "learning_rate": 1e-3,
            "epochs": 30,
        },
    },
)

if __name__ == "__main__":
    RECIPE.main()
