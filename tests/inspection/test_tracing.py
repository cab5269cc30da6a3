"""Networks line by line, and their drawings."""

from keras_nets.inspection import draw_trace, joins_by_size, trace
from keras_nets.layers import scaled_tanh

import keras
import pytest
from keras import layers


def residual_network(blocks=(2, 1)):
    """A stem with its own padding, then residual blocks, the first of each later stage with a projection."""
    inputs = keras.Input((32, 32, 3), name="input")
    x = layers.ZeroPadding2D(3, name="padding")(inputs)
    x = layers.Conv2D(8, 7, strides=2, use_bias=False, name="stem")(x)
    x = layers.BatchNormalization(name="stem_bn")(x)
    x = layers.Activation("relu", name="stem_relu")(x)
    for stage, count in enumerate(blocks, start=1):
        for block in range(1, count + 1):
            strides = 2 if block == 1 and stage > 1 else 1
            name, shortcut = f"stage{stage}_block{block}", x
            if strides > 1:
                shortcut = layers.Conv2D(8 * stage, 1, strides, name=f"{name}_shortcut")(x)
            branch = layers.Conv2D(8 * stage, 3, strides, padding="same", activation="relu", name=f"{name}_conv")(x)
            x = layers.Add(name=f"{name}_out")([shortcut, branch])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax", name="predictions")(x), name="small")


@pytest.fixture(scope="module")
def steps():
    return trace(residual_network())


def line(steps, name):
    return next(step for step in steps if step.name == name)


def test_padding_normalization_and_activation_are_told_with_their_convolution(steps):
    stem = line(steps, "stem")
    assert stem.operation == "convolution 7x7, s=2, p=3, 3 -> 8, batch norm, relu"
    assert (stem.size, stem.parameters) == ("16x16x8", 7 * 7 * 3 * 8 + 4 * 8)
    assert stem.multiply_adds == 7 * 7 * 3 * 8 * 16 * 16
    assert "padding" not in [step.name for step in steps]


def test_keras_uneven_padding_is_told(steps):
    assert line(steps, "stage2_block1_conv").operation == "convolution 3x3, s=2, p=0+1, 8 -> 16, relu"


def test_a_join_names_the_lines_that_it_takes(steps):
    join = line(steps, "stage2_block1_out")
    assert [steps[source].name for source in join.inputs] == ["stage2_block1_shortcut", "stage2_block1_conv"]
    assert joins_by_size(steps) == [("16x16x8", 2), ("8x8x16", 1)]


def test_every_line_comes_after_those_it_takes_and_all_weights_are_counted(steps):
    assert all(source < number for number, step in enumerate(steps) for source in step.inputs)
    assert sum(step.parameters for step in steps) == residual_network().count_params()


def test_an_activation_that_two_layers_share_is_a_line_of_its_own():
    inputs = keras.Input((8, 8, 2), name="input")
    x = layers.Conv2D(2, 3, padding="same", name="conv")(inputs)
    x = layers.Add(name="out")([x, layers.Activation("relu", name="relu")(x)])
    steps = trace(keras.Model(inputs, x))
    assert [step.operation for step in steps] == ["input", "convolution 3x3, s=1, p=1, 2 -> 2", "relu", "add"]


@pytest.mark.parametrize(
    "layer, operation",
    [
        (layers.Conv2D(4, (1, 7), padding="same"), "convolution 1x7, s=1, p=0x3, 4 -> 4"),
        (layers.Conv2D(4, 3, dilation_rate=2, padding="same"), "convolution 3x3, s=1, p=2, 4 -> 4, d=2"),
        (layers.Conv2D(4, 3, groups=2), "convolution 3x3, s=1, p=0, 4 -> 4, groups=2"),
        (layers.DepthwiseConv2D(3), "depthwise convolution 3x3, s=1, p=0, 4 -> 4"),
        (layers.SeparableConv2D(6, 3), "separable convolution 3x3, s=1, p=0, 4 -> 6"),
        (layers.AveragePooling2D(2), "mean pooling 2x2, s=2, p=0"),
        (layers.GlobalAveragePooling2D(), "global average pooling"),
        (layers.Dense(3, activation=scaled_tanh), "fully connected 4 -> 3, scaled tanh"),
    ],
)
def test_operations_are_told_in_words(layer, operation):
    inputs = keras.Input((16, 16, 4))
    assert trace(keras.Model(inputs, layer(inputs)))[-1].operation == operation


def test_a_sequential_model_is_traced_as_its_graph():
    layers = [keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.BatchNormalization()]
    model = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(3)])
    steps = trace(model)
    assert [step.operation for step in steps][1:] == [
        "convolution 3x3, s=1, p=0, 1 -> 2, batch norm",
        "flatten",
        "fully connected 72 -> 3",
    ]
    assert sum(step.parameters for step in steps) == model.count_params()


def test_a_subclassed_model_has_no_graph_to_trace():
    class Subclassed(keras.Model):
        pass

    with pytest.raises(
        ValueError, match="net has no graph to trace; use a functional model, or build a Sequential one first"
    ):
        trace(Subclassed(name="net"))


def test_a_drawing_has_a_box_for_every_line_and_breaks_into_columns_at_joins():
    steps = trace(residual_network((12, 12)))
    figure = draw_trace(steps, "small")
    boxes = figure.axes[0].patches
    drawn = [text.get_text() for text in figure.axes[0].texts if text.get_text()]
    assert len([box for box in boxes if hasattr(box, "get_boxstyle") and box.get_zorder() == 2]) == len(steps)
    assert drawn.count("add") == 24
    assert len({round(box.get_x(), 3) for box in boxes if box.get_zorder() == 2}) > 1
