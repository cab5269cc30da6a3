from keras_nets import models
from keras_nets.layers import DropPath
from keras_nets.models.convolutional.efficientnet import MEMBERS

import keras
import pytest

SMALL = dict(input_shape=(32, 32, 3), classes=5, width=0.1)


def last_blocks(model):
    ends = [layer for layer in model.layers if layer.name.startswith("stage") and layer.name.endswith("_out")]
    return {layer.name.split("_")[0]: layer for layer in ends}.values()


@pytest.mark.usefixtures("unvalued")
def test_b0_is_the_papers_table():
    model = models.efficientnet_b0((224, 224, 3), 1000)
    assert [(layer.name, *layer.output.shape[2:]) for layer in last_blocks(model)] == [
        ("stage1_block1_out", 112, 16),
        ("stage2_block2_out", 56, 24),
        ("stage3_block2_out", 28, 40),
        ("stage4_block3_out", 14, 80),
        ("stage5_block3_out", 14, 112),
        ("stage6_block4_out", 7, 192),
        ("stage7_block1_out", 7, 320),
    ]
    kernels = [model.get_layer(f"stage{stage}_block1_depthwise").kernel_size[0] for stage in range(1, 8)]
    assert kernels == [3, 3, 5, 3, 5, 5, 3]
    assert model.get_layer("stage2_block1_squeeze_reduce").filters == 4
    assert model.get_layer("stem_silu").activation is keras.activations.silu


@pytest.mark.usefixtures("unvalued")
def test_stochastic_depth_grows_from_block_to_block_where_there_is_a_shortcut():
    model = models.efficientnet(**SMALL)
    rates = [layer.rate for layer in model.layers if isinstance(layer, DropPath)]
    # The second and further blocks of a stage, of 16 in all.
    assert rates == pytest.approx([0.2 * before / 16 for before in (2, 4, 6, 7, 9, 10, 12, 13, 14)])
    assert model.get_layer("dropout").rate == 0.2


@pytest.mark.usefixtures("unvalued")
def test_pixels_normalized_inside_count_as_in_keras_applications():
    plain = models.efficientnet_b0((32, 32, 3), 1000)
    normalized = models.efficientnet_b0((32, 32, 3), 1000, preprocessing=keras.layers.Normalization())
    # Means and variances of three channels, and a count.
    assert (plain.count_params(), normalized.count_params()) == (5_330_564, 5_330_571)


@pytest.mark.parametrize("name, blocks", [("efficientnet_b1", 23), ("efficientnet_b4", 32)])
@pytest.mark.usefixtures("unvalued")
def test_compound_scaling_of_depth(name, blocks):
    model = getattr(models, name)(**SMALL)
    assert sum(layer.name.endswith("_depthwise") for layer in model.layers) == blocks
    assert model.get_layer("dropout").rate == MEMBERS[name]["dropout"]
    assert model.name == name


@pytest.mark.usefixtures("unvalued")
def test_members_take_the_general_arguments():
    model = models.efficientnet_b7(**SMALL, depth=0.1, dropout=0.0, drop_path=0.0, stem="small")
    assert model.get_layer("stem").output.shape == (None, 32, 32, 8)
    assert not [layer for layer in model.layers if isinstance(layer, DropPath | keras.layers.Dropout)]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(input_shape=(31, 31, 3)), "efficientnet needs images of at least 32x32 pixels, got 31"),
        (dict(depth=0), "efficientnet needs a positive depth, got 0; 1.0 is B0's"),
        (dict(width=0), "width must be positive, got 0"),
        (dict(classes=0), "classes must be at least 1, got 0"),
        (dict(stem="huge"), "stem must be 'large' or 'small', got 'huge'"),
        (dict(drop_path=1), "efficientnet drops with a probability of at least 0 and below 1, got 1"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_what_cannot_be_built_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.efficientnet(**SMALL | arguments)
