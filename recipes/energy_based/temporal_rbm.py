"""Temporal restricted Boltzmann machine (Sutskever, Hinton 2007), one or a stack: digits as sequences of rows.

    python recipes/energy_based/temporal_rbm.py

Measured on two processor cores: test_prediction_error on digits 0.03886 in 15 s.
"""

from keras_nets import datasets, inspection, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digits", **options):
    return datasets.load(data, **options).with_target("none")


def build(dataset, hidden_units=64, depth=1, order=2, cd_steps=1):
    arguments = {"order": order, "cd_steps": cd_steps}
    if depth == 1:
        model = models.temporal_rbm(dataset.input_shape, hidden_units, **arguments)
    else:
        model = models.stacked_temporal_rbm(dataset.input_shape, (hidden_units,) * depth, **arguments)
    model.check_inputs(dataset.inputs("train"))
    return model


def compile_model(model, learning_rate, steps):
    model.compile(keras.optimizers.Adam(learning_rate))


def search_space(hp):
    return {
        "hidden_units": hp.Int("hidden_units", 16, 512, sampling="log", default=64),
        "depth": hp.Int("depth", 1, 3, default=1),
        "order": hp.Int("order", 1, 6, default=2),
        "cd_steps": hp.Int("cd_steps", 1, 10, default=1),
    }


def pictures(model, dataset, split):
    if dataset.image_shape is None:
        return {}
    return {"continuations": inspection.continuations(model, dataset.inputs(split, limit=10))}


RECIPE = Recipe(
    name="energy_based.temporal_rbm",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=60,
    batch_size=20,
    learning_rate=0.02,
    monitor="val_prediction_error",
    target=Target("test_prediction_error", at_most=0.043),
    pictures=pictures,
    presets={"mnist": {"data": "mnist", "epochs": 15, "batch_size": 100, "hidden_units": 200}},
)

if __name__ == "__main__":
    RECIPE.main()
