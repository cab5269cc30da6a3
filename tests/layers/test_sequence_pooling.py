from keras_nets.layers import SequencePooling

import keras
import numpy as np
import pytest

STEPS = np.array([[[1.0, 2.0], [3.0, 6.0], [100.0, 100.0]]], "float32")


def pooled(pooling, mask=None):
    mask = None if mask is None else keras.ops.convert_to_tensor([mask])
    return keras.ops.convert_to_numpy(SequencePooling(pooling)(STEPS, mask=mask))[0].tolist()


def test_mean_is_over_what_no_mask_hides():
    assert pooled("mean", [True, True, False]) == [2.0, 4.0]
    np.testing.assert_allclose(pooled("mean"), [104 / 3, 36], rtol=1e-6)


def test_mean_of_nothing_is_zero():
    assert pooled("mean", [False, False, False]) == [0.0, 0.0]


def test_first_is_the_first():
    assert pooled("first") == pooled("first", [True, False, False]) == [1.0, 2.0]


def test_refusal_and_configuration():
    with pytest.raises(ValueError, match="SequencePooling takes the mean or the first, got pooling='last'"):
        SequencePooling("last")
    layer = SequencePooling("first")
    assert SequencePooling.from_config(layer.get_config()).pooling == "first"
