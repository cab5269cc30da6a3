"""A one-layer convolutional network that tells bright left halves from bright right halves, for tests of tools."""

from keras_nets.datasets import Dataset, Split
from keras_nets.datasets.forms import ImageForm
from keras_nets.training import Recipe

import keras
import numpy as np
import tensorflow as tf


def load(data="squares", **options):
    random = np.random.default_rng(0)
    labels = np.arange(48, dtype="int32") % 2
    images = random.integers(0, 60, (48, 8, 8, 1), dtype="uint8")
    for image, label in zip(images, labels, strict=True):
        image[:, 4 * label : 4 * label + 4] += 150
    parts = [Split(images[part], labels[part]) for part in (slice(24), slice(24, 36), slice(36, 48))]
    return Dataset(
        data,
        "classification",
        (8, 8, 1),
        *parts,
        ("left", "right"),
        transform=lambda raw: tf.cast(raw, tf.float32) / 255,
        checksum="0",
        form=ImageForm(image_size=(8, 8), channels=1),
    )


def build(dataset):
    inputs = keras.Input(dataset.input_shape)
    x = keras.layers.Conv2D(2, 3, activation="relu")(inputs)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(dataset.classes, activation="softmax", name="predictions")(x))


def compile_model(model, learning_rate, steps):
    model.compile(
        keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True
    )


def search_space(hp):
    return {}


RECIPE = Recipe(
    name="convolutional.squares",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=3,
    learning_rate=0.05,
)
