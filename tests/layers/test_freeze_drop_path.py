from keras_nets.layers import FreezeDropPath

import keras
import numpy as np

DRAWS = 140


def values(*numbers):
    return [np.full((2, 1), number, "float32") for number in numbers]


def model_of_branches(seed):
    """Three branches, each a single weight, which starts at 1, times the input."""
    inputs = keras.Input((1,))
    branches = [keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")(inputs) for _ in range(3)]
    model = keras.Model(inputs, FreezeDropPath(seed=seed)(branches))
    model.compile(keras.optimizers.SGD(0.01), "mse", run_eagerly=True)
    return model


def test_all_branches_are_summed_at_test_time():
    np.testing.assert_array_equal(FreezeDropPath()(values(1, 10, 100)), [[111], [111]])


def test_branches_up_to_the_drawn_one_are_summed_the_deepest_most_often():
    layer = FreezeDropPath(seed=0)
    sums = [float(layer(values(1, 10, 100), training=True)[0, 0]) for _ in range(DRAWS)]
    found = [sums.count(total) for total in (1, 11, 111)]
    assert sum(found) == DRAWS
    # 1, 4 and 9 of 14, within five standard deviations.
    for count, share in zip(found, (1 / 14, 4 / 14, 9 / 14), strict=True):
        assert abs(count - DRAWS * share) < 5 * np.sqrt(DRAWS * share * (1 - share))


def test_a_step_trains_one_branch_and_freezes_or_drops_the_others():
    model = model_of_branches(seed=0)
    trained = set()
    for _ in range(12):
        before = [float(weight[0, 0]) for weight in model.get_weights()]
        loss = model.train_on_batch(np.ones((4, 1)), np.full((4, 1), 9.0))
        after = [float(weight[0, 0]) for weight in model.get_weights()]
        moved = [number for number in range(3) if before[number] != after[number]]
        assert len(moved) == 1
        model.reset_metrics()
        # Those before it take part in the output, those after it do not.
        np.testing.assert_allclose(float(np.ravel(loss)[0]), (9 - sum(before[: moved[0] + 1])) ** 2, rtol=1e-4)
        trained.update(moved)
    assert {1, 2} <= trained


def test_computes_in_half_precision():
    outputs = FreezeDropPath(dtype="mixed_bfloat16")(values(1, 2), training=True)
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
