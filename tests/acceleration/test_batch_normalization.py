"""Accelerated batch normalization equals Keras's in output, gradients and moving statistics."""

from keras_nets.acceleration import accelerate

import keras
import numpy as np
import pytest
import tensorflow as tf

SHAPES = {
    "table": (7, 5),
    "one example": (1, 5),
    "sequence": (6, 9, 5),
    "image": (4, 6, 7, 5),
    "volume": (3, 4, 5, 6, 5),
}
# Sums over a batch round differently, and a number of 16 bits has no more than 8 or 11 of them.
TOLERANCES = {"float32": 1e-5, "mixed_bfloat16": 1e-2, "mixed_float16": 2e-3}


def trained(shape, *, accelerated, dtype="float32", mask=None, training=True, **arguments):
    """Output, gradients of inputs and weights, and moving statistics after a batch; and whether it was fused."""
    keras.utils.set_random_seed(0)
    arguments = {"gamma_initializer": "random_normal", "beta_initializer": "random_normal"} | arguments
    layer = keras.layers.BatchNormalization(dtype=dtype, **arguments)
    layer.build((None, *shape[1:]))
    layer.moving_mean.assign(np.random.default_rng(2).normal(size=layer.moving_mean.shape))
    if accelerated:
        accelerate(layer)
    x = tf.cast(np.random.default_rng(0).normal(3, 2, shape), layer.compute_dtype)
    weights = np.random.default_rng(1).normal(size=shape)

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, training=training, mask=mask)
            loss = tf.reduce_sum(tf.cast(outputs, tf.float64) * weights)
        return outputs, tape.gradient(loss, [x, *(weight.value for weight in layer.trainable_weights)])

    graph = step.get_concrete_function(x).graph
    fused = any("FusedBatchNorm" in operation.type for operation in graph.get_operations())
    outputs, gradients = step(x)
    numbers = [outputs, *(each for each in gradients if each is not None), *layer.non_trainable_weights]
    return [keras.ops.convert_to_numpy(keras.ops.cast(each, "float64")) for each in numbers], fused


def check(shape, expect_fused, tolerance=1e-5, **arguments):
    theirs, fused_by_keras = trained(shape, accelerated=False, **arguments)
    ours, fused = trained(shape, accelerated=True, **arguments)
    # Where this fails, Keras fuses by itself: delete what accelerates it.
    assert not fused_by_keras
    assert fused == expect_fused
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance * max(1, np.abs(other).max()))


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_training_is_fused_and_equal(shape, dtype):
    check(shape, True, TOLERANCES[dtype], dtype=dtype)


@pytest.mark.parametrize(
    "arguments", [{"scale": False}, {"center": False}, {"momentum": 0.5, "epsilon": 0.1}, {"axis": 3}]
)
def test_arguments_are_kept(arguments):
    check(SHAPES["image"], True, **arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {"axis": 1},
        {"training": False},
        {"trainable": False},
        {"renorm": True},
        {"synchronized": True},
        {"dtype": "float64"},
        {"dtype": "bfloat16"},
        {"dtype": "float16"},
        {"mask": np.arange(54).reshape(6, 9) % 3 > 0},
    ],
    ids=lambda arguments: " ".join(map(str, next(iter(arguments.items())))) if "mask" not in arguments else "mask",
)
def test_where_the_operation_does_not_apply_keras_computes(arguments):
    check(SHAPES["sequence"], False, **arguments)


def test_second_derivatives_are_equal():
    found = []
    for accelerated in (False, True):
        layer = keras.layers.BatchNormalization()
        layer.build((None, 3))
        if accelerated:
            accelerate(layer)
        x = tf.constant(np.random.default_rng(0).normal(size=(8, 3)), tf.float32)
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                loss = tf.reduce_sum(layer(x, training=True) ** 3)
            penalty = tf.reduce_sum(inner.gradient(loss, x) ** 2)
        found.append(outer.gradient(penalty, x))
    np.testing.assert_allclose(*found, rtol=1e-4, atol=1e-3)


def test_xla_compiles_it():
    layer = accelerate(keras.layers.BatchNormalization())
    x = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
    compiled = tf.function(lambda x: layer(x, training=True), jit_compile=True)(x)
    np.testing.assert_allclose(compiled, keras.layers.BatchNormalization()(x, training=True), atol=1e-5)
