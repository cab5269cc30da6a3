from keras_nets import inspection, layers, models

import keras
import numpy as np
import pytest


def dilated(*rates, size=(31, 31), **arguments):
    inputs = x = keras.Input((None, None, 2))
    for rate in rates:
        x = keras.layers.Conv2D(3, 3, dilation_rate=rate, **arguments)(x)
    return inspection.contributions(keras.Model(inputs, x), size)


@pytest.mark.parametrize(
    ("rates", "pixels", "side"),
    [((2, 2, 2), 49, 13), ((1, 2, 3), 169, 13), ((1, 2, 5), 289, 17), ((2, 4, 8), 225, 29), ((1, 1), 25, 5)],
)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_dilated_convolutions_see_as_many_pixels_as_the_papers_say(rates, pixels, side, padding):
    shares = dilated(*rates, padding=padding)
    assert np.count_nonzero(shares) == pixels
    assert inspection.receptive_field(shares)[2:] == (side, side)
    assert shares.sum() == pytest.approx(1)


def test_a_share_is_the_number_of_ways():
    shares = dilated(1, 1, size=(5, 5))
    ways = np.convolve([1, 1, 1], [1, 1, 1])
    np.testing.assert_allclose(shares, np.outer(ways, ways) / 81, rtol=1e-5)


def test_neither_weights_nor_units_that_are_off_hide_a_pixel():
    inputs = keras.Input((9, 9, 1))
    x = keras.layers.Conv2D(4, 3, activation="relu", bias_initializer=keras.initializers.Constant(-100.0))(inputs)
    x = keras.layers.MaxPooling2D(2, strides=1)(keras.layers.ReLU()(keras.layers.BatchNormalization()(x)))
    x = keras.layers.DepthwiseConv2D(2, depthwise_initializer="zeros")(x)
    shares = inspection.contributions(keras.Model(inputs, x), (9, 9))
    assert inspection.receptive_field(shares)[2:] == (5, 5)
    assert np.count_nonzero(shares) == 25


def test_a_layer_of_a_network_by_name():
    model = models.vgg11((64, 64, 3), 5)
    shares = inspection.contributions(model, (64, 64), "stage2_conv1")
    # 3 pixels, then a pooling of 2, then a convolution of step 2 pixels.
    assert inspection.receptive_field(shares)[2:] == (8, 8)


def test_a_pooling_over_pixels_that_lie_apart_sees_all_of_them():
    inputs = keras.Input((None, None, 1))
    x = layers.DilatedPooling2D(3, dilation_rate=2, padding="same")(inputs)
    x = keras.layers.Conv2D(1, 1)(x)
    shares = inspection.contributions(keras.Model(inputs, x), (9, 9))
    assert inspection.receptive_field(shares) == (2, 2, 5, 5)
    assert np.count_nonzero(shares) == 9


def test_outputs_without_a_place_are_refused():
    model = models.lenet5((32, 32, 1), 10)
    with pytest.raises(ValueError, match="layer predictions of lenet5 has outputs of shape .*; name one whose outputs"):
        inspection.contributions(model, (32, 32))


def test_the_picture_counts_the_pixels():
    maps = {f"rates {rates}": dilated(*rates) for rates in ((2, 2, 2), (1, 2, 3))}
    figure = inspection.contribution_grid(maps)
    assert [axes.get_title() for axes in figure.axes] == [
        "rates (2, 2, 2)\n49 of 169 pixels",
        "rates (1, 2, 3)\n169 of 169 pixels",
    ]
    gridded, whole = (axes.images[0].get_array() for axes in figure.axes)
    assert np.count_nonzero(gridded < 1) == 49
    assert whole.max() < 1
