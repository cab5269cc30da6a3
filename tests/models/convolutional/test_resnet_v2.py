from keras_nets import models
from keras_nets.models.convolutional.resnet_v2 import MEMBERS

import keras
import pytest


def tiny(name="resnet_v2", size=32, **arguments):
    return getattr(models, name)((size, size, 3), 3, **{"width": 0.0625} | arguments)


def sizes_of(model, stage_blocks):
    """Heights of the maps that each stage gives out."""
    return [model.get_layer(f"stage{i}_block{n}_out").output.shape[1] for i, n in enumerate(stage_blocks, start=1)]


@pytest.mark.parametrize("name", ["resnet50_v2", "resnet152_v2"])
@pytest.mark.usefixtures("unvalued")
def test_layers_with_weights_on_the_way_make_the_depth(name):
    model = tiny(name)
    convolutions = [layer.name for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert sum("projection" not in layer for layer in convolutions) + 1 == int(name[len("resnet") : -len("_v2")])
    assert sum("projection" in layer for layer in convolutions) == 4
    assert model.get_layer(f"stage3_block{MEMBERS[name][2]}_out").output.shape[1] == 2


@pytest.mark.parametrize("strided, sizes", [("first", [16, 8, 4]), ("last", [8, 4, 4])])
@pytest.mark.usefixtures("unvalued")
def test_the_first_or_the_last_block_of_a_stage_halves(strided, sizes):
    blocks = (2, 1, 2)
    model = tiny(stage_blocks=blocks, strided=strided, size=64)
    assert sizes_of(model, blocks) == sizes
    shortcuts = {layer.name for layer in model.layers if layer.name.endswith("_shortcut")}
    assert shortcuts == ({"stage1_block2_shortcut"} if strided == "last" else set())


@pytest.mark.usefixtures("unvalued")
def test_every_convolution_of_a_block_comes_after_normalization_and_activation():
    model = tiny(stage_blocks=(2, 1))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D) and layer.name != "stem":
            before = next(other for other in model.layers if other.output is layer.input)
            assert isinstance(before, (keras.layers.Activation, keras.layers.ZeroPadding2D)), layer.name
    assert model.get_layer("pool").input is model.get_layer("last_relu").output
    assert model.get_layer("last_bn").input is model.get_layer("stage2_block1_out").output


@pytest.mark.usefixtures("unvalued")
def test_small_stem_keeps_the_pixels_and_the_weights():
    large, small = tiny(stage_blocks=(1, 1)), tiny(stage_blocks=(1, 1), stem="small")
    assert (sizes_of(large, (1, 1)), sizes_of(small, (1, 1))) == ([8, 4], [32, 16])
    assert [w.shape for w in large.weights] == [w.shape for w in small.weights]


def test_small_images_and_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="^resnet50_v2 needs images of at least 32x32 pixels, got 31x31; "):
        tiny("resnet50_v2", size=31)
    with pytest.raises(ValueError, match="^strided must be 'first' or 'last', the block that has the stride, got '3'$"):
        tiny(strided="3")
    with pytest.raises(ValueError, match="^resnet_v2 needs at least one stage and 1 block in each, got stage_blocks="):
        tiny(stage_blocks=(1, 0))
    with pytest.raises(ValueError, match="^width must be positive, got -1; "):
        tiny(width=-1)
