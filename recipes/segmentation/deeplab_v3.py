"""DeepLabv3 (Chen, Papandreou, Schroff, Adam 2017) over a residual network, on scenes of handwritten digits.

    python recipes/segmentation/deeplab_v3.py

`--data FOLDER` takes a folder of your own, with photographs in `images` and the classes of their pixels in `labels`.
`--preset many_scenes` learns from eleven times as many scenes.

Measured on two processor cores: test_mean_iou on digit_scenes 0.8497 in 520 s; --preset many_scenes 0.9019 in 778 s.
Differs: smaller rates, and a small backbone that was trained on nothing before, for images of 64 x 64 pixels, and Adam.
"""

from functools import partial

from keras_nets import augmentations, cli, datasets, models, optimizers
from keras_nets.training import Goal, Recipe

# Those of the paper would reach beyond images of 64 x 64 pixels.
RATES = (3, 6, 12)


def build(dataset, depth=1, width=0.125, output_stride=2, filters=32):
    channels = dataset.input_shape[-1]
    backbone = models.resnet(
        (64, 64, channels), dataset.classes, stage_blocks=(depth,) * 4, width=width, stem="small", strided="3x3"
    )
    return models.deeplab_v3(backbone, dataset.classes, output_stride=output_stride, filters=filters, rates=RATES)


RECIPE = Recipe(
    load=partial(datasets.load, data="digit_scenes"),
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 4, default=1),
        "width": hp.Float("width", 0.125, 1.0, sampling="log", default=0.125),
        "output_stride": hp.Choice("output_stride", [2, 4, 8], default=2),
        "filters": hp.Int("filters", 16, 256, sampling="log", default=32),
    },
    epochs=30,
    monitor="val_loss",
    batch_size=8,
    learning_rate=1e-2,
    augmentation=augmentations.distortions(rotation=0.03, zoom=0.15),
    augmentation_strength=0.0,
    goal=Goal("test_mean_iou", at_least=0.8),
    # 1,200 scenes for training are soon known by heart; 13,200 are not.
    presets={
        "many_scenes": {
            "data_options": {"examples": 22000},
            "epochs": 4,
            "goal": Goal("test_mean_iou", at_least=0.9),
        },
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
