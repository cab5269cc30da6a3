from keras_nets import models
from keras_nets.inspection.receptive_fields import contributions, receptive_field
from keras_nets.models.segmentation.dilated_context_network import front_end

import keras
import numpy as np
import pytest


def tiny(shape=(None, None, 3), classes=4, **arguments):
    return models.dilated_context_network(shape, classes, **{"width": 0.02} | arguments)


def weights_by_hand(classes, context):
    """VGG-16's convolutions, then fc6 as a convolution of 7x7 and fc7 as one of 1x1, scores, and the context."""
    maps = (3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
    vgg = sum(9 * maps[i] * maps[i + 1] + maps[i + 1] for i in range(13))
    assert vgg == 14_714_688
    dense = 49 * 512 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * classes + classes
    kernels, biases = context
    return vgg + dense + kernels * classes**2 + biases * classes


@pytest.mark.usefixtures("unvalued")
def test_weights_of_the_papers_network():
    assert weights_by_hand(21, (64, 8)) == 134_374_973
    # 2C, 2C, 4C, 8C, 16C, 32C, 32C and C maps.
    widths = (1, 2, 2, 4, 8, 16, 32, 32)
    kernels = 9 * sum(widths[i] * widths[i + 1] for i in range(7)) + 32
    assert weights_by_hand(21, (kernels, sum(widths[1:]) + 1)) == 141_149_720
    counts = {c: models.dilated_context_network((None, None, 3), 21, context=c, width=0.01) for c in ("basic", "large")}
    difference = (kernels - 64) * 21**2 + (sum(widths[1:]) + 1 - 8) * 21
    assert counts["large"].count_params() - counts["basic"].count_params() == difference


@pytest.mark.usefixtures("unvalued")
def test_what_follows_left_out_poolings_is_dilated():
    model = tiny((64, 64, 3))
    rates = {layer.name: layer.dilation_rate[0] for layer in model.layers if isinstance(layer, keras.layers.Conv2D)}
    assert {rates[f"stage{stage}_conv{i}"] for stage in (1, 2, 3, 4) for i in (1, 2)} == {1}
    assert [rates[name] for name in ("stage5_conv1", "stage5_conv3", "fc1", "fc2", "scores")] == [2, 2, 4, 1, 1]
    assert model.get_layer("fc1").kernel_size == (7, 7)
    assert model.get_layer("scores").output.shape == (None, 8, 8, 4)


def test_a_new_context_module_leaves_the_front_ends_scores():
    model = tiny(classes=3)
    x = np.random.default_rng(0).normal(size=(1, 24, 16, 3)).astype("float32")
    names = ("scores", "context_conv8")
    scores, after = keras.Model(model.input, [model.get_layer(name).output for name in names])(x)
    np.testing.assert_allclose(after, np.maximum(scores, 0), atol=1e-6)


def test_what_the_front_end_learns_alone_the_whole_network_has():
    model = tiny((16, 16, 3), classes=3, dropout=0.0)
    # A new context module only cuts off negative scores, of which there are none with this bias.
    model.get_layer("scores").bias.assign([5.0, 5.0, 5.0])
    alone = front_end(model)
    x = np.random.default_rng(0).normal(size=(2, 16, 16, 3)).astype("float32")
    np.testing.assert_allclose(alone(x), model(x), atol=1e-6)
    before = keras.ops.convert_to_numpy(model(x))
    alone.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy", run_eagerly=True)
    alone.train_on_batch(x, np.ones((2, 16, 16), "int32"))
    after = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(alone(x), after, atol=1e-6)
    assert (after[..., 1] > before[..., 1]).all()


@pytest.mark.usefixtures("unvalued")
def test_normalization_follows_the_convolutions_of_the_front_end_alone():
    model = tiny(stage_convolutions=(1, 2, 1), dense_filters=(50,), normalization=True)
    normalized = [layer.name for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    convolutions = ("stage1_conv1", "stage2_conv1", "stage2_conv2", "stage3_conv1", "fc1")
    assert normalized == [f"{name}_bn" for name in convolutions]
    assert not any(model.get_layer(name).use_bias for name in convolutions)
    assert not any(isinstance(layer, keras.layers.BatchNormalization) for layer in tiny().layers)


def test_a_pixel_sees_what_its_layers_add_up_to():
    model = models.dilated_context_network((None, None, 1), 1, stage_convolutions=(1, 1, 1), width=0.01, context=None)
    front = keras.Model(model.inputs, model.get_layer("scores").output)
    # One pooling: 3 pixels, 1 for the window, 2 * 2 + 4 at rates 1 and 2, and 48 of fc1 at rate 4, of 2 pixels each.
    frame = receptive_field(contributions(front, (140, 140)))[2:]
    assert frame == (3 + 1 + 2 * (2 + 4 + 24),) * 2


@pytest.mark.parametrize("size", [(1, 1), (37, 51), (64, 40)])
def test_any_size_gives_predictions_of_that_size(size):
    y = keras.ops.convert_to_numpy(tiny(context="large")(np.ones((2, *size, 3), "float32")))
    assert y.shape == (2, *size, 4)
    np.testing.assert_allclose(y.sum(axis=-1), 1, atol=1e-5)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(stage_convolutions=(1, 1)), "^dilated_context_network needs at least 3 stages of at least 1 convolution"),
        (dict(context="wide"), "^context must be one of basic, large, got 'wide'$"),
        (dict(classes=0), "^classes must be at least 1, got 0"),
        (dict(width=0), "^width must be positive, got 0; "),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        tiny(**arguments)
