import math

from keras_nets import models

import keras
import pytest


def trainable(model):
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


@pytest.mark.usefixtures("unvalued")
def test_trainable_weights_and_depth():
    model = models.wide_resnet((32, 32, 3), 10, depth=40, width=4)
    assert trainable(model) == 8_949_210
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    # The paper's d counts the three projections, and not the classifier.
    assert len(convolutions) == 40


@pytest.mark.usefixtures("unvalued")
def test_stages_are_k_times_as_wide_and_the_stem_is_not():
    model = models.wide_resnet((32, 32, 3), 10, depth=16, width=2)
    shapes = [model.get_layer(name).output.shape[1:] for name in ("stem", *(f"stage{i}_block2_out" for i in (1, 2, 3)))]
    assert shapes == [(32, 32, 16), (32, 32, 32), (16, 16, 64), (8, 8, 128)]
    assert model.get_layer("pool").input is model.get_layer("last_relu").output


@pytest.mark.usefixtures("unvalued")
def test_width_1_needs_no_projection_in_the_first_stage():
    names = {layer.name for layer in models.wide_resnet((8, 8, 3), 10, depth=10, width=1).layers}
    assert {name for name in names if name.endswith("projection")} == {
        "stage2_block1_projection",
        "stage3_block1_projection",
    }


@pytest.mark.usefixtures("unvalued")
def test_dropout_is_in_every_block_or_nowhere():
    def rates(**arguments):
        model = models.wide_resnet((8, 8, 3), 10, depth=16, width=0.25, **arguments)
        return [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)]

    assert rates(dropout=0.3) == [0.3] * 6
    assert rates() == []


@pytest.mark.parametrize("depth, nearest", [(0, 10), (4, 10), (20, 22), (27, 28)])
def test_depths_between_are_refused(depth, nearest):
    with pytest.raises(ValueError) as error:
        models.wide_resnet((32, 32, 3), 10, depth=depth)
    assert str(error.value) == (
        f"the depth of wide_resnet must be 6n + 4 with n at least 1, got {depth}; the least is 10, the nearest "
        f"{nearest}"
    )


def test_small_images_and_widths_are_refused():
    with pytest.raises(ValueError, match="^wide_resnet needs images of at least 4x4 pixels, got 3x3; "):
        models.wide_resnet((3, 3, 1), 2)
    with pytest.raises(ValueError, match="^width must be positive, got 0; "):
        models.wide_resnet((8, 8, 1), 2, width=0)
