"""Activation maximization finds inputs that the network takes for the class."""

from keras_nets.inspection import activation_maximization

import keras
import numpy as np
import pytest


def model_of(shape):
    """Class c likes its own third of the values and dislikes the others."""
    inputs = keras.Input(shape)
    x = keras.layers.Flatten()(inputs) if len(shape) > 1 else inputs
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax", name="predictions")(x))
    own = np.repeat(np.eye(3), np.prod(shape) // 3, axis=0)
    model.set_weights([6 * (own - 0.5) / len(own), np.zeros(3)])
    return model


@pytest.mark.parametrize(
    ("shape", "image_shape"), [((6, 6, 1), None), ((36,), (6, 6, 1)), ((6, 6), (6, 6, 1)), ((6,), None)]
)
def test_the_probability_of_the_class_rises(shape, image_shape):
    model = model_of(shape)
    options = {"image_shape": image_shape, "smoothness": 0.1, "sparsity": 0.1}
    start = activation_maximization(model, [0, 1, 2], steps=1, learning_rate=1e-6, **options)
    found = activation_maximization(model, [0, 1, 2], steps=10, learning_rate=0.15, **options)
    assert found.shape == (3, *(image_shape or shape))
    assert found.min() >= 0
    assert found.max() <= 1
    before, after = (model(inputs.reshape(3, *shape)).numpy() for inputs in (start, found))
    assert np.all(np.diag(after) > np.diag(before) + 0.15)
    np.testing.assert_array_equal(after.argmax(axis=1), [0, 1, 2])


def test_inputs_stay_in_their_range_and_are_the_same_in_every_unit():
    model, bytes_of = model_of((6, 6, 1)), keras.Input((6, 6, 1))
    of_bytes = keras.Model(bytes_of, model(keras.layers.Rescaling(1 / 255)(bytes_of)))
    expected = activation_maximization(model, [0, 2], steps=6)
    found = activation_maximization(of_bytes, [0, 2], steps=6, input_range=(0, 255))
    np.testing.assert_allclose(found, 255 * expected, atol=0.05)
    symmetric = activation_maximization(model, [1], steps=6, input_range=(-3, 3))
    assert -3 <= symmetric.min() < -0.1 and 0.1 < symmetric.max() <= 3


def test_the_same_seed_finds_the_same_input():
    model = model_of((6, 6, 1))
    found = [activation_maximization(model, [1], steps=2, seed=seed) for seed in (0, 0, 1)]
    np.testing.assert_array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="class 3 does not exist"):
        activation_maximization(model_of((6, 6, 1)), [3])
    with pytest.raises(ValueError, match="has 16 values, but the model takes 36"):
        activation_maximization(model_of((36,)), [0], image_shape=(4, 4, 1))
    with pytest.raises(ValueError, match="needs at least one class"):
        activation_maximization(model_of((36,)), [])
    with pytest.raises(ValueError, match=r"classes are integers from 0, got \['0'\]"):
        activation_maximization(model_of((36,)), ["0"])
    with pytest.raises(ValueError, match="input_range None is no range"):
        activation_maximization(model_of((36,)), [0], input_range=None)
    tokens = keras.Input((7,), dtype="int32")
    words = keras.Model(tokens, keras.layers.Dense(2)(keras.layers.Flatten()(keras.layers.Embedding(5, 3)(tokens))))
    with pytest.raises(ValueError, match="needs inputs of numbers, and functional.* reads tokens"):
        activation_maximization(words, [0])
    with pytest.raises(ValueError, match=r"input_range \(1, 0\) is no range; use the smallest and the largest value"):
        activation_maximization(model_of((36,)), [0], input_range=(1, 0))
