"""Context by dilated convolutions (Yu, Koltun 2016) over a narrow VGG-16, on scenes of handwritten digits.

    python recipes/segmentation/dilated_context_network.py

`--data FOLDER` takes a folder of your own, with photographs in `images` and the classes of their pixels in `labels`.

Measured: not yet.
Differs: a narrow front end that was trained on nothing before, together with the context module, and Adam.
"""

from keras_nets import datasets, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digit_scenes", **options):
    return datasets.load(data, **options)


def build(dataset, width=0.125, context="basic"):
    return models.dilated_context_network(
        (None, None, dataset.input_shape[-1]), dataset.classes, width=width, context=context
    )


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
    overlap = keras.metrics.MeanIoU(model.output_shape[-1], sparse_y_pred=False, name="mean_iou", dtype="float32")
    model.compile(keras.optimizers.Adam(schedule), loss, weighted_metrics=["accuracy", overlap])


def search_space(hp):
    return {
        "width": hp.Float("width", 0.0625, 0.5, sampling="log", default=0.125),
        "context": hp.Choice("context", ["basic", "large"], default="basic"),
    }


def augmentation(strength):
    """Digits that are turned, larger or smaller; where an image moved away from is background."""
    turns = keras.layers.RandomRotation(0.03 * strength, fill_mode="constant")
    zooms = keras.layers.RandomZoom(0.15 * strength, fill_mode="constant")
    return keras.Sequential([turns, zooms])


RECIPE = Recipe(
    name="segmentation.dilated_context_network",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=30,
    batch_size=16,
    learning_rate=3e-3,
    augmentation=augmentation,
    augmentation_strength=0.0,
    target=Target("test_mean_iou", at_least=0.9),
)

if __name__ == "__main__":
    RECIPE.main()
