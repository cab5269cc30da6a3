"""Fuzzy ART (Carpenter, Grossberg, Rosen 1991): categories of gray digits that form one example after the other.

    python recipes/competitive/fuzzy_art.py

Measured on two processor cores: test_class_agreement on digits 0.7493 in 2 s.
"""

from functools import partial

from keras_nets import cli, datasets, inspection, models
from keras_nets.datasets.targets import Nothing
from keras_nets.training import Goal, Recipe


def build(dataset, vigilance=0.4, choice=100.0, beta=1.0, max_categories=150):
    model = models.fuzzy_art(
        dataset.input_shape,
        vigilance=vigilance,
        choice=choice,
        learning_rate=beta,
        max_categories=max_categories,
    )
    model.check_inputs(dataset.inputs("train"))
    return model


def pictures(model, dataset, split):
    if dataset.image_shape is None:
        return {}
    names = ("least gray of each pixel", "greatest gray")
    return {"boxes": inspection.category_grid(model.boxes(), model.counts, dataset.image_shape, names=names)}


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", flatten=True, targets=Nothing("clustering")),
    build=build,
    search_space=lambda hp: {
        "vigilance": hp.Float("vigilance", 0.0, 1.0, default=0.4),
        "choice": hp.Float("choice", 0.001, 10_000.0, sampling="log", default=100.0),
        "beta": hp.Float("beta", 0.01, 1.0, sampling="log", default=1.0),
        "max_categories": hp.Int("max_categories", 10, 1000, sampling="log", default=150),
    },
    epochs=5,
    learning_rate=None,
    directions={"resonance": "max", "categories": "min"},
    goal=Goal("test_class_agreement", at_least=0.6),
    measure=inspection.category_measures,
    pictures=pictures,
    presets={"mnist": {"data": "mnist", "vigilance": 0.5, "choice": 2500.0, "epochs": 1}},
)

if __name__ == "__main__":
    cli.main(RECIPE)
