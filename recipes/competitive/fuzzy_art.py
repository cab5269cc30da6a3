"""Fuzzy ART (Carpenter, Grossberg, Rosen 1991): categories of gray digits that form one example after the other.

    python recipes/competitive/fuzzy_art.py

Measured on two processor cores: test_class_agreement on digits 0.7493 in 2 s.
"""

from keras_nets import datasets, inspection, models
from keras_nets.training import Recipe, Target


def load(data="digits", **options):
    return datasets.load(data, flatten=True, **options).with_target("none")


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


def compile_model(model, learning_rate, steps):
    model.compile()


def search_space(hp):
    return {
        "vigilance": hp.Float("vigilance", 0.0, 1.0, default=0.4),
        "choice": hp.Float("choice", 0.001, 10_000.0, sampling="log", default=100.0),
        "beta": hp.Float("beta", 0.01, 1.0, sampling="log", default=1.0),
        "max_categories": hp.Int("max_categories", 10, 1000, sampling="log", default=150),
    }


def pictures(model, dataset, split):
    if dataset.image_shape is None:
        return {}
    # Least and greatest gray of each pixel, side by side.
    return {"boxes": inspection.category_grid(model.boxes(), model.counts, dataset.image_shape)}


RECIPE = Recipe(
    name="competitive.fuzzy_art",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=5,
    batch_size=32,
    learning_rate=None,
    monitor=None,
    target=Target("test_class_agreement", at_least=0.6),
    measure=inspection.category_measures,
    pictures=pictures,
    presets={"mnist": {"data": "mnist", "vigilance": 0.5, "choice": 2500.0, "epochs": 1}},
)

if __name__ == "__main__":
    RECIPE.main()
