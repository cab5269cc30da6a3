import math

from keras_nets.layers import atrous_spatial_pyramid_pooling

import keras
import numpy as np
import pytest


def pyramid(maps, size=None, **arguments):
    inputs = keras.Input((size, size, maps))
    return keras.Model(inputs, atrous_spatial_pyramid_pooling(inputs, **arguments))


def kernels(model):
    return sum(math.prod(weight.shape) for weight in model.weights if weight.name == "kernel")


@pytest.mark.usefixtures("unvalued")
def test_weights_of_the_papers_head_on_2048_maps():
    model = pyramid(2048)
    assert kernels(model) == 15_532_032 == 29 * 2048 * 256 + 5 * 256 * 256
    # Scale, shift, mean and variance of 256 maps after each of six convolutions.
    assert model.count_params() == 15_532_032 + 6 * 4 * 256


@pytest.mark.usefixtures("unvalued")
def test_a_separable_pyramid_has_the_weights_of_its_two_parts():
    model = pyramid(16, filters=4, separable=True, normalization=False)
    dilated = 3 * (9 * 16 + 16 + 16 * 4 + 4)
    assert model.count_params() == dilated + 2 * (16 * 4 + 4) + (20 * 4 + 4)


@pytest.mark.usefixtures("unvalued")
def test_rates_are_those_asked_for():
    model = pyramid(4, filters=2, rates=(2, 4))
    assert [model.get_layer(f"aspp_atrous{i}").dilation_rate for i in (1, 2)] == [(2, 2), (4, 4)]
    assert model.get_layer("aspp_concat").output.shape[-1] == 4 * 2


def test_any_size_gives_maps_of_that_size():
    model = pyramid(3, filters=2)
    for size in ((1, 1), (7, 12)):
        assert model(np.ones((2, *size, 3), "float32")).shape == (2, *size, 2)


def test_the_mean_of_the_image_reaches_every_pixel():
    model = pyramid(1, filters=1, rates=(), normalization=False, activation=None)
    model.get_layer("aspp_pool_conv").set_weights([np.full((1, 1, 1, 1), 2.0), np.zeros(1)])
    model.get_layer("aspp_out").set_weights([np.array([0.0, 1.0]).reshape(1, 1, 2, 1), np.zeros(1)])
    x = np.random.default_rng(0).normal(size=(2, 5, 6, 1)).astype("float32")
    expected = np.broadcast_to(2 * x.mean(axis=(1, 2), keepdims=True), x.shape)
    np.testing.assert_allclose(model(x), expected, atol=1e-5)


def test_rates_below_one_are_refused():
    with pytest.raises(ValueError, match=r"^atrous spatial pyramid pooling needs rates of at least 1, got \(6, 0\)$"):
        pyramid(4, filters=2, rates=(6, 0))
