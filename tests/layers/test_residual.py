from keras_nets.layers import (
    ParameterFreeShortcut,
    basic_block,
    bottleneck_block,
    preactivation_block,
    preactivation_bottleneck_block,
    residual_shortcut,
)

import keras
import numpy as np
import pytest

BLOCKS = {
    basic_block: 1,
    bottleneck_block: 4,
    preactivation_block: 1,
    preactivation_bottleneck_block: 4,
}


def model_of(block, filters, strides=1, shape=(8, 8, 16), **arguments):
    inputs = keras.Input(shape, name="input")
    return keras.Model(inputs, block(inputs, filters, strides, name="block", **arguments))


def layers_of(model):
    return {layer.name for layer in model.layers}


def silence(model, *names):
    """Let layers give out zeros."""
    for name in names:
        layer = model.get_layer(name)
        layer.set_weights([np.zeros_like(values) for values in layer.get_weights()])


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("size, strides, expected", [(8, 1, 8), (8, 2, 4), (7, 2, 4), (1, 2, 1)])
@pytest.mark.parametrize("option", ["A", "B", "C"])
@pytest.mark.usefixtures("unvalued")
def test_shapes_of_block_and_shortcut_agree(block, size, strides, expected, option):
    model = model_of(block, 8, strides, (size, size, 4), shortcut=option)
    assert model.output.shape == (None, expected, expected, 8 * BLOCKS[block])
    assert model.layers[-1].name == "block_out"


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.usefixtures("unvalued")
def test_only_a_change_of_shape_needs_a_shortcut_of_its_own(block):
    same, shortcuts = 16 // BLOCKS[block], {"block_projection", "block_shortcut"}
    expected = {("A", 1): set(), ("B", 1): set(), ("C", 1): {"block_projection"}}
    expected |= {("A", 2): {"block_shortcut"}, ("B", 2): {"block_projection"}, ("C", 2): {"block_projection"}}
    for (option, strides), layers in expected.items():
        assert layers_of(model_of(block, same, strides, shortcut=option)) & shortcuts == layers
    wider = model_of(block, 2 * same, shortcut="B")
    assert layers_of(wider) & shortcuts == {"block_projection"}


@pytest.mark.parametrize("block", [basic_block, bottleneck_block])
def test_a_block_that_adds_nothing_is_the_activation_of_its_input(block):
    model = model_of(block, 16 // BLOCKS[block])
    silence(model, f"block_conv{2 if block is basic_block else 3}")
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 16)).astype("float32")
    np.testing.assert_allclose(model(x), np.maximum(x, 0), atol=1e-6)


@pytest.mark.parametrize("block", [preactivation_block, preactivation_bottleneck_block])
def test_nothing_stands_in_the_way_of_the_identity(block):
    model = model_of(block, 16 // BLOCKS[block])
    silence(model, f"block_conv{2 if block is preactivation_block else 3}")
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 16)).astype("float32")
    np.testing.assert_array_equal(model(x), x)


@pytest.mark.usefixtures("unvalued")
def test_a_projection_sees_the_first_activation_of_a_pre_activated_block_and_other_shortcuts_its_input():
    projecting = model_of(preactivation_block, 32, 2)
    assert projecting.get_layer("block_projection").input is projecting.get_layer("block_preactivation_relu").output
    padding = model_of(preactivation_block, 32, 2, shortcut="A")
    assert padding.get_layer("block_shortcut").input is padding.inputs[0]


@pytest.mark.usefixtures("unvalued")
def test_weights_are_those_of_the_papers_arithmetic():
    def kernels(model):
        return sum(layer.count_params() for layer in model.layers if isinstance(layer, keras.layers.Conv2D))

    assert kernels(model_of(bottleneck_block, 64, shape=(8, 8, 256))) == 256 * 64 + 9 * 64 * 64 + 64 * 256
    assert kernels(model_of(basic_block, 64, shape=(8, 8, 64))) == 2 * 9 * 64 * 64
    assert kernels(model_of(basic_block, 128, 2, shape=(8, 8, 64))) == 9 * 64 * 128 + 9 * 128 * 128 + 64 * 128
    assert kernels(model_of(preactivation_block, 128, 2, shape=(8, 8, 64))) == 9 * 64 * 128 + 9 * 128 * 128 + 64 * 128


@pytest.mark.parametrize("strided, sizes", [("1x1", [4, 4, 4]), ("3x3", [8, 4, 4])])
@pytest.mark.usefixtures("unvalued")
def test_the_step_is_in_the_convolution_that_was_asked_for(strided, sizes):
    model = model_of(bottleneck_block, 4, 2, strided=strided)
    assert [model.get_layer(f"block_conv{i}").output.shape[1] for i in (1, 2, 3)] == sizes


@pytest.mark.usefixtures("unvalued")
def test_biases_of_a_pre_activated_bottleneck_stand_where_no_normalization_follows():
    model = model_of(preactivation_bottleneck_block, 16, 2, use_bias=True)
    biased = {layer.name for layer in model.layers if getattr(layer, "use_bias", False)}
    assert biased == {"block_projection", "block_conv3"}
    plain = model_of(preactivation_bottleneck_block, 16, 2)
    assert not any(getattr(layer, "use_bias", False) for layer in plain.layers)


@pytest.mark.usefixtures("unvalued")
def test_epsilon_reaches_every_normalization():
    for block in BLOCKS:
        model = model_of(block, 16, 2, epsilon=0.125)
        found = [layer.epsilon for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
        assert len(found) >= 2 and set(found) == {0.125}


@pytest.mark.usefixtures("unvalued")
def test_dropout_stands_before_the_second_convolution():
    model = model_of(preactivation_block, 16, dropout=0.3)
    assert model.get_layer("block_conv2").input is model.get_layer("block_dropout").output
    assert model.get_layer("block_dropout").rate == 0.3
    assert "block_dropout" not in layers_of(model_of(preactivation_block, 16))


def test_parameter_free_shortcut_takes_pixels_and_adds_zeros():
    x = np.random.default_rng(0).normal(size=(2, 5, 6, 3)).astype("float32")
    layer = ParameterFreeShortcut(7, strides=2)
    y = keras.ops.convert_to_numpy(layer(x))
    np.testing.assert_array_equal(y[..., :3], x[:, ::2, ::2])
    assert not y[..., 3:].any() and not layer.weights
    assert y.shape == (2, 3, 3, 7) == layer.compute_output_shape(x.shape)
    assert layer.compute_output_shape((None, None, 5, 3)) == (None, None, 3, 7)


def test_parameter_free_shortcut_cannot_take_maps_away():
    with pytest.raises(ValueError, match="^shortcut A only adds channels and cannot go from 16 to 8; use shortcut B$"):
        residual_shortcut(keras.Input((8, 8, 16)), 8, name="block", option="A")


def test_unknown_shortcuts_and_strided_convolutions_are_refused():
    with pytest.raises(ValueError, match="^shortcut must be one of A, B, C, got 'D'$"):
        residual_shortcut(keras.Input((8, 8, 4)), 8, name="block", option="D")
    with pytest.raises(ValueError, match="^strided must be '1x1' or '3x3', the convolution that has the stride, got "):
        bottleneck_block(keras.Input((8, 8, 4)), 8, 2, name="block", strided="5x5")
