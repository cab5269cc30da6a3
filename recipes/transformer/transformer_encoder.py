"""Encoder of a Transformer (Vaswani and others 2017) on handwritten digits, read row by row.

    python recipes/transformer/transformer_encoder.py

`--preset rt_polarity` tells good from bad reviews by their words, `--preset basic_motions` what a wrist is doing.

Measured on two processor cores: test_accuracy on digits 0.9694 in 36 s.
Differs: a small network, normalized before each sublayer; AdamW with a cosine schedule.
"""

from keras_nets import datasets, models
from keras_nets.training import Recipe, Target

import keras


def load(data="digits", **options):
    dataset = datasets.load(data, **options)
    return dataset if dataset.image_shape is None else dataset.by_rows()


def build(dataset, depth=2, width=64, heads=4, dropout=0.1):
    tokens = {"vocabulary_size": dataset.vocabulary().size} if "vocabulary" in dataset.details else {}
    return models.transformer_encoder(
        dataset.input_shape,
        dataset.classes,
        depth=depth,
        width=width,
        heads=heads,
        feed_forward_units=4 * width,
        dropout=dropout,
        pre_normalization=True,
        **tokens,
    )


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.05)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 6, default=2),
        "width": hp.Int("width", 16, 256, step=16, default=64),
        "heads": hp.Choice("heads", [1, 2, 4, 8], default=4),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.1),
    }


RECIPE = Recipe(
    name="transformer.transformer_encoder",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=60,
    batch_size=32,
    learning_rate=2e-3,
    monitor=None,
    target=Target("test_accuracy", at_least=0.95),
    presets={
        "rt_polarity": {"data": "rt_polarity", "split": "kfold", "dropout": 0.5, "epochs": 5, "learning_rate": 1e-3},
        "basic_motions": {"data": "basic_motions", "split": "full", "batch_size": 8, "learning_rate": 1e-3},
    },
)

if __name__ == "__main__":
    RECIPE.main()
