from keras_nets.layers import inverted_residual, scaled_by_eights

import keras
import numpy as np
import pytest

INPUTS = keras.Input((8, 8, 24))


def block(filters=24, **arguments):
    return keras.Model(INPUTS, inverted_residual(INPUTS, filters, name="a", **arguments))


def test_the_papers_block_of_24_maps():
    model = block()
    kernels = [layer.count_params() for layer in model.layers if "Conv2D" in type(layer).__name__]
    assert kernels == [24 * 144, 9 * 144, 144 * 24]
    assert sum(kernels) == 8_208
    assert model.count_params() == 9_456


def test_layers_in_the_papers_order_with_a_linear_bottleneck():
    assert [layer.name for layer in block().layers[1:]] == [
        *("a_expand", "a_expand_bn", "a_expand_relu6"),
        *("a_depthwise", "a_depthwise_bn", "a_depthwise_relu6"),
        *("a_project", "a_project_bn", "a_out"),
    ]


def test_expansion_1_needs_no_convolution():
    assert [layer.name for layer in block(expansion=1).layers][1] == "a_depthwise"


@pytest.mark.parametrize("arguments", [{"strides": 2}, {"filters": 16}])
@pytest.mark.usefixtures("unvalued")
def test_no_shortcut_where_step_or_maps_change(arguments):
    model = block(drop_path=0.5, **arguments)
    assert not [layer for layer in model.layers if isinstance(layer, keras.layers.Add)]
    assert "a_drop_path" not in [layer.name for layer in model.layers]
    assert model.layers[-1].name == "a_out"


def test_the_shortcut_is_the_identity():
    model = block()
    model.get_layer("a_project_bn").gamma.assign(np.zeros(24))
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 24)).astype("float32")
    np.testing.assert_allclose(model(x), x, atol=1e-6)


def test_squeeze_excitation_counts_from_the_bottleneck():
    model = block(squeeze_ratio=0.25, drop_path=0.1)
    assert model.get_layer("a_squeeze_reduce").filters == 6
    assert model.get_layer("a_squeeze_expand").filters == 144
    assert model.get_layer("a_drop_path").rate == 0.1


@pytest.mark.parametrize(
    ("count", "width", "expected"), [(32, 1.0, 32), (16, 0.35, 8), (24, 0.35, 8), (64, 0.35, 24), (320, 1.4, 448)]
)
def test_maps_are_multiples_of_eight_and_hardly_less_than_asked_for(count, width, expected):
    assert scaled_by_eights(count, width) == expected >= 0.9 * count * width


def test_width_must_be_positive():
    with pytest.raises(ValueError, match="width must be positive, got 0"):
        scaled_by_eights(32, 0)
