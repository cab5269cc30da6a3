"""Conditional restricted Boltzmann machine (Taylor, Hinton, Roweis 2006): digits as sequences of their rows.

    python recipes/energy_based/conditional_rbm.py

Measured on two processor cores: test_prediction_error on digits 0.04106 in 11 s.
"""

from keras_nets import datasets, inspection, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digits", **options):
    return datasets.load(data, **options).with_target("none")


def build(dataset, hidden_units=64, order=3, cd_steps=1):
    model = models.conditional_rbm(
        dataset.input_shape, hidden_units, order=order, visible="bernoulli", cd_steps=cd_steps
    )
    model.check_inputs(dataset.inputs("train"))
    return model


def compile_model(model, learning_rate, steps):
    model.compile(keras.optimizers.Adam(learning_rate))


def search_space(hp):
    return {
        "hidden_units": hp.Int("hidden_units", 16, 512, sampling="log", default=64),
        "order": hp.Int("order", 1, 6, default=3),
        "cd_steps": hp.Int("cd_steps", 1, 10, default=1),
    }


def pictures(model, dataset, split):
    if dataset.image_shape is None:
        return {}
    return {"continuations": inspection.continuations(model, dataset.inputs(split, limit=10))}


RECIPE = Recipe(
    name="energy_based.conditional_rbm",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=60,
    batch_size=20,
    learning_rate=0.02,
    monitor="val_prediction_error",
    target=Target("test_prediction_error", at_most=0.046),
    pictures=pictures,
    presets={"mnist": {"data": "mnist", "epochs": 15, "batch_size": 100, "hidden_units": 200}},
)

if __name__ == "__main__":
    RECIPE.main()
