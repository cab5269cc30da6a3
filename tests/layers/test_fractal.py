import itertools

from keras_nets.layers import ColumnDraw, FractalJoin, fractal_block

import keras
import numpy as np
import pytest
import tensorflow as tf

INPUTS = keras.Input((8, 8, 3))
DRAWS = 600


def paths(count, examples=2):
    """Path i holds 10^i, so that the mean tells which of them lived."""
    return [np.full((examples, 1), 10.0**number, "float32") for number in range(count)]


def groups_by_mean(count):
    """The sets of paths that may live, by their mean."""
    groups = [group for size in range(1, count + 1) for group in itertools.combinations(range(count), size)]
    return {round(sum(10.0**number for number in group) / len(group), 3): group for group in groups}


def drawn(join, count, column=None):
    """The sets of paths that live in the batches of an epoch, one example each."""
    groups, inputs = groups_by_mean(count), paths(count, examples=1)

    @tf.function
    def outputs():
        drawn_column = column(inputs[0], training=True) if isinstance(column, ColumnDraw) else column
        return join(inputs, column=drawn_column, training=True)[0, 0]

    return [groups[round(float(outputs()), 3)] for _ in range(DRAWS)]


def five_deviations(share):
    return 5 * np.sqrt(share * (1 - share) / DRAWS)


@pytest.mark.parametrize("arguments", [{}, {"column": 1}])
def test_all_paths_live_at_test_time(arguments):
    layer = FractalJoin(rate=0.9)
    for _ in range(5):
        np.testing.assert_allclose(layer(paths(4), **arguments), [[277.75], [277.75]])


def test_local_drop_path_drops_each_path_alone_but_never_all():
    groups = drawn(FractalJoin(rate=0.5, seed=0), 3)
    assert set(groups) == set(groups_by_mean(3).values())
    for number in range(3):
        # Dropped when drawn so, unless all three are and it is the one that is kept.
        share = 0.5 + 0.5**3 / 3
        assert abs(np.mean([number in group for group in groups]) - share) < five_deviations(share)


def test_nearly_certain_drops_leave_one_path():
    groups = drawn(FractalJoin(rate=0.9999, seed=0), 3)
    assert {len(group) for group in groups} == {1}
    for number in range(3):
        assert abs(groups.count((number,)) / DRAWS - 1 / 3) < five_deviations(1 / 3)


def test_the_expected_weight_of_every_path_is_that_of_the_mean():
    weights = np.array([[(n in group) / len(group) for n in range(3)] for group in drawn(FractalJoin(0.4, seed=1), 3)])
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(weights.mean(axis=0), 1 / 3, atol=5 * weights.std(axis=0).max() / np.sqrt(DRAWS))


@pytest.mark.parametrize("first, column", [(0, 0), (0, 2), (1, 1), (1, 3)])
def test_global_drop_path_leaves_the_drawn_column(first, column):
    groups = drawn(FractalJoin(rate=0.5, first_column=first), 3, column=column)
    assert set(groups) == {(column - first,)}


@pytest.mark.parametrize("column", [-1, 0])
def test_without_a_drawn_column_of_its_own_a_join_is_local(column):
    groups = drawn(FractalJoin(rate=0.5, first_column=1, seed=0), 2, column=column)
    assert set(groups) == {(0,), (1,), (0, 1)}


def test_columns_are_drawn_in_a_share_of_the_batches_and_equally_often():
    groups = drawn(FractalJoin(rate=0.0), 3, column=ColumnDraw(3, 0.5, seed=0))
    assert set(groups) == {(0,), (1,), (2,), (0, 1, 2)}
    assert abs(groups.count((0, 1, 2)) / DRAWS - 0.5) < five_deviations(0.5)
    for column in range(3):
        assert abs(groups.count((column,)) / DRAWS - 1 / 6) < five_deviations(1 / 6)


def test_no_column_is_drawn_at_test_time_or_without_a_share():
    assert {int(ColumnDraw(4, 1.0)(np.zeros((1, 1)))) for _ in range(5)} == {-1}
    assert {int(ColumnDraw(4, 0.0)(np.zeros((1, 1)), training=True)) for _ in range(5)} == {-1}
    assert {int(ColumnDraw(1, 1.0)(np.zeros((1, 1)), training=True)) for _ in range(5)} == {0}


def test_draws_follow_the_seed():
    first, second, other = (drawn(FractalJoin(0.5, seed=seed), 3) for seed in (7, 7, 8))
    assert first == second != other


def test_joins_compute_in_half_precision():
    outputs = FractalJoin(0.5, dtype="mixed_bfloat16")(paths(2), column=1, training=True)
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    np.testing.assert_allclose(keras.ops.convert_to_numpy(keras.ops.cast(outputs, "float32")), 10.0)


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.usefixtures("unvalued")
def test_a_block_has_convolutions_and_joins_by_the_expansion_rule(columns):
    model = keras.Model(INPUTS, fractal_block(INPUTS, 4, columns, name="b", pool_size=1))
    names = [layer.name for layer in model.layers]
    convolutions = [layer.name for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    for column in range(1, columns + 1):
        expected = {f"b_column{column}_conv{number}" for number in range(1, 2 ** (column - 1) + 1)}
        assert {name for name in convolutions if f"_column{column}_" in name} == expected
    joins = [layer for layer in model.layers if isinstance(layer, FractalJoin)]
    assert len(joins) == 2**columns // 4
    sizes = sorted(columns - join.first_column for join in joins)
    # Every second join is of the two deepest columns, every fourth of three, and so on; the last is of all.
    assert sizes == sorted(size for size in range(2, columns + 1) for _ in range(max(1, 2 ** (columns - size - 1))))
    assert names[-1] == "b_out"


def test_two_columns_are_computed_as_drawn():
    model = keras.Model(INPUTS, fractal_block(INPUTS, 4, 2, name="b", pool_size=1, activation="tanh"))
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype("float32")

    def step(x, name):
        for suffix in ("", "_bn", "_tanh"):
            x = model.get_layer(f"b_{name}{suffix}")(x)
        return x

    deep = step(step(x, "column2_conv1"), "column2_conv2")
    np.testing.assert_allclose(model(x), (deep + step(x, "column1_conv1")) / 2, atol=1e-5)


@pytest.mark.usefixtures("unvalued")
def test_columns_are_pooled_before_they_join():
    model = keras.Model(INPUTS, fractal_block(INPUTS, 4, 3, name="b"))
    assert [tensor.shape for tensor in model.get_layer("b_out").input] == [(None, 4, 4, 4)] * 3
    assert model.output.shape == (None, 4, 4, 4)


def test_dropout_follows_every_convolution():
    model = keras.Model(INPUTS, fractal_block(INPUTS, 4, 2, name="b", dropout=0.3))
    assert [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)] == [0.3] * 3


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: FractalJoin(rate=1.0), "FractalJoin drops with a probability of at least 0 and below 1, got 1.0"),
        (lambda: ColumnDraw(0), "ColumnDraw needs at least 1 column, got 0"),
        (lambda: ColumnDraw(2, 1.5), "global_ratio must be a probability from 0 to 1, got 1.5"),
        (lambda: fractal_block(INPUTS, 4, 0, name="b"), "fractal_block needs at least 1 column, got 0"),
    ],
)
def test_what_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
