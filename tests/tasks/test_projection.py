from keras_nets.datasets import load
from keras_nets.tasks.projection import MOST_FEATURES, projection

import keras
import numpy as np


def test_examples_are_points_unless_their_features_are_too_many():
    dataset, columns = load("digits"), {"true": [1, 2, 3]}
    inputs = dataset.inputs("test", limit=3)
    for units, is_shown in ((MOST_FEATURES, True), (MOST_FEATURES + 1, False)):
        layers = [keras.layers.Flatten(), keras.layers.Dense(units, name="last"), keras.layers.Dense(10, "softmax")]
        model = keras.Sequential([keras.Input(dataset.input_shape), *layers])
        found = projection(model, dataset, inputs, columns)
        assert bool(found) is is_shown
        if is_shown:
            last = keras.Model(model.inputs[0], model.get_layer("last").output)
            np.testing.assert_allclose(found["features"], last(inputs), atol=1e-5)
            np.testing.assert_array_equal(found["images"], inputs)
            assert found["columns"] == columns
