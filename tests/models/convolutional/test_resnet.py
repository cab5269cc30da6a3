import math

from keras_nets import models
from keras_nets.models.convolutional.resnet import MEMBERS

import keras
import pytest

DEPTHS = {name: int(name.removeprefix("resnet")) for name in MEMBERS}


def tiny(name="resnet", size=32, **arguments):
    return getattr(models, name)((size, size, 3), 3, **{"width": 0.0625} | arguments)


def blocks_of(model):
    """Number of blocks of each stage, by the layers' names."""
    names = [layer.name for layer in model.layers if layer.name.endswith("_out")]
    return tuple(sum(name.startswith(f"stage{stage}_") for name in names) for stage in (1, 2, 3, 4))


@pytest.mark.parametrize(
    "name, arguments, thousand_classes",
    [
        ("resnet18", {}, 11_689_512),
        ("resnet34", {}, 21_797_672),
        ("resnet34", {"shortcut": "A"}, 21_623_848),
        ("resnet50", {}, 25_557_032),
        ("resnet50", {"use_bias": True}, 25_583_592),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_trainable_weights_with_small_images_and_few_classes(name, arguments, thousand_classes):
    model = getattr(models, name)((32, 32, 3), 4, **arguments)
    features = model.get_layer("pool").output.shape[-1]
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    assert trainable == thousand_classes - 996 * (features + 1)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet152"])
@pytest.mark.usefixtures("unvalued")
def test_layers_with_weights_on_the_way_make_the_depth(name):
    model = tiny(name)
    convolutions = [layer.name for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert sum("projection" not in layer for layer in convolutions) + 1 == DEPTHS[name]
    assert sum("projection" in layer for layer in convolutions) == (3 if DEPTHS[name] < 50 else 4)
    assert blocks_of(model) == MEMBERS[name]["stage_blocks"]


@pytest.mark.usefixtures("unvalued")
def test_resnet34_has_16_blocks_on_maps_of_the_papers_sizes():
    model = models.resnet34((224, 224, 3), 5, width=0.125)
    assert blocks_of(model) == (3, 4, 6, 3)
    names = ["stem", "stem_pool", *(f"stage{i}_block{n}_out" for i, n in enumerate((3, 4, 6, 3), start=1))]
    assert [model.get_layer(name).output.shape[1:] for name in names] == [
        (112, 112, 8),
        (56, 56, 8),
        (56, 56, 8),
        (28, 28, 16),
        (14, 14, 32),
        (7, 7, 64),
    ]


@pytest.mark.usefixtures("unvalued")
def test_bottlenecks_give_out_four_times_the_maps():
    model = tiny("resnet50")
    maps = [model.get_layer(f"stage{i}_block{n}_out").output.shape[-1] for i, n in enumerate((3, 4, 6, 3), start=1)]
    assert maps == [16, 32, 64, 128]


@pytest.mark.usefixtures("unvalued")
def test_padding_is_symmetric_or_tensorflows():
    symmetric, same = (tiny(stage_blocks=(1, 1), padding=padding) for padding in ("symmetric", "same"))
    assert symmetric.get_layer("stem_padding").padding == ((3, 3), (3, 3))
    assert not [layer.name for layer in same.layers if "padding" in layer.name]
    assert [w.shape for w in symmetric.weights] == [w.shape for w in same.weights]


@pytest.mark.parametrize("size", [8, 9, 13, 15])
@pytest.mark.usefixtures("unvalued")
def test_all_paddings_give_maps_of_the_same_sizes(size):
    models = [tiny(stage_blocks=(1, 1), size=size, padding=padding) for padding in ("symmetric", "same")]
    for name in ("stem", "stage1_block1_out", "stage2_block1_out"):
        assert len({model.get_layer(name).output.shape for model in models}) == 1


@pytest.mark.usefixtures("unvalued")
def test_small_stem_keeps_the_pixels_and_the_weights():
    large, small = tiny(), tiny(stem="small")
    assert small.get_layer("stage1_block3_out").output.shape[1:3] == (32, 32)
    assert large.get_layer("stage1_block3_out").output.shape[1:3] == (8, 8)
    assert [w.shape for w in large.weights] == [w.shape for w in small.weights]


@pytest.mark.usefixtures("unvalued")
def test_activation_reaches_every_place():
    model = tiny(stage_blocks=(1, 1), activation="elu")
    activations = [layer for layer in model.layers if isinstance(layer, keras.layers.Activation)]
    assert len(activations) == 5
    assert {layer.activation.__name__ for layer in activations} == {"elu"}


@pytest.mark.usefixtures("unvalued")
def test_a_variant_can_be_changed():
    assert blocks_of(tiny("resnet50", stage_blocks=(1, 1, 1, 1))) == (1, 1, 1, 1)
    assert blocks_of(tiny("resnet50")) == (3, 4, 6, 3)


@pytest.mark.parametrize(
    "stages, stem, least", [(4, "large", 32), (4, "small", 8), (2, "large", 8), (1, "small", 1), (5, "small", 16)]
)
@pytest.mark.usefixtures("unvalued")
def test_the_least_size_is_that_of_all_steps(stages, stem, least):
    arguments = dict(stage_blocks=(1,) * stages, stem=stem)
    assert tiny(size=least, **arguments).get_layer("pool").input.shape[1:3] == (1, 1)
    if least > 1:
        with pytest.raises(ValueError, match=f"^resnet needs images of at least {least}x{least} pixels, got "):
            tiny(size=least - 1, **arguments)


@pytest.mark.parametrize("stage_blocks", [(), (2, 0), (0,)])
def test_stages_without_blocks_are_refused(stage_blocks):
    with pytest.raises(ValueError, match="^resnet18 needs at least one stage and 1 block in each, got stage_blocks="):
        tiny("resnet18", stage_blocks=stage_blocks)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(block="wide"), "^block must be one of basic, bottleneck, got 'wide'$"),
        (dict(stem="tiny"), "^stem must be 'large' or 'small', got 'tiny'$"),
        (dict(shortcut="D"), "^shortcut must be one of A, B, C, got 'D'$"),
        (dict(padding="reflect"), "^padding must be one of symmetric, same, valid, got 'reflect'$"),
        (dict(width=0), "^width must be positive, got 0; "),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        tiny(stage_blocks=(1,), **arguments)
