"""A dense network on three clouds of points: trained in a blink, for tests of searches and tools."""

from keras_nets import cli
from keras_nets.datasets import Dataset, Split
from keras_nets.datasets.forms import Form
from keras_nets.training import Goal, Recipe

import keras
import numpy as np

MOST_UNITS = 28


def load(data="blobs", split=None, **options):
    random = np.random.default_rng(0)
    labels = np.arange(120, dtype="int32") % 3
    points = (random.normal(size=(120, 4)) + 2 * np.eye(3, 4)[labels]).astype("float32")
    parts = [Split(points[part], labels[part]) for part in (slice(60), slice(60, 90), slice(90, 120))]
    if split == "70/30":
        parts[1] = None
    form = Form(feature_names=tuple(f"feature {i}" for i in range(4)))
    return Dataset(data, "classification", (4,), *parts, ("a", "b", "c"), checksum="0", form=form)


def build(dataset, hidden_units=(8,), dropout=0.1):
    if max(hidden_units) > MOST_UNITS:
        raise ValueError(f"at most {MOST_UNITS} units a layer, got {max(hidden_units)}")
    inputs = x = keras.Input(dataset.input_shape)
    for units in hidden_units:
        x = keras.layers.Dense(units, activation="tanh")(x)
    x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax", name="predictions")(x))


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    # Tracing would take longer than training.
    model.compile(
        keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True
    )


def search_space(hp):
    depth = hp.Int("depth", 1, 3, default=1)
    return {
        "hidden_units": tuple(hp.Int(f"units_{i}", 4, 32, step=4, default=8) for i in range(depth)),
        "dropout": hp.Choice("dropout", [0.0, 0.1, 0.2], default=0.1),
    }


RECIPE = Recipe(
    name="feedforward.blobs",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=3,
    learning_rate=1e-2,
    goal=Goal("test_accuracy", at_least=0.5),
    presets={"long": {"epochs": 4, "goal": Goal("test_accuracy", at_least=0.6)}},
)

if __name__ == "__main__":
    cli.main(RECIPE)
