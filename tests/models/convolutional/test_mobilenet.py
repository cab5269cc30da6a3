from keras_nets import models

import keras
import pytest

SMALL = dict(input_shape=(32, 32, 3), classes=5, width=0.1)


def stage_ends(model):
    ends = {}
    for layer in model.layers:
        if layer.name.endswith("_out"):
            ends[layer.name.split("_")[0]] = layer
    return list(ends.values())


@pytest.mark.usefixtures("unvalued")
def test_maps_and_sizes_of_the_papers_table():
    model = models.mobilenet((224, 224, 3), 1000)
    assert model.get_layer("stem").output.shape == (None, 112, 112, 32)
    assert [(layer.name, *layer.output.shape[2:]) for layer in stage_ends(model)] == [
        ("stage1_block1_out", 112, 64),
        ("stage2_block2_out", 56, 128),
        ("stage3_block2_out", 28, 256),
        ("stage4_block6_out", 14, 512),
        ("stage5_block2_out", 7, 1024),
    ]
    convolutions = [layer for layer in model.layers if "Conv2D" in type(layer).__name__]
    # With the output, the paper's 28 layers.
    assert len(convolutions) == 27


@pytest.mark.parametrize("width, parameters", [(0.75, 2_601_976), (0.5, 1_342_536), (0.25, 475_544)])
@pytest.mark.usefixtures("unvalued")
def test_width_multiplier_counts_as_kerass(width, parameters):
    assert models.mobilenet((32, 32, 3), 1000, width=width).count_params() == parameters


@pytest.mark.usefixtures("unvalued")
def test_small_stem_keeps_the_size():
    assert models.mobilenet(**SMALL).get_layer("stem").output.shape[1] == 16
    small = models.mobilenet(**SMALL, stem="small")
    assert small.get_layer("stem").output.shape[1] == 32
    assert small.get_layer("stage5_block2_out").output.shape[1:3] == (2, 2)


@pytest.mark.usefixtures("unvalued")
def test_symmetric_padding_is_only_where_it_differs():
    same = models.mobilenet(**SMALL)
    symmetric = models.mobilenet(**SMALL, padding="symmetric")
    assert not [layer for layer in same.layers if isinstance(layer, keras.layers.ZeroPadding2D)]
    assert sum(isinstance(layer, keras.layers.ZeroPadding2D) for layer in symmetric.layers) == 5
    assert [layer.output.shape for layer in stage_ends(same)] == [layer.output.shape for layer in stage_ends(symmetric)]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(input_shape=(31, 32, 3)), "mobilenet needs images of at least 32x32 pixels, got 31x32"),
        (dict(input_shape=(15, 16, 3), stem="small"), "mobilenet needs images of at least 16x16 pixels, got 15x16"),
        (dict(stage_blocks=(1, 2, 2, 0, 2)), r"stage_blocks of 5 numbers of at least 1, got \(1, 2, 2, 0, 2\)"),
        (dict(stage_blocks=(1, 2)), r"stage_blocks of 5 numbers of at least 1, got \(1, 2\)"),
        (dict(width=0), "width must be positive, got 0"),
        (dict(classes=0), "classes must be at least 1, got 0"),
        (dict(stem="tiny"), "stem must be 'large' or 'small', got 'tiny'"),
        (dict(padding="full"), "padding must be one of symmetric, same, valid, got 'full'"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_what_cannot_be_built_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.mobilenet(**SMALL | arguments)
