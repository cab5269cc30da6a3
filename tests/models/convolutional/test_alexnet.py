from keras_nets import models
from keras_nets.layers import LocalResponseNormalization

import keras
import numpy as np
import pytest

COUNTS = {"conv1": 34_944, "conv2": 307_456, "conv3": 885_120, "conv4": 663_936, "conv5": 442_624}
DENSE = {"fc6": 37_752_832, "fc7": 16_781_312, "predictions": 4_097_000}


@pytest.fixture(scope="module")
def paper():
    return models.alexnet((224, 224, 3), 1000)


def test_layer_by_layer(paper):
    assert {layer.name: layer.count_params() for layer in paper.layers if layer.weights} == COUNTS | DENSE


def test_sizes_of_the_maps(paper):
    sizes = {name: paper.get_layer(name).output.shape[1:] for name in ("conv1", "pool1", "pool2", "conv5", "pool5")}
    assert sizes == {
        "conv1": (55, 55, 96),
        "pool1": (27, 27, 96),
        "pool2": (13, 13, 256),
        "conv5": (13, 13, 256),
        "pool5": (6, 6, 256),
    }


def test_normalization_has_the_papers_constants_and_stands_behind_the_activation(paper):
    names = [layer.name for layer in paper.layers]
    for number in (1, 2):
        layer = paper.get_layer(f"conv{number}_lrn")
        assert isinstance(layer, LocalResponseNormalization)
        assert (layer.size, layer.bias, layer.alpha, layer.beta) == (5, 2.0, 1e-4, 0.75)
        start = names.index(f"conv{number}")
        parts = [f"conv{number}", f"conv{number}_relu", f"conv{number}_lrn", f"pool{number}"]
        assert names[start : start + 4] == parts
    assert [paper.get_layer(f"fc{number}_dropout").rate for number in (6, 7)] == [0.5, 0.5]


@pytest.mark.usefixtures("unvalued")
def test_halves_meet_in_the_third_convolution_alone(paper):
    groups = [paper.get_layer(f"conv{number}").groups for number in range(1, 6)]
    assert groups == [1, 2, 1, 2, 2]
    whole = models.alexnet((224, 224, 3), 10, groups=1, dense_units=())
    assert {whole.get_layer(f"conv{number}").groups for number in range(1, 6)} == {1}
    assert whole.get_layer("conv2").count_params() == 614_656


@pytest.mark.usefixtures("unvalued")
def test_depth_and_width():
    model = models.alexnet((32, 32, 1), 3, stem="small", depth=7, width=0.125, dense_units=(64, 32, 16))
    convolutions = [model.get_layer(f"conv{number}") for number in range(1, 8)]
    assert [layer.filters for layer in convolutions] == [12, 32, 48, 48, 48, 48, 32]
    assert [layer.groups for layer in convolutions] == [1, 2, 1, 2, 2, 2, 2]
    assert [model.get_layer(f"fc{number}").units for number in (8, 9, 10)] == [8, 4, 2]
    # Both halves stay alike where a width would give an odd number of maps.
    assert models.alexnet((32, 32, 1), 3, stem="small", width=0.07).get_layer("conv1").filters == 6


@pytest.mark.usefixtures("unvalued")
def test_small_stem_takes_single_steps_and_drops_a_pooling():
    model = models.alexnet((32, 32, 1), 3, stem="small", width=0.05)
    assert model.get_layer("conv1").output.shape[1:3] == (26, 26)
    assert model.get_layer("conv1_lrn").output is model.get_layer("conv2").input
    assert model.get_layer("pool5").output.shape[1:3] == (5, 5)


@pytest.mark.parametrize("stem, least", [("large", 63), ("small", 13)])
def test_least_size(stem, least):
    model = models.alexnet((least, least, 1), 2, stem=stem, width=0.05)
    assert model.get_layer("pool5").output.shape[1:3] == (1, 1)
    assert np.isfinite(keras.ops.convert_to_numpy(model(np.ones((1, least, least, 1))))).all()
    with pytest.raises(ValueError, match=f"^alexnet needs images of at least {least}x{least} pixels, got "):
        models.alexnet((least, least - 1, 1), 2, stem=stem)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"depth": 2}, "alexnet needs a depth of at least 3 convolutions, got depth=2"),
        ({"groups": 3}, "groups must divide 32, such as 2 or 1, got 3"),
        ({"groups": 0}, "groups must divide 32, such as 2 or 1, got 0"),
        ({"stem": "tiny"}, "stem must be 'large' or 'small', got 'tiny'"),
        ({"width": 0}, "width must be positive, got 0"),
        ({"classes": 0}, "classes must be at least 1, got 0"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.alexnet(**{"input_shape": (64, 64, 3), "classes": 2, "dense_units": ()} | arguments)
