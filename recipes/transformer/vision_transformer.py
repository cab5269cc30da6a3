"""Vision Transformer (Dosovitskiy and others 2020) on handwritten digits, cut into patches.

    python recipes/transformer/vision_transformer.py

Measured on two processor cores: test_accuracy on digits 0.9861 in 91 s.
Differs: a small network of patches of 4x4 pixels, trained from scratch with AdamW and a cosine schedule.
"""

from functools import partial

from keras_nets import augmentations, cli, datasets, models, optimizers
from keras_nets.training import Goal, Recipe


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


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", image_size=(16, 16)),
    build=build,
    optimizer=partial(optimizers.adam, weight_decay=0.05),
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 8, default=4),
        "width": hp.Int("width", 16, 256, step=16, default=64),
        "heads": hp.Choice("heads", [1, 2, 4, 8], default=4),
        "patch_size": hp.Choice("patch_size", [2, 4], default=4),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.1),
    },
    epochs=60,
    learning_rate=2e-3,
    augmentation=augmentations.distortions(shift=0.12),
    augmentation_strength=0.5,
    goal=Goal("test_accuracy", at_least=0.97),
    side_by_side=32,
)

if __name__ == "__main__":
    cli.main(RECIPE)
