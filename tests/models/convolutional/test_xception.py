import math

from keras_nets import models

import pytest

SMALL = {"input_shape": (32, 32, 1), "classes": 4, "stem": "small", "modules": 1, "width": 0.125}


@pytest.mark.usefixtures("unvalued")
def test_sizes_of_the_paper():
    model = models.xception((299, 299, 3), 10)
    names = [*(f"entry_block{block}" for block in (1, 2, 3)), "middle_block8", "exit_block1"]
    assert [model.get_layer(f"{name}_out").output.shape[1:] for name in names] == [
        (74, 74, 128),
        (37, 37, 256),
        (19, 19, 728),
        (19, 19, 728),
        (10, 10, 1024),
    ]
    assert model.count_params() == 22_910_480 - 990 * 2049
    assert sum(math.prod(weight.shape) for weight in model.trainable_weights) == 22_855_952 - 990 * 2049
    assert model.get_layer("dropout").rate == 0.5


@pytest.mark.usefixtures("unvalued")
def test_36_convolutions_of_which_34_are_separable():
    model = models.xception((71, 71, 3), 10, width=0.1)
    kinds = [type(layer).__name__ for layer in model.layers if "_conv" in layer.name]
    assert kinds.count("SeparableConv2D") == 34
    assert kinds.count("Conv2D") == 2


@pytest.mark.usefixtures("unvalued")
def test_nothing_stands_between_depthwise_and_pointwise_and_activation_comes_before():
    model = models.xception(**SMALL)
    convolution = model.get_layer("middle_block1_conv1")
    assert [weight.name for weight in convolution.weights] == ["depthwise_kernel", "pointwise_kernel"]
    assert convolution.input is model.get_layer("middle_block1_activation1").output
    # The stem is activated already.
    assert model.get_layer("entry_block1_conv1").input is model.get_layer("stem_conv2_relu").output


@pytest.mark.usefixtures("unvalued")
def test_middle_modules_add_to_their_input():
    model = models.xception(**SMALL)
    residual, shortcut = model.get_layer("middle_block1_out").input
    assert shortcut is model.get_layer("entry_block3_out").output
    assert residual is model.get_layer("middle_block1_conv3_bn").output


@pytest.mark.parametrize("stem, least", [("large", 32), ("small", 16)])
@pytest.mark.usefixtures("unvalued")
def test_least_size_leaves_one_pixel(stem, least):
    arguments = SMALL | {"stem": stem}
    model = models.xception(**arguments | {"input_shape": (least, least, 1)})
    assert model.get_layer("exit_block1_out").output.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match=f"xception needs images of at least {least}x{least} pixels, got "):
        models.xception(**arguments | {"input_shape": (least, least - 1, 1)})


def test_depth_must_be_positive():
    with pytest.raises(ValueError, match="xception needs at least 1 module in its middle flow, got modules=0"):
        models.xception(**SMALL | {"modules": 0})
