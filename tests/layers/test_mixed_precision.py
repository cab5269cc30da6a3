from keras_nets.layers import Maxout, PartiallyConnectedConv2D, RadialBasisOutput, Subsampling2D, scaled_tanh

import keras
import numpy as np
import pytest

LAYERS = [
    (lambda **kwargs: Maxout(3, **kwargs), (4,)),
    (lambda **kwargs: PartiallyConnectedConv2D([(0, 1), (1,)], 3, activation=scaled_tanh, **kwargs), (5, 5, 2)),
    (lambda **kwargs: Subsampling2D(activation=scaled_tanh, **kwargs), (4, 4, 2)),
    (lambda **kwargs: RadialBasisOutput(3, activation="softmax", **kwargs), (4,)),
]


@pytest.mark.parametrize("make, shape", LAYERS, ids=["maxout", "convolution", "subsampling", "radial_basis"])
def test_computes_in_half_precision_and_keeps_weights_in_single(make, shape):
    full, half = make(), make(dtype="mixed_bfloat16")
    x = np.random.default_rng(0).uniform(size=(2, *shape)).astype("float32")
    full.build(x.shape)
    half.build(x.shape)
    half.set_weights(full.get_weights())
    outputs = half(x)
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    assert {keras.backend.standardize_dtype(weight.dtype) for weight in half.weights} == {"float32"}
    outputs = keras.ops.convert_to_numpy(keras.ops.cast(outputs, "float32"))
    np.testing.assert_allclose(outputs, keras.ops.convert_to_numpy(full(x)), atol=0.03)
