"""ART1 (Carpenter, Grossberg 1987): categories of black-and-white digits that form one example after the other.

    python recipes/competitive/art1.py

Measured on two processor cores: test_class_agreement on digits 0.585 in 3 s.
"""

from keras_nets import datasets, inspection, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digits", **options):
    return datasets.load(data, flatten=True, **options).with_target("none")


def build(dataset, vigilance=0.5, bottom_up=2.0, max_categories=400, threshold=0.4):
    model = models.art1(
        dataset.input_shape,
        vigilance=vigilance,
        bottom_up=bottom_up,
        max_categories=max_categories,
        preprocessing=keras.layers.Discretization([threshold]),
    )
    model.check_inputs(dataset.inputs("train"))
    return model


def compile_model(model, learning_rate, steps):
    model.compile()


def search_space(hp):
    return {
        "vigilance": hp.Float("vigilance", 0.0, 1.0, default=0.5),
        "bottom_up": hp.Float("bottom_up", 1.01, 1000.0, sampling="log", default=2.0),
        "max_categories": hp.Int("max_categories", 10, 1000, sampling="log", default=400),
    }


def pictures(model, dataset, split):
    if dataset.image_shape is None:
        return {}
    return {"prototypes": inspection.category_grid(model.prototypes, model.counts, dataset.image_shape)}


RECIPE = Recipe(
    name="competitive.art1",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=10,
    batch_size=32,
    learning_rate=None,
    monitor=None,
    target=Target("test_class_agreement", at_least=0.45),
    measure=inspection.category_measures,
    pictures=pictures,
)

if __name__ == "__main__":
    RECIPE.main()
