"""A small recipe that trains in a second: a dense network with dropout on scikit-learn's digits."""

from keras_nets import datasets
from keras_nets.training import Recipe, Target
from keras_nets.training.options import Options

import keras
import pytest


def load(data="digits", **options):
    return datasets.load(data, flatten=True, **options).head(200)


def build(dataset, width=8, activation="relu", dropout=0.5, layers=(8,)):
    inputs = keras.Input(dataset.input_shape)
    x = keras.layers.Dense(width, activation=activation)(inputs)
    for units in layers:
        x = keras.layers.Dense(units, activation=activation)(x)
    x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax", name="predictions")(x))


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {"width": hp.Int("width", 4, 64, default=8), "dropout": hp.Float("dropout", 0.0, 0.9, default=0.5)}


def augmentation(strength):
    return keras.layers.GaussianNoise(0.1 * strength)


def make_recipe(**changes):
    values = {
        "name": "feedforward.small",
        "load": load,
        "build": build,
        "compile_model": compile_model,
        "search_space": search_space,
        "epochs": 4,
        "batch_size": 32,
        "learning_rate": 1e-2,
        "augmentation": augmentation,
        "target": Target("test_accuracy", at_least=0.1),
        "presets": {"wine": {"data": "wine", "width": 5, "patience": 2, "target": Target("test_loss", at_most=9.0)}},
    }
    return Recipe(**values | changes)


@pytest.fixture(autouse=True)
def full_precision():
    """A run sets Keras's global precision; the next test starts from the default again."""
    yield
    keras.config.set_dtype_policy("float32")


@pytest.fixture
def recipe():
    return make_recipe()


@pytest.fixture
def options(tmp_path):
    """Builds `Options` that write below the test's own folder, without TensorBoard unless asked for."""

    def make(**values):
        return Options(**{"runs": str(tmp_path / "runs"), "tensorboard": False} | values)

    return make


@pytest.fixture(scope="session")
def recipe_with():
    return make_recipe
