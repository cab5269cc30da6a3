import math

from keras_nets import models

import keras
import numpy as np
import pytest
import tensorflow as tf

BACKBONES = {
    "resnet": lambda: models.resnet((64, 64, 3), 3, stage_blocks=(1, 1, 1, 1), width=0.0625),
    "resnet_v2": lambda: models.resnet_v2((64, 64, 3), 3, stage_blocks=(1, 1, 1, 1), width=0.0625),
    "vgg": lambda: models.vgg((32, 32, 3), 3, dense_units=(4,), width=0.05),
    "mobilenet_v2": lambda: models.mobilenet_v2((32, 32, 3), 3, stage_blocks=(1,) * 7, width=0.1),
    "xception": lambda: models.xception((71, 71, 3), 3, modules=1, width=0.05),
    "cifar_resnet": lambda: models.cifar_resnet((32, 32, 3), 3, depth=8, width=0.25),
    "efficientnet": lambda: models.efficientnet((32, 32, 3), 3, depth=0.1, width=0.1),
}
EARLY = {
    "resnet": "stage1_block1_out",
    "resnet_v2": "stage1_block1_out",
    "vgg": "stage3_conv3_relu",
    "mobilenet_v2": "stage2_block1_out",
    "xception": "entry_block1_out",
    "cifar_resnet": "stage2_block1_out",
    "efficientnet": "stage2_block1_out",
}
TINY = {"filters": 4, "rates": (2, 3)}


def size_of(model, name):
    return model.get_layer(name).output.shape[1:3]


@pytest.mark.parametrize("name", BACKBONES)
@pytest.mark.usefixtures("unvalued")
def test_any_backbone_gives_predictions_of_the_images_size(name):
    model = models.deeplab_v3_plus(BACKBONES[name](), 5, output_stride=8, **TINY)
    assert model.input.shape == (None, None, None, 3)
    assert model.get_layer("low_level").input is model.get_layer(EARLY[name]).output
    for size in ((64, 64), (37, 51)):
        assert model(keras.Input((*size, 3))).shape == (None, *size, 5)


def test_predictions_are_probabilities_at_any_size():
    model = models.deeplab_v3_plus(BACKBONES["resnet"](), 5, output_stride=8, **TINY)
    for size in ((64, 64), (37, 51)):
        y = keras.ops.convert_to_numpy(model(np.random.default_rng(0).normal(size=(2, *size, 3))))
        assert y.shape == (2, *size, 5)
        np.testing.assert_allclose(y.sum(axis=-1), 1, atol=1e-5)


@pytest.mark.usefixtures("unvalued")
def test_weights_are_the_backbones_the_pyramids_and_the_scores():
    backbone = models.resnet((64, 64, 3), 5, stage_blocks=(1, 1, 1, 1), block="bottleneck")
    features = backbone.count_params() - (2048 * 5 + 5)
    # The pyramid's kernels; scale, shift, mean and variance of its 6 normalizations; 21 scores of 256 maps.
    head = 15_532_032 + 6 * 4 * 256 + 256 * 21 + 21
    model = models.deeplab_v3(backbone, 21)
    assert model.count_params() == features + head
    assert [model.get_layer(f"aspp_atrous{i}").dilation_rate[0] for i in (1, 2, 3)] == [6, 12, 18]
    # On ResNet-101 as in the paper, as the conformance table has it.
    assert 44_549_160 + 105_344 - (2048 * 1000 + 1000) + head == 58_149_077


@pytest.mark.usefixtures("unvalued")
def test_the_pyramid_reaches_as_far_at_half_the_stride():
    model = models.deeplab_v3(BACKBONES["resnet"](), 2, output_stride=8, filters=2, input_shape=(64, 64, 3))
    assert [model.get_layer(f"aspp_atrous{i}").dilation_rate[0] for i in (1, 2, 3)] == [12, 24, 36]
    assert size_of(model, "scores") == (8, 8)
    assert model.output.shape == (None, 64, 64, 2)


def test_all_weights_of_the_backbone_are_carried_over():
    backbone = BACKBONES["resnet"]()
    for weight in backbone.weights:
        weight.assign(np.random.default_rng(len(weight.path)).uniform(size=weight.shape))
    model = models.deeplab_v3(backbone, 2, **TINY)
    own = [layer for layer in backbone.layers if layer.weights and layer.name != "predictions"]
    assert len(own) > 20
    for layer in own:
        for ours, theirs in zip(model.get_layer(layer.name).get_weights(), layer.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name, side", [("resnet", 16), ("cifar_resnet", 32)])
@pytest.mark.usefixtures("unvalued")
def test_the_decoder_works_at_a_quarter_of_the_size_or_at_half_where_the_features_have_a_quarter(name, side):
    model = models.deeplab_v3_plus(BACKBONES[name](), 2, input_shape=(64, 64, 3), **TINY)
    assert size_of(model, "decoder_concat") == (side, side)


@pytest.mark.usefixtures("unvalued")
def test_weights_of_the_decoder():
    model = models.deeplab_v3_plus(BACKBONES["resnet"](), 21, separable=False)
    early = model.get_layer("stage1_block1_out").output.shape[-1]
    kernels = {name: math.prod(model.get_layer(name).kernel.shape) for name in ("low_level", "decoder1", "decoder2")}
    assert kernels == {"low_level": early * 48, "decoder1": 9 * (256 + 48) * 256, "decoder2": 9 * 256 * 256}
    separable = models.deeplab_v3_plus(BACKBONES["resnet"](), 21)
    assert separable.get_layer("decoder1_depthwise").count_params() == 9 * 304
    assert separable.get_layer("aspp_atrous3_depthwise").dilation_rate == (18, 18)


@pytest.mark.usefixtures("unvalued")
def test_early_features_may_be_named():
    model = models.deeplab_v3_plus(BACKBONES["resnet"](), 2, low_level="stem_relu", **TINY)
    assert model.get_layer("low_level").input is model.get_layer("stem_relu").output
    message = "^deeplab_v3_plus found no layer low_level='stem_prelu' with pixels in its backbone; there are "
    with pytest.raises(ValueError, match=message):
        models.deeplab_v3_plus(BACKBONES["resnet"](), 2, low_level="stem_prelu", **TINY)


@pytest.mark.usefixtures("unvalued")
def test_a_backbone_that_never_shrinks_has_no_early_features():
    with pytest.raises(ValueError, match="^deeplab_v3_plus needs a backbone with features larger than its last ones"):
        models.deeplab_v3_plus(BACKBONES["cifar_resnet"](), 2, output_stride=1, **TINY)


def test_saved_networks_take_any_size_in_a_graph(tmp_path):
    # It has every kind of layer of `deeplab_v3`, and the decoder's.
    model = models.deeplab_v3_plus(BACKBONES["vgg"](), 3, output_stride=8, **TINY)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    traced = tf.function(loaded, input_signature=[tf.TensorSpec((None, None, None, 3), "float32")])
    for size in ((32, 40), (33, 17)):
        x = np.random.default_rng(0).normal(size=(1, *size, 3)).astype("float32")
        expected = model(x)
        np.testing.assert_array_equal(loaded(x), expected)
        np.testing.assert_allclose(traced(x), expected, atol=1e-5)


def test_half_precision_gives_nearly_the_same():
    full = models.deeplab_v3(BACKBONES["cifar_resnet"](), 3, **TINY)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        half = models.deeplab_v3(BACKBONES["cifar_resnet"](), 3, **TINY)
    finally:
        keras.config.set_dtype_policy("float32")
    half.set_weights(full.get_weights())
    x = np.random.default_rng(0).uniform(size=(1, 16, 12, 3)).astype("float32")
    assert half.get_layer("predictions").dtype_policy.name == "float32"
    assert {layer.compute_dtype for layer in half.layers} == {"bfloat16", "float32"}
    np.testing.assert_allclose(half(x), full(x), atol=0.05)


@pytest.mark.usefixtures("unvalued")
def test_what_cannot_be_a_backbone_is_refused_in_one_line():
    with pytest.raises(ValueError, match="^deeplab_v3 needs a functional image classifier as its backbone, [^\n]*$"):
        models.deeplab_v3(models.mlp((8,), 3), 2)
    with pytest.raises(ValueError, match="^classes must be at least 1, got 0"):
        models.deeplab_v3(BACKBONES["vgg"](), 0, **TINY)
