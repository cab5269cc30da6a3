import math

from keras_nets import models

import keras
import pytest

# Weights that training changes, as the paper counts them in millions: 0.27, 0.46, 0.66, 0.85, 1.7.
TRAINABLE = {20: 269_722, 32: 464_154, 44: 658_586, 56: 853_018, 110: 1_727_962}


def trainable(model):
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


@pytest.mark.parametrize("depth", TRAINABLE)
@pytest.mark.usefixtures("unvalued")
def test_variants_have_their_depth_and_trainable_weights(depth):
    model = getattr(models, f"resnet{depth}")((32, 32, 3), 10)
    assert trainable(model) == TRAINABLE[depth]
    weighted = [layer for layer in model.layers if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense))]
    assert len(weighted) == depth
    assert model.name == f"resnet{depth}"


@pytest.mark.usefixtures("unvalued")
def test_maps_of_the_three_stages():
    model = models.cifar_resnet((32, 32, 3), 10)
    shapes = [model.get_layer(f"stage{i}_block3_out").output.shape[1:] for i in (1, 2, 3)]
    assert shapes == [(32, 32, 16), (16, 16, 32), (8, 8, 64)]


@pytest.mark.usefixtures("unvalued")
def test_shortcuts_with_weights():
    a, b, c = (trainable(models.cifar_resnet((8, 8, 3), 10, shortcut=option)) for option in "ABC")
    # A projection of i to o maps has i * o weights, its normalization 2 * o.
    assert b - a == 16 * 32 + 32 * 64 + 2 * (32 + 64)
    assert c - b == 3 * 16**2 + 2 * 32**2 + 2 * 64**2 + 2 * (3 * 16 + 2 * 32 + 2 * 64)


@pytest.mark.parametrize("depth, nearest", [(0, 8), (7, 8), (21, 20), (24, 26), (112, 110), (-5, 8)])
def test_depths_between_are_refused(depth, nearest):
    with pytest.raises(ValueError) as error:
        models.cifar_resnet((32, 32, 3), 10, depth=depth)
    assert str(error.value) == (
        f"the depth of cifar_resnet must be 6n + 2 with n at least 1, got {depth}; the least is 8, the nearest "
        f"{nearest}"
    )


@pytest.mark.usefixtures("unvalued")
def test_small_images_and_widths_are_refused():
    assert models.cifar_resnet((4, 4, 1), 2, depth=8).get_layer("pool").input.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match="^resnet20 needs images of at least 4x4 pixels, got 3x4; "):
        models.resnet20((3, 4, 1), 2)
    with pytest.raises(ValueError, match="^width must be positive, got 0; "):
        models.cifar_resnet((8, 8, 1), 2, width=0)
