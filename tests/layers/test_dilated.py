"""Dilated convolutions, and the rule that tells which rates leave holes, held to what the network really sees."""

from itertools import product

from keras_nets.inspection.receptive_fields import contributions, receptive_field
from keras_nets.layers import dilated_convolutions, hybrid_dilated_convolution, largest_gap, leaves_holes

import keras
import numpy as np
import pytest


def stack(rates, build=dilated_convolutions):
    inputs = keras.Input((None, None, 1))
    return keras.Model(inputs, build(inputs, 1, rates, name="block", normalization=False))


def seen(rates):
    """Number of pixels that contribute, and of those in their frame."""
    side = 2 * sum(rates) + 5
    shares = contributions(stack(rates), (side, side))
    _, _, height, width = receptive_field(shares)
    return int((shares > 0).sum()), height * width


@pytest.mark.parametrize(
    "rates, pixels, frame",
    [((2, 2, 2), 49, 169), ((1, 2, 3), 169, 169), ((1, 2, 5), 289, 289), ((2, 4, 8), 225, 841), ((2, 3), 81, 121)],
)
def test_pixels_that_contribute_are_those_of_the_rule(rates, pixels, frame):
    assert seen(rates) == (pixels, frame)
    assert leaves_holes(rates) == (pixels < frame)


def test_rule_of_the_paper_is_enough_after_a_rate_of_one():
    by_rule = {rates for rates in product((1,), range(1, 8), range(1, 12)) if largest_gap(rates) <= 3}
    whole = {rates for rates in product((1,), range(1, 8), range(1, 12)) if not leaves_holes(rates)}
    assert by_rule < whole
    # The order does not matter to what is seen, but to the rule.
    assert (1, 2, 5) in by_rule and (1, 5, 2) in whole - by_rule


def test_gap_by_hand():
    # M_3 = 9; M_2 = max(9 - 4, 4 - 9, 2).
    assert largest_gap((1, 2, 9)) == 5
    assert largest_gap((1, 2, 5)) == 2
    assert largest_gap((2, 2, 2)) == 2
    assert largest_gap((4,)) == 4


def test_a_larger_kernel_fills_what_a_smaller_one_leaves():
    assert leaves_holes((1, 4)) and not leaves_holes((1, 4), kernel_size=5)


def test_weights_do_not_depend_on_the_rates():
    counts = {stack(rates).count_params() for rates in ((1, 1, 1), (1, 2, 5))}
    assert counts == {3 * (9 + 1)}


def test_a_dilated_convolution_is_one_of_a_kernel_with_zeros_between_its_taps():
    generator = np.random.default_rng(0)
    x = generator.normal(size=(1, 9, 9, 1)).astype("float32")
    kernel = generator.normal(size=(3, 3, 1, 1)).astype("float32")
    wide = np.zeros((5, 5, 1, 1), "float32")
    wide[::2, ::2] = kernel
    model = stack((2,))
    model.get_layer("block_conv1").set_weights([kernel, np.zeros(1)])
    expected = keras.ops.relu(keras.ops.conv(x, wide, padding="same"))
    np.testing.assert_allclose(model(x), expected, atol=1e-5)


def test_hybrid_convolution_refuses_holes_and_names_rates_that_leave_none():
    message = r"^rates \(2, 2, 2, 2\) of convolutions of 3x3 leave holes: .*; \(1, 2, 5, 1\) leave none$"
    with pytest.raises(ValueError, match=message):
        stack((2, 2, 2, 2), hybrid_dilated_convolution)
    assert not leaves_holes((1, 2, 5, 1))
    assert len(stack((1, 2, 5), hybrid_dilated_convolution).layers) == 1 + 2 * 3


@pytest.mark.parametrize("rates", [(), (1, 0)])
def test_rates_below_one_are_refused(rates):
    for function in (lambda rates: stack(rates), leaves_holes, largest_gap):
        with pytest.raises(ValueError, match="^dilated convolutions need rates of at least 1, such as "):
            function(rates)
