from functools import partial

from keras_nets.layers import convolution
from keras_nets.layers.inception import (
    AveragePool,
    Conv,
    MaxPool,
    chain,
    check_modules,
    parallel,
    stretched,
    unstrided,
)

import keras
import numpy as np
import pytest

linear = partial(convolution, normalization=False, activation=None)


def test_parallel_is_the_join_of_its_branches():
    inputs = keras.Input((6, 6, 3))
    branches = ((Conv(2, 1),), (MaxPool(), Conv(4, 3)), (AveragePool(),), ())
    model = keras.Model(inputs, parallel(inputs, branches, convolve=linear, name="block1"))
    x = np.random.default_rng(0).normal(size=(2, 6, 6, 3)).astype("float32")
    parts = [
        model.get_layer("block1_branch1_conv1")(x),
        model.get_layer("block1_branch2_conv1")(keras.layers.MaxPooling2D(3, 1, "same")(x)),
        keras.layers.AveragePooling2D(3, 1, "same")(x),
        x,
    ]
    np.testing.assert_allclose(model(x), np.concatenate(parts, axis=-1), rtol=1e-5, atol=1e-6)
    assert model.layers[-1].name == "block1_out"


def test_a_chain_names_and_numbers_its_steps():
    inputs = keras.Input((17, 17, 3), name="input")
    split = ((Conv(3, (1, 3)),), (Conv(3, (3, 1)),))
    steps = (Conv(4, 3, 2, "valid"), Conv(5, 1), MaxPool(2, "valid"), split)
    model = keras.Model(inputs, chain(inputs, steps, convolve=linear, name="stem"))
    assert {layer.name for layer in model.layers} == {
        "input",
        "stem_conv1",
        "stem_conv2",
        "stem_pool1",
        "stem_split1_branch1_conv1",
        "stem_split1_branch2_conv1",
        "stem_split1_out",
    }
    sizes = [model.get_layer(name).output.shape[1:] for name in ("stem_conv1", "stem_pool1", "stem_split1_out")]
    assert sizes == [(8, 8, 4), (3, 3, 5), (3, 3, 6)]
    assert model.get_layer("stem_split1_branch1_conv1").kernel_size == (1, 3)


def test_unscaled_convolution_normalizes_without_a_scale():
    inputs = keras.Input((8, 8, 3))
    model = keras.Model(inputs, convolution(inputs, 4, 3, 2, name="conv", padding="valid", scale=False))
    assert [weight.name for weight in model.weights] == ["kernel", "beta", "moving_mean", "moving_variance"]
    assert [layer.name for layer in model.layers[1:]] == ["conv", "conv_bn", "conv_relu"]
    assert model.output_shape == (None, 3, 3, 4)


@pytest.mark.usefixtures("unvalued")
def test_factorized_kernels_cost_what_the_paper_says():
    def weights(*kernel_sizes):
        inputs = keras.Input((8, 8, 16))
        steps = [Conv(16, size) for size in kernel_sizes]
        x = chain(inputs, steps, convolve=partial(linear, use_bias=False), name="conv")
        return keras.Model(inputs, x).count_params()

    assert weights(7) == 49 * 16**2 and weights((1, 7), (7, 1)) == 14 * 16**2
    assert weights(5) == 25 * 16**2 and weights(3, 3) == 18 * 16**2
    assert weights((1, 3), (3, 1)) / weights(3) == pytest.approx(2 / 3)
    assert weights((1, 7), (7, 1)) / weights(7) == pytest.approx(0.286, abs=5e-4)


def test_unstrided_stems_reduce_nothing():
    steps = (Conv(4, 3, 2, "valid"), Conv(5, 3), MaxPool(2))
    assert unstrided(steps) == (Conv(4, 3, 1, "valid"), Conv(5, 3))


@pytest.mark.parametrize("count", range(1, 12))
def test_a_stretched_table_keeps_its_order_and_its_last_row(count):
    rows = stretched(range(5), count)
    assert len(rows) == count and rows[-1] == 4
    assert list(rows) == sorted(rows)
    assert len(set(rows)) == min(count, 5)


@pytest.mark.parametrize("modules", [(3, 0, 2), (3, 4), (3, 4, 2, 1), (-1, 1, 1)])
def test_a_stage_without_modules_is_refused(modules):
    with pytest.raises(ValueError) as error:
        check_modules(modules, 3, "inception_v3")
    assert str(error.value) == (
        f"inception_v3 needs modules=(...) with at least 1 module in each of its 3 stages, got {modules}"
    )
