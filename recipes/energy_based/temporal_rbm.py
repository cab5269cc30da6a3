"""Temporal restricted Boltzmann machine (Sutskever, Hinton 2007), one or a stack: digits as sequences of rows.

    python recipes/energy_based/temporal_rbm.py

Measured on two processor cores: test_prediction_error on digits 0.03876 in 16 s.
"""

from functools import partial

from keras_nets import cli, datasets, inspection, models, optimizers
from keras_nets.datasets.targets import Nothing
from keras_nets.training import Goal, Recipe


def build(dataset, hidden_units=64, depth=1, order=2, cd_steps=1):
    arguments = {"order": order, "cd_steps": cd_steps}
    if depth == 1:
        model = models.temporal_rbm(dataset.input_shape, hidden_units, **arguments)
    else:
        model = models.stacked_temporal_rbm(dataset.input_shape, (hidden_units,) * depth, **arguments)
    model.check_inputs(dataset.inputs("train"))
    return model


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", targets=Nothing()),
    build=build,
    optimizer=partial(optimizers.adam, schedule="constant"),
    search_space=lambda hp: {
        "hidden_units": hp.Int("hidden_units", 16, 512, sampling="log", default=64),
        "depth": hp.Int("depth", 1, 3, default=1),
        "order": hp.Int("order", 1, 6, default=2),
        "cd_steps": hp.Int("cd_steps", 1, 10, default=1),
    },
    epochs=60,
    batch_size=20,
    learning_rate=0.02,
    monitor="val_prediction_error",
    directions={"reconstruction_error": "min", "prediction_error": "min"},
    goal=Goal("test_prediction_error", at_most=0.043),
    pictures=inspection.continuation_pictures,
    presets={"mnist": {"data": "mnist", "epochs": 15, "batch_size": 100, "hidden_units": 200}},
    side_by_side=20,
)

if __name__ == "__main__":
    cli.main(RECIPE)
