"""Inception v3 (Szegedy and others 2016), a fifth as wide and one module a stage, on handwritten digits.

    python recipes/convolutional/inception_v3.py

Measured on two processor cores: test_accuracy on digits 0.9954 in 239 s (3 seeds).
Differs: for images of 32 pixels the stem reduces nothing, and AdamW with a cosine schedule stands for RMSprop.
"""

from keras_nets import datasets, models
from keras_nets.training import Recipe, Target

import keras

PAPER_MODULES = (3, 4, 2)


def load(data="digits", image_size=(32, 32), **options):
    return datasets.load(data, image_size=image_size, margin=2, **options)


def build(dataset, depth=1, width=0.2):
    modules = tuple(min(depth, count) for count in PAPER_MODULES)
    return models.inception_v3(dataset.input_shape, dataset.classes, stem="small", modules=modules, width=width)


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.02)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 4, default=1),
        "width": hp.Float("width", 0.125, 1.0, sampling="log", default=0.2),
    }


def augmentation(strength):
    return keras.Sequential(
        [
            keras.layers.RandomRotation(0.03 * strength, fill_mode="constant"),
            keras.layers.RandomTranslation(0.06 * strength, 0.06 * strength, fill_mode="constant"),
        ]
    )


RECIPE = Recipe(
    name="convolutional.inception_v3",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=15,
    batch_size=32,
    learning_rate=2e-3,
    augmentation=augmentation,
    monitor=None,
    target=Target("test_accuracy", at_least=0.98),
)

if __name__ == "__main__":
    RECIPE.main()
