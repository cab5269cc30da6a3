"""Accelerated layers without states equal Keras's in outputs and gradients, and are Keras's own in inference."""

from keras_nets.acceleration import accelerate, dilated_convolution

import keras
import numpy as np
import pytest
import tensorflow as tf

layers = keras.layers
# The layer and the shape of its inputs.
OWN = {
    "layer normalization": (lambda **kw: layers.LayerNormalization(beta_initializer="random_normal", **kw), (3, 5, 6)),
    "of a table": (lambda **kw: layers.LayerNormalization(axis=1, epsilon=0.1, **kw), (3, 6)),
    "dense": (lambda **kw: layers.Dense(4, "gelu", **kw), (3, 5, 6)),
    "without bias": (lambda **kw: layers.Dense(4, "gelu", use_bias=False, **kw), (3, 6)),
    "activation": (lambda **kw: layers.Activation("gelu", **kw), (3, 6)),
    "heads": (
        lambda **kw: layers.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de", activation="tanh", **kw),
        (3, 5, 6),
    ),
    "pixels": (lambda **kw: layers.Conv2D(4, 1, activation="tanh", bias_initializer="normal", **kw), (2, 5, 3, 6)),
    "pixels without bias": (
        lambda **kw: layers.Conv2D(4, 1, activation="tanh", use_bias=False, padding="same", **kw),
        (2, 5, 3, 6),
    ),
    "dilated": (
        lambda **kw: layers.Conv2D(4, 3, dilation_rate=(2, 3), padding="same", activation="tanh", **kw),
        (2, 7, 9, 6),
    ),
    "dilated in the middle": (lambda **kw: layers.Conv2D(4, (3, 1), dilation_rate=2, **kw), (2, 7, 5, 6)),
    "dilated steps": (lambda **kw: layers.Conv1D(4, 2, dilation_rate=4, padding="causal", **kw), (3, 9, 6)),
    "separable": (
        lambda **kw: layers.SeparableConv2D(4, 3, strides=2, depth_multiplier=2, activation="tanh", **kw),
        (2, 7, 5, 6),
    ),
    "separable and dilated": (
        lambda **kw: layers.SeparableConv2D(4, 3, padding="same", dilation_rate=2, use_bias=False, **kw),
        (2, 7, 5, 6),
    ),
    "heads together": (lambda **kw: layers.EinsumDense("abcd,cde->abe", (None, 4), **kw), (3, 5, 2, 6)),
}
KERAS = {
    "other axes": (lambda **kw: layers.LayerNormalization(axis=1, **kw), (3, 5, 6)),
    "two axes": (lambda **kw: layers.LayerNormalization(axis=(1, 2), **kw), (3, 5, 6)),
    "no scale": (lambda **kw: layers.LayerNormalization(scale=False, **kw), (3, 6)),
    "approximate": (lambda **kw: layers.Dense(4, lambda x: keras.activations.gelu(x, approximate=True), **kw), (3, 6)),
    "strides": (lambda **kw: layers.Conv2D(4, 1, strides=2, **kw), (2, 5, 3, 16)),
    "groups": (lambda **kw: layers.Conv2D(4, 1, groups=2, **kw), (2, 5, 3, 6)),
    "dilated groups": (lambda **kw: layers.Conv2D(4, 3, groups=2, dilation_rate=2, **kw), (2, 7, 5, 6)),
    "several pixels": (lambda **kw: layers.Conv2D(4, (1, 3), **kw), (2, 5, 3, 6)),
    "other equation": (lambda **kw: layers.EinsumDense("abc,bd->adc", (4, 6), **kw), (3, 5, 6)),
}
TOLERANCES = {"float32": 1e-5, "mixed_bfloat16": 3e-2, "mixed_float16": 3e-3, "float64": 1e-5}


def trained(make, shape, *, accelerated, dtype="float32", training=True):
    """The output and the gradients of inputs and weights."""
    keras.utils.set_random_seed(0)
    layer = make(dtype=dtype)
    layer.build((None, *shape[1:]))
    if accelerated:
        accelerate(layer)
    x = tf.cast(np.random.default_rng(0).normal(size=shape), layer.compute_dtype)

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, training=training)
            loss = tf.reduce_sum(tf.sin(3 * tf.cast(outputs, tf.float32)))
        return [outputs, *tape.gradient(loss, [x, *(weight.value for weight in layer.trainable_weights)])]

    operations = sorted(operation.type for operation in step.get_concrete_function(x).graph.get_operations())
    return [np.asarray(tf.cast(each, tf.float64)) for each in step(x)], operations


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("kind", OWN | KERAS)
def test_it_equals_keras(kind, dtype):
    theirs, _ = trained(*(OWN | KERAS)[kind], accelerated=False, dtype=dtype)
    ours, _ = trained(*(OWN | KERAS)[kind], accelerated=True, dtype=dtype)
    for one, other in zip(ours, theirs, strict=True):
        # In half precision, what remains of large terms in a sum over examples is as rough as these are.
        largest = max(1, np.abs(other).max()) if dtype.startswith("mixed") else 1
        np.testing.assert_allclose(one, other, rtol=TOLERANCES[dtype], atol=TOLERANCES[dtype] * largest)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("kind", OWN | KERAS)
def test_training_alone_takes_other_operations(kind, training):
    (theirs, before), (ours, after) = (
        trained(*(OWN | KERAS)[kind], accelerated=which, training=training) for which in (False, True)
    )
    assert (after != before) == (training and kind in OWN)
    if not training:
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", OWN | KERAS)
def test_sizes_that_are_known_stay_known(kind):
    """Layers that come next may ask for them, where the number of examples alone is unknown."""
    make, shape = (OWN | KERAS)[kind]
    shapes = []
    for prepare in (lambda layer: layer, accelerate):
        layer = prepare(make())
        layer.build((None, *shape[1:]))
        step = tf.function(lambda x, layer=layer: layer(x, training=True))
        outputs = step.get_concrete_function(tf.TensorSpec((None, *shape[1:]))).structured_outputs
        shapes.append(outputs.shape.as_list())
    assert shapes[0] == shapes[1]


def test_the_layers_of_attention_are_accelerated_with_it():
    x = np.random.default_rng(0).normal(size=(2, 5, 8)).astype("float32")
    attention = layers.MultiHeadAttention(2, 4)
    theirs = attention(x, x, training=True)
    np.testing.assert_allclose(accelerate(attention)(x, x, training=True), theirs, atol=1e-6)
    assert all("call" in vars(layer) for layer in (attention.query_dense, attention.output_dense))


def test_dilated_convolutions_are_left_alone_where_tensorflow_has_no_gradients_of_them(monkeypatch):
    monkeypatch.setattr(dilated_convolution, "_has_gradients", lambda: False)
    assert "call" not in vars(accelerate(layers.Conv2D(4, 3, dilation_rate=2)))


def test_what_is_saved_is_kerass_own(tmp_path):
    model = accelerate(keras.Sequential([keras.Input((6,)), layers.Dense(4, "gelu"), layers.LayerNormalization()]))
    x = np.random.default_rng(0).normal(size=(3, 6)).astype("float32")
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))
    assert not any("call" in vars(layer) for layer in loaded.layers)
