from keras_nets import models
from keras_nets.layers import ColumnDraw, FractalJoin, FreezeDropPath
from keras_nets.models.convolutional.fractalnet import freeze_columns

import keras
import numpy as np
import pytest

SMALL = dict(input_shape=(8, 8, 1), classes=3, blocks=2, columns=3, width=0.1, dropout=0.0)


def images(count, seed=0):
    return np.random.default_rng(seed).uniform(size=(count, 8, 8, 1)).astype("float32")


def longest_path(model):
    """Number of convolutions on the longest way through the network."""
    lengths = {}
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            lengths[id(layer.output)] = 0
            continue
        before = max(lengths[id(tensor)] for tensor in keras.tree.flatten(layer.input))
        lengths[id(layer.output)] = before + isinstance(layer, keras.layers.Conv2D)
    return lengths[id(model.output)]


def columns_with_gradient(model):
    """The columns that one step of training moves, in any block."""
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    before = [layer.get_weights()[0] for layer in convolutions]
    model.train_on_batch(images(4), np.array([0, 1, 2, 0]))
    after = [layer.get_weights()[0] for layer in convolutions]
    pairs = zip(convolutions, before, after, strict=True)
    return {layer.name.split("_")[1] for layer, old, new in pairs if not np.array_equal(old, new)}


def compiled(model):
    # A graph costs more than the few steps that it would speed up.
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", run_eagerly=True)
    return model


@pytest.mark.parametrize("blocks, columns, layers", [(5, 3, 20), (5, 4, 40), (4, 1, 4), (2, 5, 32)])
@pytest.mark.usefixtures("unvalued")
def test_the_longest_path_doubles_with_every_column(blocks, columns, layers):
    model = models.fractalnet((32, 32, 3), 10, blocks=blocks, columns=columns, width=0.05)
    assert longest_path(model) == layers


@pytest.mark.usefixtures("unvalued")
def test_maps_sizes_and_dropout_of_the_papers_network():
    model = models.fractalnet((32, 32, 3), 10)
    shapes = [model.get_layer(f"block{block}_out").output.shape[2:] for block in range(1, 6)]
    assert shapes == [(16, 64), (8, 128), (4, 256), (2, 512), (1, 512)]
    rates = {layer.name: layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)}
    rates = [rates.get(f"block{block}_column1_conv1_dropout", 0) for block in range(1, 6)]
    assert rates == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert {layer.rate for layer in model.layers if isinstance(layer, FractalJoin)} == {0.15}
    assert model.get_layer("column_draw").global_ratio == 0.5


def test_global_drop_path_trains_one_column_of_the_whole_network(monkeypatch):
    model = compiled(models.fractalnet(**SMALL))
    for column in range(3):
        drawn = keras.ops.full((), column, "int32")
        monkeypatch.setattr(ColumnDraw, "call", lambda self, inputs, training=False, drawn=drawn: drawn)
        assert columns_with_gradient(model) == {f"column{column + 1}"}


def test_batches_of_global_drop_path_agree_on_a_column():
    model = compiled(models.fractalnet(**SMALL, global_drop_path=1.0))
    trained = [columns_with_gradient(model) for _ in range(5)]
    assert {len(columns) for columns in trained} == {1}
    assert len(set.union(*trained)) > 1


def test_no_column_is_dropped_at_test_time():
    dropped, whole = (models.fractalnet(**SMALL, drop_path=p, global_drop_path=g) for p, g in ((0.9, 0.9), (0.0, 0.0)))
    whole.set_weights(dropped.get_weights())
    first, second = dropped(images(3)), dropped(images(3))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(first, whole(images(3)), rtol=1e-6)
    assert not [layer for layer in whole.layers if isinstance(layer, ColumnDraw)]


def test_drop_path_changes_what_training_sees():
    model = models.fractalnet(**SMALL)
    outputs = [keras.ops.convert_to_numpy(model(images(3), training=True)).tobytes() for _ in range(5)]
    assert len(set(outputs)) > 2


def test_a_saved_network_draws_and_predicts_as_before(tmp_path):
    # It has every kind of layer: two kinds of joins, and the draw.
    model = models.fractalnet(**SMALL, freeze_drop_path=True)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(images(3)), model(images(3)))
    draw = loaded.get_layer("column_draw")
    assert (draw.columns, draw.global_ratio) == (3, 0.5)
    assert [j.first_column for j in loaded.layers if isinstance(j, FractalJoin)] == [1, 0, 1]


def test_freeze_path_freezes_what_it_says():
    model = models.fractalnet(**SMALL, drop_path=0.0, global_drop_path=0.0)
    for frozen in ([1, 2, 3], [1], [2, 3], []):
        freeze_columns(model, frozen)
        compiled(model)
        before = {weight.path: keras.ops.convert_to_numpy(weight).copy() for weight in model.weights}
        model.train_on_batch(images(4), np.array([0, 1, 2, 0]))
        moved = {w.path.split("/")[0] for w in model.weights if not np.array_equal(before[w.path], w)}
        expected = {layer.name for layer in model.layers if layer.weights}
        expected = {name for name in expected if not any(f"_column{number}_" in name for number in frozen)}
        assert moved == expected


def test_a_frozen_column_still_computes():
    model = models.fractalnet(**SMALL)
    before = model(images(3))
    freeze_columns(model, [1])
    np.testing.assert_array_equal(model(images(3)), before)


@pytest.mark.usefixtures("unvalued")
def test_only_columns_that_there_are_can_be_frozen():
    with pytest.raises(ValueError, match=r"model 'fractalnet' has no columns \[0, 4\]; there are columns 1, 2, 3"):
        freeze_columns(models.fractalnet(**SMALL), [0, 1, 4])
    with pytest.raises(ValueError, match=r"model 'digit_cnn' has no columns \[1\]; it has no columns$"):
        freeze_columns(models.digit_cnn((8, 8, 1), 3), [1])


@pytest.mark.usefixtures("unvalued")
def test_the_last_join_can_freeze_and_drop():
    model = models.fractalnet(**SMALL, freeze_drop_path=True)
    joins = [layer for layer in model.layers if isinstance(layer, FreezeDropPath)]
    assert [layer.name for layer in joins] == ["block2_out"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(input_shape=(8, 3, 1)), "fractalnet needs images of at least 4x4 pixels, got 8x3"),
        (dict(blocks=0), "fractalnet needs at least 1 block and 1 column, got blocks=0, columns=3"),
        (dict(columns=0), "fractalnet needs at least 1 block and 1 column, got blocks=2, columns=0"),
        (dict(width=0), "width must be positive, got 0"),
        (dict(classes=0), "classes must be at least 1, got 0"),
        (dict(drop_path=1), "FractalJoin drops with a probability of at least 0 and below 1, got 1"),
        (dict(global_drop_path=2), "global_ratio must be a probability from 0 to 1, got 2"),
    ],
)
@pytest.mark.usefixtures("unvalued")
def test_what_cannot_be_built_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.fractalnet(**SMALL | arguments)
