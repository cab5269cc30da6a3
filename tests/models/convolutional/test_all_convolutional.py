from keras_nets import models

import keras
import numpy as np
import pytest

TINY = dict(input_shape=(16, 16, 3), classes=4, width=0.1)


def convolutions(model):
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]


@pytest.mark.usefixtures("unvalued")
def test_layer_by_layer():
    model = models.all_convolutional_c((32, 32, 3), 10)
    found = [
        (layer.name, layer.filters, layer.kernel_size[0], layer.strides[0], layer.output.shape[1])
        for layer in convolutions(model)
    ]
    assert found == [
        ("stage1_conv1", 96, 3, 1, 32),
        ("stage1_conv2", 96, 3, 1, 32),
        ("stage1_conv3", 96, 3, 2, 16),
        ("stage2_conv1", 192, 3, 1, 16),
        ("stage2_conv2", 192, 3, 1, 16),
        ("stage2_conv3", 192, 3, 2, 8),
        ("stage3_conv1", 192, 3, 1, 6),
        ("stage3_conv2", 192, 1, 1, 6),
        ("class_maps", 10, 1, 1, 6),
    ]


@pytest.mark.usefixtures("unvalued")
def test_neither_pools_nor_has_dense_layers():
    model = models.all_convolutional_c(**TINY)
    kinds = {type(layer).__name__ for layer in model.layers}
    assert kinds == {
        *("InputLayer", "ZeroPadding2D", "Conv2D", "Activation", "BernoulliDropout", "GlobalAveragePooling2D")
    }


@pytest.mark.parametrize("depth, layers", [(1, 7), (2, 9), (3, 11)])
@pytest.mark.usefixtures("unvalued")
def test_depth_is_that_of_stages_1_and_2(depth, layers):
    assert len(convolutions(models.all_convolutional(**TINY, depth=depth))) == layers
    assert len(convolutions(models.all_convolutional_7(**TINY))) == 7


def test_predictions_are_the_means_of_the_class_maps():
    model = models.all_convolutional_c(**TINY)
    x = np.random.default_rng(0).normal(size=(2, 16, 16, 3)).astype("float32")
    class_maps = model.get_layer("class_maps")
    kernel, bias = class_maps.get_weights()
    # What comes in is not negative: this argues against class 0, as it could not if a ReLU followed.
    kernel[..., 0] = -np.abs(kernel[..., 0])
    class_maps.set_weights([kernel, bias])
    maps = keras.Model(model.input, class_maps.output)(x)
    logits = keras.ops.convert_to_numpy(maps).mean(axis=(1, 2))
    assert (logits[:, 0] < 0).all()
    expected = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(model(x), expected, rtol=1e-4)


def test_one_class_is_a_probability():
    assert models.all_convolutional(**TINY | {"classes": 1}).layers[-1].activation is keras.activations.sigmoid


@pytest.mark.usefixtures("unvalued")
def test_dropout_of_inputs_and_after_each_step_of_two():
    model = models.all_convolutional_c(**TINY)
    rates = {layer.name: layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)}
    assert rates == {"input_dropout": 0.2, "stage1_dropout": 0.5, "stage2_dropout": 0.5}
    without = models.all_convolutional_c(**TINY, input_dropout=0.0, dropout=0.0)
    assert not [layer for layer in without.layers if isinstance(layer, keras.layers.Dropout)]


def test_dropout_can_stay_on_at_test_time():
    x = np.ones((1, 16, 16, 3), "float32")
    for on in (False, True):
        model = models.all_convolutional_7(**TINY, test_time_dropout=on)
        first, second = (keras.ops.convert_to_numpy(model(x, training=False)) for _ in range(2))
        assert (first != second).any() == on


@pytest.mark.usefixtures("unvalued")
def test_normalization_follows_all_convolutions_but_the_last():
    model = models.all_convolutional_c(**TINY, normalization=True)
    assert sum(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers) == 8


@pytest.mark.usefixtures("unvalued")
def test_least_size():
    assert models.all_convolutional((9, 9, 1), 2, width=0.05).get_layer("class_maps").output.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match="^all_convolutional_c needs images of at least 9x9 pixels, got 8x9; "):
        models.all_convolutional_c((8, 9, 1), 2)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"depth": 0}, "needs a depth of at least 1 convolution before each stride of 2, got depth=0"),
        ({"width": 0}, "width must be positive, got 0"),
        ({"classes": 0}, "classes must be at least 1, got 0"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.all_convolutional(**TINY | arguments)
