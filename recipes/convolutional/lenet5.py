"""LeNet-5 (LeCun, Bottou, Bengio, Haffner 1998) on handwritten digits."""

from keras_nets import datasets, models
from keras_nets.training import Recipe, Target

import keras

VARIANTS = {"paper": models.lenet5, "modern": models.lenet5_modern}


def load(data="digits", **options):
    return datasets.load(data, image_size=(32, 32), channels=1, margin=2, **options)


def build(dataset, width=1.0, variant="paper"):
    if variant not in VARIANTS:
        raise ValueError(f"unknown variant {variant!r}; there are {', '.join(VARIANTS)}")
    return VARIANTS[variant](dataset.input_shape, dataset.classes, width=width)


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "width": hp.Float("width", 0.5, 4.0, sampling="log", default=1.0),
        "variant": hp.Choice("variant", list(VARIANTS), default="paper"),
    }


def augmentation(strength):
    return keras.Sequential(
        [
            keras.layers.RandomRotation(0.03 * strength, fill_mode="constant"),
            keras.layers.RandomTranslation(0.06 * strength, 0.06 * strength, fill_mode="constant"),
            keras.layers.RandomZoom(0.1 * strength, 0.1 * strength, fill_mode="constant"),
        ]
    )


RECIPE = Recipe(
    name="convolutional.lenet5",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=60,
    batch_size=32,
    learning_rate=2e-3,
    augmentation=augmentation,
    monitor=None,
    target=Target("test_accuracy", at_least=0.985),
    presets={
        "mnist": {
            "data": "mnist",
            "split": "full",
            "epochs": 20,
            "batch_size": 128,
            "augmentation_strength": 0.0,
            "target": Target("test_accuracy", at_least=0.9905),
        },
        "mnist_distorted": {
            "data": "mnist",
            "split": "full",
            "epochs": 30,
            "batch_size": 128,
            "target": Target("test_accuracy", at_least=0.992),
        },
    },
)

if __name__ == "__main__":
    RECIPE.main()
