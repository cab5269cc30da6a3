"""MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov, Chen 2018) on handwritten digits, half as wide and less deep.

    python recipes/convolutional/mobilenet_v2.py

With `--data photos/ --image-size 224 --set depth=4 --set width=1 --start imagenet --freeze stage4` it is the paper's
network, which begins with Keras's ImageNet weights (they are downloaded) and trains its upper half on photographs.
An augmentation strength of 1 also mirrors images, which digits do not bear.

Measured on two processor cores: test_accuracy on digits 0.9861 in 149 s (3 seeds); --preset cifar10 0.6555 in 1486 s.
Differs: for images below 64 pixels the first convolution has stride 1; AdamW with a cosine schedule stands for RMSprop.
"""

from functools import partial

from keras_nets import augmentations, cli, datasets, keras_twins, models, optimizers
from keras_nets.training import Goal, Recipe

PAPER_BLOCKS = (1, 2, 3, 4, 3, 3, 1)


def build(dataset, depth=2, width=0.5):
    stage_blocks = [min(depth, blocks) for blocks in PAPER_BLOCKS]
    stem = "small" if dataset.input_shape[0] < 64 else "large"
    return models.mobilenet_v2(dataset.input_shape, dataset.classes, stage_blocks=stage_blocks, width=width, stem=stem)


def imagenet(dataset):
    return keras_twins.from_keras("mobilenet_v2", dataset.input_shape, 1000, weights="imagenet")


RECIPE = Recipe(
    load=partial(datasets.load, data="digits", image_size=(32, 32), value_range=(-1, 1)),
    build=build,
    optimizer=partial(optimizers.adam, weight_decay=0.02),
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 4, default=2),
        "width": hp.Float("width", 0.25, 1.0, sampling="log", default=0.5),
    },
    epochs=40,
    learning_rate=2e-3,
    augmentation=augmentations.distortions(shift=0.16, flip="strong", fill_value=-1.0),
    augmentation_strength=0.5,
    goal=Goal("test_accuracy", at_least=0.98),
    presets={
        "cifar10": {
            "data": "cifar10",
            "depth": 4,
            "width": 1.0,
            "augmentation_strength": 1.0,
            "batch_size": 64,
            "epochs": 20,
        },
    },
    starts={"imagenet": imagenet},
)

if __name__ == "__main__":
    cli.main(RECIPE)
