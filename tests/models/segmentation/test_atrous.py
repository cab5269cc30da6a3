"""A dilated classifier computes the classifier's own features, and more of them between."""

from keras_nets import models
from keras_nets.models.segmentation._atrous import atrous_backbone

import keras
import numpy as np
import pytest

NARROW = {"width": 0.0625}
BOTTLENECK = NARROW | {"block": "bottleneck", "stage_blocks": (1, 1, 1, 2)}
# Sizes at which TensorFlow's padding of strided windows falls on the same pixels; those of `resnet` may be any.
BACKBONES = {
    "resnet": (models.resnet, (70, 75, 3), NARROW | {"stage_blocks": (1, 2, 2, 2)}),
    "resnet_bottleneck": (models.resnet, (64, 64, 3), BOTTLENECK),
    "resnet_shortcut_a": (models.resnet, (61, 64, 3), BOTTLENECK | {"strided": "3x3", "shortcut": "A"}),
    "resnet_v2": (models.resnet_v2, (64, 64, 3), NARROW | {"stage_blocks": (1, 1, 1, 2)}),
    "resnet_v2_last": (models.resnet_v2, (64, 64, 3), NARROW | {"stage_blocks": (1, 2, 2, 2), "strided": "last"}),
    "vgg": (models.vgg, (64, 64, 3), NARROW | {"dense_units": (4,)}),
    "mobilenet_v2": (models.mobilenet_v2, (65, 65, 3), {"stage_blocks": (1, 1, 1, 1, 1, 2, 1), "width": 0.1}),
    "xception": (models.xception, (71, 71, 3), {"modules": 1, "width": 0.05}),
    "cifar_resnet": (models.cifar_resnet, (30, 33, 3), {"depth": 8, "width": 0.25}),
    "efficientnet": (models.efficientnet, (65, 65, 3), {"depth": 0.1, "width": 0.1}),
    "googlenet": (models.googlenet, (65, 65, 3), {"width": 0.05}),
    "all_convolutional": (models.all_convolutional, (33, 33, 3), {"width": 0.05}),
    "fractalnet": (models.fractalnet, (32, 32, 3), {"blocks": 5, "columns": 2, "width": 0.05}),
}
# Products of all strides, where they are not 32.
STRIDES = {"cifar_resnet": 4, "all_convolutional": 4}


def backbone(name):
    factory, shape, arguments = BACKBONES[name]
    return factory(shape, 3, **arguments)


def perturbed(model):
    generator = np.random.default_rng(0)
    for weight in model.weights:
        # Biases, shifts and means that are not 0 tell borders from what is inside.
        if len(weight.shape) == 1 and "variance" not in weight.name:
            weight.assign(weight + 0.1 * generator.normal(size=weight.shape))
    return model


def dilated(model, output_stride, **arguments):
    return atrous_backbone(model, output_stride, network="network", **arguments)


@pytest.mark.parametrize("name", BACKBONES)
def test_features_between_which_more_stand_are_those_of_the_classifier(name):
    model = perturbed(backbone(name))
    x = np.random.default_rng(0).normal(size=(2, *model.input.shape[1:])).astype("float32")
    # Of most the largest factor, which dilates what smaller ones do and more; by a factor of 1 all stays as it is.
    for factor in (4, 2, 1) if name == "resnet" else (4,):
        copy, strides = dilated(model, STRIDES.get(name, 32) // factor)
        last = copy.layers[-1].name
        if factor == 4:
            features = keras.Model(model.input, model.get_layer(last).output)
            expected = keras.ops.convert_to_numpy(features(x))
            assert expected.std() > 0.01
        assert strides[last] == STRIDES.get(name, 32) // factor
        y = keras.ops.convert_to_numpy(copy(x))
        np.testing.assert_allclose(y[:, ::factor, ::factor], expected, rtol=1e-5, atol=1e-5)


def test_the_backbone_stays_as_it_is_and_shares_nothing():
    model = backbone("resnet")
    before = [keras.ops.convert_to_numpy(weight) for weight in model.weights]
    copy, _ = dilated(model, 8)
    for weight in copy.weights:
        weight.assign(weight + 1.0)
    for weight, value in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)
    assert model.get_layer("stage4_block1_conv1").strides == (2, 2)


@pytest.mark.parametrize("output_stride, rates", [(32, (1, 1, 1)), (16, (1, 1, 2)), (8, (1, 2, 4))])
@pytest.mark.usefixtures("unvalued")
def test_rates_of_a_resnets_stages(output_stride, rates):
    copy, strides = dilated(backbone("resnet"), output_stride)
    assert tuple(copy.get_layer(f"stage{i}_block1_conv2").dilation_rate[0] for i in (2, 3, 4)) == rates
    assert copy.get_layer("stage4_block1_conv1").dilation_rate[0] == max(1, rates[2] // 2)
    assert strides["stage4_block2_out"] == output_stride
    assert copy.input.shape == (None, None, None, 3)


@pytest.mark.usefixtures("unvalued")
def test_multi_grid_multiplies_the_rates_of_the_last_stages_blocks():
    model = models.resnet((64, 64, 3), 3, stage_blocks=(1, 1, 1, 3), **NARROW)
    copy, _ = dilated(model, 16, multi_grid=(1, 2, 4))
    assert [copy.get_layer(f"stage4_block{n}_conv2").dilation_rate[0] for n in (1, 2, 3)] == [2, 4, 8]
    assert copy.get_layer("stage3_block1_conv2").dilation_rate == (1, 1)
    for size in (32, 45):
        assert copy(keras.Input((size, size, 3))).shape[1] == -(-size // 16)


@pytest.mark.parametrize(
    "name, multi_grid, output_stride, message",
    [
        (
            "resnet",
            (1, 2, 4),
            16,
            r"^network needs a multi_grid of a factor for each of the 2 blocks .*, got \(1, 2, 4",
        ),
        ("vgg", (1, 2), 8, "^network needs a multi_grid of a factor for each of the 0 blocks"),
        ("resnet", (1, 2), 32, "^network dilates nothing in the last stage, which multi_grid="),
        ("resnet", None, 0, "^network needs an output_stride of at least 1, such as 16 or 8, got 0$"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_strides_and_grids_that_do_not_fit_are_refused(name, multi_grid, output_stride, message):
    with pytest.raises(ValueError, match=message):
        dilated(backbone(name), output_stride, multi_grid=multi_grid)


@pytest.mark.usefixtures("unvalued")
def test_layers_that_cannot_be_dilated_are_named():
    with pytest.raises(ValueError, match="^network cannot dilate layer s4, a Subsampling2D with windows; use a "):
        dilated(models.lenet5((32, 32, 1), 3, width=0.5), 2)
    with pytest.raises(ValueError, match="layer stage2_conv1, a Conv2D with a kernel of even size and padding; use a"):
        dilated(models.prelu_network((64, 64, 3), 3, width=0.05), 6)


@pytest.mark.usefixtures("unvalued")
def test_what_is_no_image_classifier_is_refused():
    needed = r"^network needs a functional image classifier as its backbone, such as models.resnet18\(.*"
    inputs = keras.Input((8, 8, 1))
    flat = keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(inputs)), name="flat")
    for model, found in (
        ("resnet18", "; got a str with inputs of shapes "),
        (models.mlp((8,), 3), "; got a "),
        (flat, "; flat has no feature maps that a straight line of layers leads from"),
    ):
        with pytest.raises(ValueError, match=needed + found):
            dilated(model, 16)


@pytest.mark.usefixtures("unvalued")
def test_a_backbone_without_a_head_is_taken_whole():
    model = backbone("resnet")
    headless = keras.Model(model.input, model.get_layer("stage3_block2_out").output)
    copy, strides = dilated(headless, 8)
    assert copy.layers[-1].name == "stage3_block2_out" and strides["stage3_block2_out"] == 8


@pytest.mark.usefixtures("unvalued")
def test_images_of_other_channels_are_refused():
    with pytest.raises(ValueError, match=r"^network has a backbone for images of 3 channels, got input_shape=\(32, "):
        dilated(backbone("resnet"), 16, input_shape=(32, 32, 1))
