"""Bidirectional recurrent network (Schuster, Paliwal 1997; deep: Graves and others 2013) on digits, row by row.

    python recipes/sequence/bidirectional_rnn.py

`--preset rt_polarity` tells good from bad reviews by their words, `--preset basic_motions` what a wrist is doing.

Measured on two processor cores: test_accuracy on digits 0.9554 in 24 s; --preset basic_motions 1 in 27 s; --preset
rt_polarity 0.7844 in 184 s.
Differs: one answer for a sequence instead of one a step; Adam with clipped gradients.
"""

from functools import partial

from keras_nets import cli, datasets, models, optimizers
from keras_nets.training import Goal, Recipe


def build(dataset, depth=2, units=64, dropout=0.0, cell="lstm"):
    return models.bidirectional_rnn(
        dataset.input_shape,
        dataset.classes,
        units=units,
        depth=depth,
        dropout=dropout,
        cell=cell,
        vocabulary_size=dataset.vocabulary_size,
        classifier_activation=dataset.output_activation,
    )


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", by_rows=True),
    build=build,
    optimizer=partial(optimizers.adam, clipnorm=1.0),
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 4, default=2),
        "units": hp.Int("units", 16, 256, sampling="log", default=64),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.0),
        "cell": hp.Choice("cell", ["lstm", "gru", "simple"], default="lstm"),
    },
    epochs=40,
    learning_rate=3e-3,
    goal=Goal("test_accuracy", at_least=0.945),
    presets={
        "rt_polarity": {
            "data": "rt_polarity",
            "split": "kfold",
            "depth": 1,
            "dropout": 0.5,
            "epochs": 5,
            "learning_rate": 1e-3,
            "goal": Goal("test_accuracy", at_least=0.74),
        },
        "basic_motions": {
            "data": "basic_motions",
            "split": "full",
            "batch_size": 8,
            "epochs": 40,
            "goal": Goal("test_accuracy", at_least=0.95),
        },
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
