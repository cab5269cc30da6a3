from keras_nets.layers import DigitBitmaps, RadialBasisOutput, RandomSigns

import keras
import numpy as np
import pytest


def test_penalties_are_squared_distances_to_the_codes():
    layer = RadialBasisOutput(3)
    x = np.random.default_rng(0).normal(size=(4, 5)).astype("float32")
    outputs = keras.ops.convert_to_numpy(layer(x))
    (codes,) = layer.get_weights()
    expected = [[-np.square(row - code).sum() for code in codes] for row in x]
    np.testing.assert_allclose(outputs, expected, rtol=1e-5)


def test_input_that_is_a_code_has_no_penalty_and_is_its_class():
    layer = RadialBasisOutput(10, activation="softmax", code_initializer=DigitBitmaps())
    layer.build((None, 84))
    (codes,) = layer.get_weights()
    np.testing.assert_array_equal(np.diag(layer.penalties(codes)), np.zeros(10))
    np.testing.assert_allclose(layer(codes), np.eye(10), atol=1e-6)


def test_temperature_divides_the_penalties():
    cold, warm = RadialBasisOutput(3), RadialBasisOutput(3, temperature=20.0)
    x = np.ones((2, 5), dtype="float32")
    np.testing.assert_allclose(cold(x), 20 * warm(x), rtol=1e-6)


def test_codes_learn_only_where_asked():
    for train_codes in (False, True):
        layer = RadialBasisOutput(3, train_codes=train_codes)
        layer.build((None, 5))
        assert len(layer.trainable_weights) == train_codes
        assert layer.count_params() == 15


def test_bitmaps_of_the_digits_are_signs_and_differ_in_many_pixels():
    codes = keras.ops.convert_to_numpy(DigitBitmaps()((10, 84)))
    assert set(codes.ravel()) == {-1.0, 1.0}
    differing = (codes[:, None] != codes).sum(axis=-1)
    assert differing[~np.eye(10, dtype=bool)].min() >= 16
    np.testing.assert_array_equal(DigitBitmaps()((4, 84)), codes[:4])


@pytest.mark.parametrize("shape", [(11, 84), (10, 42)])
def test_there_are_bitmaps_for_ten_classes_of_84_units(shape):
    with pytest.raises(ValueError, match=r"84 units for up to 10 classes, got shape .* use RandomSigns"):
        DigitBitmaps()(shape)


def test_random_signs_repeat_by_seed_and_are_balanced():
    one, again, other = (keras.ops.convert_to_numpy(RandomSigns(seed)((50, 84))) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).mean() > 0.4
    assert set(one.ravel()) == {-1.0, 1.0}
    assert abs(one.mean()) < 0.1
