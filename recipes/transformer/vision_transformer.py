"""Vision Transformer (Dosovitskiy and others 2020) on handwritten digits, cut into patches.

    python recipes/transformer/vision_transformer.py

Measured on two processor cores: test_accuracy on digits 0.9861 in 91 s.
Differs: a small network of patches of 4x4 pixels, trained from scratch with AdamW and a cosine schedule.
"""

from keras_nets import datasets, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digits", image_size=(16, 16), **options):
    return datasets.load(data, image_size=image_size, **options)


def build(dataset, depth=4, width=64, heads=4, patch_size=4, dropout=0.1):
    return models.vision_transformer(
        dataset.input_shape,
        dataset.classes,
        patch_size=patch_size,
        depth=depth,
        width=width,
        heads=heads,
        feed_forward_units=2 * width,
        dropout=dropout,
    )


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.05)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 8, default=4),
        "width": hp.Int("width", 16, 256, step=16, default=64),
        "heads": hp.Choice("heads", [1, 2, 4, 8], default=4),
        "patch_size": hp.Choice("patch_size", [2, 4], default=4),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.1),
    }


def augmentation(strength):
    return keras.layers.RandomTranslation(0.12 * strength, 0.12 * strength, fill_mode="constant")


RECIPE = Recipe(
    name="transformer.vision_transformer",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=60,
    batch_size=32,
    learning_rate=2e-3,
    augmentation=augmentation,
    augmentation_strength=0.5,
    monitor=None,
    target=Target("test_accuracy", at_least=0.97),
)

if __name__ == "__main__":
    RECIPE.main()
