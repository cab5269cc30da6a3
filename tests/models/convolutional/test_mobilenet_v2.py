from keras_nets import models

import keras
import pytest

SMALL = dict(input_shape=(32, 32, 3), classes=5, width=0.1)


@pytest.mark.usefixtures("unvalued")
def test_blocks_maps_and_sizes_of_the_papers_table():
    model = models.mobilenet_v2((224, 224, 3), 1000)
    ends = [layer for layer in model.layers if layer.name.endswith("_out")]
    assert len(ends) == 17
    last = {layer.name.split("_")[0]: layer for layer in ends}
    assert [(layer.name, *layer.output.shape[2:]) for layer in last.values()] == [
        ("stage1_block1_out", 112, 16),
        ("stage2_block2_out", 56, 24),
        ("stage3_block3_out", 28, 32),
        ("stage4_block4_out", 14, 64),
        ("stage5_block3_out", 14, 96),
        ("stage6_block3_out", 7, 160),
        ("stage7_block1_out", 7, 320),
    ]
    assert model.get_layer("last_relu6").output.shape == (None, 7, 7, 1280)
    # A shortcut in every block but the first of its stage.
    assert sum(isinstance(layer, keras.layers.Add) for layer in model.layers) == 10


@pytest.mark.usefixtures("unvalued")
def test_the_block_of_24_maps():
    model = models.mobilenet_v2((32, 32, 3), 5)
    layers = [layer for layer in model.layers if layer.name.startswith("stage2_block2_")]
    assert sum(layer.count_params() for layer in layers) == 9_456
    assert sum(layer.count_params() for layer in layers if "Conv2D" in type(layer).__name__) == 8_208


@pytest.mark.parametrize("width, parameters", [(0.35, 1_691_208), (0.5, 1_987_224), (1.4, 6_156_712)])
@pytest.mark.usefixtures("unvalued")
def test_width_multiplier_counts_as_kerass(width, parameters):
    assert models.mobilenet_v2((32, 32, 3), 1000, width=width).count_params() == parameters


@pytest.mark.usefixtures("unvalued")
def test_small_stem_keeps_the_size():
    assert models.mobilenet_v2(**SMALL, stem="small").get_layer("stem").output.shape[1] == 32


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(input_shape=(32, 8, 3)), "mobilenet_v2 needs images of at least 32x32 pixels, got "),
        (dict(stage_blocks=(0, 2, 3, 4, 3, 3, 1)), "mobilenet_v2 needs stage_blocks of 7 numbers of at least 1, got "),
        (dict(width=-1.0), "width must be positive, got -1.0"),
        (dict(classes=0), "classes must be at least 1, got 0"),
        (dict(stem=None), "stem must be 'large' or 'small', got None"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_what_cannot_be_built_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.mobilenet_v2(**SMALL | arguments)
