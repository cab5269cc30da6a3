from keras_nets import models

import keras
import numpy as np
import pytest

SMALL = {"input_shape": (32, 32, 1), "classes": 4, "stem": "small", "modules": (1, 3, 1), "width": 0.125}


def shapes(model, ending):
    return [layer.output.shape[1:] for layer in model.layers if layer.name.endswith(ending)]


@pytest.mark.usefixtures("unvalued")
def test_modules_of_the_paper():
    model = models.googlenet((224, 224, 3), 10)
    assert [shape[-1] for shape in shapes(model, "_out")] == [256, 480, 512, 512, 512, 528, 832, 832, 1024]
    assert [shape[0] for shape in shapes(model, "_out")] == [28, 28, 14, 14, 14, 14, 14, 7, 7]
    assert [model.get_layer(f"stem_{name}").output.shape[1:] for name in ("conv1", "lrn1", "lrn2", "pool2")] == [
        (112, 112, 64),
        (56, 56, 64),
        (56, 56, 192),
        (28, 28, 192),
    ]
    first = [layer for layer in model.layers if layer.name.startswith("stage3_block1_")]
    assert sum(layer.count_params() for layer in first) == 163_696
    assert model.get_layer("dropout").rate == 0.4


@pytest.mark.usefixtures("unvalued")
def test_count_with_few_classes_and_one_channel():
    model = models.googlenet((32, 32, 1), 10)
    assert model.count_params() == 6_998_552 - 990 * 1025 - 2 * 49 * 64


@pytest.mark.usefixtures("unvalued")
def test_auxiliary_heads_stand_on_4a_and_4d():
    model = models.googlenet((224, 224, 3), 10, auxiliary_heads=True)
    assert model.output_names == ["predictions", "auxiliary1", "auxiliary2"]
    for head, block, maps in (("auxiliary1", 1, 512), ("auxiliary2", 4, 528)):
        pool = model.get_layer(f"{head}_pool")
        assert pool.input is model.get_layer(f"stage4_block{block}_out").output
        assert pool.output.shape[1:] == (4, 4, maps)
        assert model.get_layer(f"{head}_dense").units == 1024
        assert model.get_layer(f"{head}_dense_dropout").rate == 0.7


def test_three_losses_are_weighted_and_the_network_stands_alone_afterwards(without_values):
    # No unit of such a narrow network is dead with PReLU.
    model = models.googlenet(**SMALL | {"input_shape": (9, 9, 1)}, activation="prelu", auxiliary_heads=True)
    loss = "sparse_categorical_crossentropy"
    model.compile("adam", [loss] * 3, loss_weights=[1, 0.3, 0.3], run_eagerly=True)
    x = np.random.default_rng(0).normal(size=(8, 9, 9, 1)).astype("float32")
    y = np.arange(8) % 4
    before = [keras.ops.convert_to_numpy(weight).copy() for weight in model.trainable_weights]
    losses = model.train_on_batch(x, [y] * 3, return_dict=True)
    weighted = losses["predictions_loss"] + 0.3 * (losses["auxiliary1_loss"] + losses["auxiliary2_loss"])
    assert losses["loss"] == pytest.approx(weighted, rel=1e-5)
    assert all(
        (keras.ops.convert_to_numpy(weight) != old).any()
        for weight, old in zip(model.trainable_weights, before, strict=True)
    )
    alone = keras.Model(model.input, model.get_layer("predictions").output)
    with without_values():
        assert alone.count_params() == models.googlenet(**SMALL, activation="prelu").count_params()


@pytest.mark.usefixtures("unvalued")
def test_small_stem_keeps_the_resolution():
    model = models.googlenet(**SMALL)
    assert [shape[0] for shape in shapes(model, "_out")] == [32, 16, 16, 16, 8]
    assert not [layer.name for layer in model.layers if layer.name.startswith("stem_pool")]


@pytest.mark.usefixtures("unvalued")
def test_fewer_modules_keep_the_last_rows_and_width_scales_them():
    model = models.googlenet(**SMALL)
    assert [shape[-1] for shape in shapes(model, "_out")] == [60, 64, 66, 104, 128]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="googlenet needs images of at least 32x32 pixels, got 31x40"):
        models.googlenet((31, 40, 3), 10)
    with pytest.raises(ValueError, match="at least 65x65 pixels, got 64x64"):
        models.googlenet((64, 64, 3), 10, auxiliary_heads=True)
    with pytest.raises(ValueError, match="at least 9x9 pixels, got 8x8"):
        models.googlenet(**SMALL | {"input_shape": (8, 8, 1)}, auxiliary_heads=True)
    with pytest.raises(ValueError, match="needs at least 3 modules in stage 4, got modules="):
        models.googlenet(**SMALL | {"modules": (1, 2, 1)}, auxiliary_heads=True)
    with pytest.raises(ValueError, match="googlenet with auxiliary heads needs at least 2 classes, got 1"):
        models.googlenet(**SMALL | {"classes": 1}, auxiliary_heads=True)
    with pytest.raises(ValueError, match="googlenet needs modules=.* with at least 1 module in each"):
        models.googlenet(**SMALL | {"modules": (1, 0, 1)})


@pytest.mark.usefixtures("unvalued")
def test_least_sizes_work():
    for size, arguments in ((65, {"stem": "large"}), (9, {})):
        model = models.googlenet(**SMALL | {"input_shape": (size, size, 1)} | arguments, auxiliary_heads=True)
        assert model.get_layer("auxiliary1_pool").output.shape[1:3] == (1, 1)
