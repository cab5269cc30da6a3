"""Context by dilated convolutions (Yu, Koltun 2016) over a narrow VGG-16, on scenes of handwritten digits.

    python recipes/segmentation/dilated_context_network.py

`--data FOLDER` takes a folder of your own, with photographs in `images` and the classes of their pixels in `labels`.

As in the paper the front end learns first, without the context module, which then starts from the identity.

Measured on two processor cores: test_mean_iou on digit_scenes 0.8031 in 295 s.
Differs: a narrow front end of three stages, with batch normalization, at half of the image's size, since the strokes of
digits are thinner than an eighth of 64 pixels; it was trained on nothing before, and learns on with the context; Adam.
"""

from functools import partial

from keras_nets import augmentations, cli, datasets, models, optimizers, tasks
from keras_nets.models.segmentation.dilated_context_network import front_end
from keras_nets.training import Goal, Phase, Recipe


def build(dataset, depth=2, width=0.125, context="basic", dropout=0.2):
    return models.dilated_context_network(
        (None, None, dataset.input_shape[-1]),
        dataset.classes,
        stage_convolutions=(depth,) * 3,
        width=width,
        dense_filters=(256, 512),
        dropout=dropout,
        context=context,
        normalization=True,
    )


def phases(dataset, model, batch_size, pretraining_epochs=15, pretraining_rate=3e-3):
    def build():
        alone = front_end(model)
        steps = pretraining_epochs * dataset.steps(batch_size)
        tasks.task_of("segmentation").compile(alone, optimizers.adam(pretraining_rate, steps))
        return alone

    return [Phase("front_end", build, lambda: dataset, pretraining_epochs, batch_size)]


RECIPE = Recipe(
    load=partial(datasets.load, data="digit_scenes"),
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 3, default=2),
        "width": hp.Float("width", 0.0625, 0.5, sampling="log", default=0.125),
        "context": hp.Choice("context", ["basic", "large"], default="basic"),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.2),
    },
    epochs=15,
    monitor="val_loss",
    batch_size=8,
    phases=phases,
    smoke={"pretraining_epochs": 2},
    augmentation=augmentations.distortions(rotation=0.03, zoom=0.15),
    augmentation_strength=0.0,
    goal=Goal("test_mean_iou", at_least=0.75),
)

if __name__ == "__main__":
    cli.main(RECIPE)
