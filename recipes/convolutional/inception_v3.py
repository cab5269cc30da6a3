"""Inception v3 (Szegedy and others 2016), a fifth as wide and one module per stage, on handwritten digits.

    python recipes/convolutional/inception_v3.py

Measured on two processor cores: test_accuracy on digits 0.9954 in 239 s (3 seeds).
Differs: for images of 32 pixels the stem reduces nothing, and AdamW with a cosine schedule stands for RMSprop.
"""

from functools import partial

from keras_nets import augmentations, cli, datasets, models, optimizers
from keras_nets.training import Goal, Recipe

PAPER_MODULES = (3, 4, 2)


def build(dataset, depth=1, width=0.2):
    modules = tuple(min(depth, count) for count in PAPER_MODULES)
    return models.inception_v3(dataset.input_shape, dataset.classes, stem="small", modules=modules, width=width)


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", image_size=(32, 32), margin=2),
    build=build,
    optimizer=partial(optimizers.adam, weight_decay=0.02),
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 4, default=1),
        "width": hp.Float("width", 0.125, 1.0, sampling="log", default=0.2),
    },
    epochs=15,
    learning_rate=2e-3,
    augmentation=augmentations.distortions(rotation=0.03, shift=0.06),
    goal=Goal("test_accuracy", at_least=0.98),
)

if __name__ == "__main__":
    cli.main(RECIPE)
