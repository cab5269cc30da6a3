"""MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov, Chen 2018) on handwritten digits, half as wide and less deep.

    python recipes/convolutional/mobilenet_v2.py

With `--data photos/ --image-size 224 --set depth=4 --set width=1 --start imagenet --freeze stage4` it is the paper's
network, which begins with Keras's ImageNet weights (they are downloaded) and trains its upper half on photographs.
An augmentation strength of 1 also mirrors images, which digits do not bear.

Measured on two processor cores: test_accuracy on digits 0.9926 in 200 s (3 seeds); --preset cifar10 0.6555 in 1486 s.
Differs: for images below 64 pixels the first convolution has step 1; AdamW with a cosine schedule stands for RMSprop.
"""

from keras_nets import datasets, models
from keras_nets.training import Recipe, Target

import keras

PAPER_BLOCKS = (1, 2, 3, 4, 3, 3, 1)


def load(data="digits", image_size=(32, 32), **options):
    return datasets.load(data, image_size=image_size, value_range=(-1, 1), **options)


def build(dataset, depth=2, width=0.5):
    stage_blocks = [min(depth, blocks) for blocks in PAPER_BLOCKS]
    stem = "small" if dataset.input_shape[0] < 64 else "large"
    return models.mobilenet_v2(dataset.input_shape, dataset.classes, stage_blocks=stage_blocks, width=width, stem=stem)


def imagenet(dataset):
    return models.from_keras("mobilenet_v2", dataset.input_shape, 1000, weights="imagenet")


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.02)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 4, default=2),
        "width": hp.Float("width", 0.25, 1.0, sampling="log", default=0.5),
    }


def augmentation(strength):
    black = {"fill_mode": "constant", "fill_value": -1.0}
    shift = keras.layers.RandomTranslation(0.16 * strength, 0.16 * strength, **black)
    return keras.Sequential([shift, keras.layers.RandomFlip("horizontal")]) if strength >= 1 else shift


RECIPE = Recipe(
    name="convolutional.mobilenet_v2",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=40,
    batch_size=32,
    learning_rate=2e-3,
    augmentation=augmentation,
    augmentation_strength=0.5,
    monitor=None,
    target=Target("test_accuracy", at_least=0.98),
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
    RECIPE.main()
