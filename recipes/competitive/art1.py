"""ART1 (Carpenter, Grossberg 1987): categories of black-and-white digits that form one example after the other.

    python recipes/competitive/art1.py

Measured on two processor cores: test_class_agreement on digits 0.585 in 3 s.
"""

from functools import partial

from keras_nets import cli, datasets, inspection, models
from keras_nets.datasets.targets import Nothing
from keras_nets.training import Goal, Recipe

import keras


def build(dataset, vigilance=0.5, bottom_up=2.0, max_categories=400, threshold=0.4):
    inputs = dataset.inputs("train")
    if threshold <= inputs.min():
        raise ValueError(f"threshold {threshold} turns all inputs into ones; use a number above their {inputs.min():g}")
    model = models.art1(
        dataset.input_shape,
        vigilance=vigilance,
        bottom_up=bottom_up,
        max_categories=max_categories,
        preprocessing=keras.layers.Discretization([threshold]),
    )
    model.check_inputs(inputs)
    return model


def pictures(model, dataset, split):
    if dataset.image_shape is None:
        return {}
    return {"prototypes": inspection.category_grid(model.prototypes, model.counts, dataset.image_shape)}


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", flatten=True, targets=Nothing("clustering")),
    build=build,
    search_space=lambda hp: {
        "vigilance": hp.Float("vigilance", 0.0, 1.0, default=0.5),
        "bottom_up": hp.Float("bottom_up", 1.01, 1000.0, sampling="log", default=2.0),
        "max_categories": hp.Int("max_categories", 10, 1000, sampling="log", default=400),
    },
    epochs=10,
    learning_rate=None,
    directions={"resonance": "max", "categories": "min"},
    goal=Goal("test_class_agreement", at_least=0.45),
    measure=inspection.category_measures,
    pictures=pictures,
)

if __name__ == "__main__":
    cli.main(RECIPE)
