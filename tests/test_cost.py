from keras_nets import models
from keras_nets._cost import layer_multiply_adds, multiply_adds

import keras
import pytest
from keras import layers


def applied(layer, shape):
    layer(keras.Input(shape))
    return layer_multiply_adds(layer)


@pytest.mark.parametrize(
    "layer, shape, expected",
    [
        (layers.Dense(5), (7,), 35),
        (layers.Dense(5), (3, 7), 3 * 35),
        (layers.Conv2D(4, 3, padding="same"), (10, 10, 1), 10 * 10 * 9 * 4),
        (layers.Conv2D(8, 3, strides=2, groups=2), (9, 9, 4), 4 * 4 * 9 * 2 * 8),
        (layers.DepthwiseConv2D(3, padding="same"), (6, 6, 5), 6 * 6 * 9 * 5),
        (layers.SeparableConv2D(32, 3, padding="same"), (6, 6, 16), 6 * 6 * (9 * 16 + 16 * 32)),
        (layers.Conv2DTranspose(4, 2, strides=2), (5, 5, 3), 5 * 5 * 2 * 2 * 3 * 4),
        (layers.SimpleRNN(5), (9, 3), 0),
        (layers.Embedding(50, 4), (9,), 0),
        (layers.PReLU(shared_axes=(1, 2)), (6, 6, 5), 0),
        (layers.BatchNormalization(), (6, 6, 5), 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, layers.Layer) else None,
)
def test_every_entry_of_a_kernel_counts_once_a_place(layer, shape, expected):
    assert applied(layer, shape) == expected


def test_a_model_costs_what_its_layers_cost():
    inputs = keras.Input((10, 10, 1))
    x = layers.Conv2D(4, 3, padding="same")(inputs)
    model = keras.Model(inputs, layers.Dense(2)(layers.Flatten()(x)))
    assert multiply_adds(model) == 10 * 10 * 9 * 4 + 400 * 2


def test_layers_inside_of_a_layer_have_its_places():
    model = models.transformer_decoder(20, depth=1, width=8, heads=2, feed_forward_units=12)
    block, embedding = 4 * 8 * 8 + 2 * 8 * 12, 20 * 8
    assert multiply_adds(model, sizes=(30,)) == 30 * (block + embedding)


def test_a_recurrent_network_costs_its_kernels_at_every_step():
    inputs = keras.Input((None, 3))
    model = keras.Model(inputs, layers.Dense(2)(layers.Bidirectional(layers.GRU(5))(inputs)))
    assert multiply_adds(model, sizes=(40, 3)) == 40 * 2 * 3 * 5 * (3 + 5) + 10 * 2
