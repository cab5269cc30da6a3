from keras_nets import models

import pytest


@pytest.mark.usefixtures("unvalued")
def test_layer_by_layer():
    model = models.digit_cnn((28, 28, 1), 10)
    assert [(layer.name, layer.count_params()) for layer in model.layers[1:]] == [
        ("conv1", 320),
        ("conv2", 18_496),
        ("pool", 0),
        ("pool_dropout", 0),
        ("flatten", 0),
        ("dense", 1_179_776),
        ("dense_dropout", 0),
        ("predictions", 1_290),
    ]
    assert [model.get_layer(name).rate for name in ("pool_dropout", "dense_dropout")] == [0.25, 0.5]


def test_depth_doubles_filters_and_width_scales_them():
    model = models.digit_cnn((28, 28, 1), 10, depth=3, width=0.5)
    assert [model.get_layer(f"conv{i}").filters for i in (1, 2, 3)] == [16, 32, 64]
    assert model.get_layer("dense").units == 64


@pytest.mark.parametrize("depth, least", [(1, 4), (2, 6), (4, 10)])
@pytest.mark.usefixtures("unvalued")
def test_least_size_depends_on_depth(depth, least):
    assert models.digit_cnn((least, least, 1), 3, depth=depth, width=0.1).get_layer("pool").output.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match=f"digit_cnn needs images of at least {least}x{least} pixels, got "):
        models.digit_cnn((least, least - 1, 1), 3, depth=depth)


def test_depth_must_be_positive():
    with pytest.raises(ValueError, match="digit_cnn needs a depth of at least 1 convolution, got depth=0"):
        models.digit_cnn((28, 28, 1), 10, depth=0)
