"""Layers that bring maps to each other's size, whatever it is: resizing, cropping, mirroring."""

import os
import subprocess
import sys

from keras_nets.layers import CropConcatenate, CropLike, DilatedPooling2D, MirrorPadding2D, ResizeLike

import keras
import numpy as np
import pytest
import tensorflow as tf

LAYERS = {
    "resize": ResizeLike,
    "crop": CropLike,
    "concatenate": CropConcatenate,
}


def maps(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def test_bilinear_by_hand():
    x = np.array([0.0, 4.0], "float32").reshape(1, 1, 2, 1)
    resized = ResizeLike()([x, np.zeros((1, 1, 4, 3))])
    np.testing.assert_allclose(np.ravel(resized), [0, 1, 3, 4])


def test_crops_keep_the_middle():
    large, small = maps(2, 9, 8, 3), maps(2, 6, 10, 2, seed=1)
    np.testing.assert_array_equal(CropLike()([large, small]), large[:, 1:7])
    expected = np.concatenate([large[:, 1:7], small[:, :, 1:9]], axis=-1)
    np.testing.assert_array_equal(CropConcatenate()([large, small]), expected)


@pytest.mark.parametrize("size, margin, multiple, remainder", [(7, 4, 1, 0), (3, 9, 4, 1), (1, 4, 1, 0), (5, 0, 8, 3)])
def test_mirrors_as_numpy_does(size, margin, multiple, remainder):
    x = maps(2, size, size + 1, 3)
    y = keras.ops.convert_to_numpy(MirrorPadding2D(margin, multiple, remainder)(x))
    added = [after - before for after, before in zip(y.shape[1:3], x.shape[1:3], strict=True)]
    assert all(margin <= number < margin + multiple for number in added)
    assert all(side % multiple == remainder for side in y.shape[1:3])
    widths = [(0, 0), *((number // 2, number - number // 2) for number in added), (0, 0)]
    np.testing.assert_array_equal(y, np.pad(x, widths, mode="reflect"))


@pytest.mark.parametrize("kind, keras_layer", [("max", "MaxPooling2D"), ("average", "AveragePooling2D")])
@pytest.mark.parametrize("size", [2, 3, (1, 3)])
def test_pooling_at_rate_one_is_that_of_keras(kind, keras_layer, size):
    x = maps(2, 6, 7, 3)
    for padding in ("valid", "same"):
        expected = getattr(keras.layers, keras_layer)(size, 1, padding)(x)
        np.testing.assert_allclose(DilatedPooling2D(size, 1, padding, kind)(x), expected, atol=1e-6)


@pytest.mark.parametrize("kind", ["max", "average"])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_pooling_at_rate_two_pools_every_second_pixel(kind, padding):
    x, layer = maps(1, 8, 10, 2), DilatedPooling2D(3, 2, padding, kind)
    whole = keras.ops.convert_to_numpy(layer(x))
    assert whole.shape == layer.compute_output_shape(x.shape)
    for top in (0, 1):
        part = DilatedPooling2D(3, 1, padding, kind)(x[:, top::2, ::2])
        np.testing.assert_allclose(whole[:, top::2, ::2], part, atol=1e-6)


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_open_sizes_in_a_graph_saved_and_loaded(layer, tmp_path):
    first, second = keras.Input((None, None, 2)), keras.Input((None, None, 3))
    model = keras.Model([first, second], layer()([first, second]))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    signature = [tf.TensorSpec((None, None, None, channels), "float32") for channels in (2, 3)]
    traced = tf.function(loaded, input_signature=[signature])
    for sizes in (((4, 7), (9, 5)), ((8, 8), (3, 3)), ((1, 1), (4, 6))):
        x = [maps(2, *size, channels) for size, channels in zip(sizes, (2, 3), strict=True)]
        y = layer()(x)
        np.testing.assert_allclose(traced(x), y, atol=1e-6)
        assert layer().compute_output_shape([array.shape for array in x]) == y.shape
    assert loaded.output.shape[1:3] == (None, None)


@pytest.mark.parametrize("layer", [MirrorPadding2D(5, 4, 1), DilatedPooling2D(3, 2), DilatedPooling2D(2, 1, "valid")])
def test_single_inputs_of_open_size(layer, tmp_path):
    inputs = keras.Input((None, None, 2))
    keras.Model(inputs, layer(inputs)).save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    traced = tf.function(loaded, input_signature=[tf.TensorSpec((None, None, None, 2), "float32")])
    for size in ((7, 9), (6, 8)):
        x = maps(2, *size, 2)
        np.testing.assert_array_equal(traced(x), layer(x))
        assert layer.compute_output_shape(x.shape) == layer(x).shape


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_computes_in_half_precision(layer):
    x = [maps(1, 4, 4, 2), maps(1, 6, 3, 2, seed=1)]
    half = layer(dtype="mixed_bfloat16")(x)
    assert keras.backend.standardize_dtype(half.dtype) == "bfloat16"
    half = keras.ops.convert_to_numpy(keras.ops.cast(half, "float32"))
    np.testing.assert_allclose(half, layer()(x), atol=0.03)


def test_all_run_on_jax_inside_a_compiled_function():
    code = """
import jax, keras, numpy as np
from keras_nets.layers import CropConcatenate, CropLike, DilatedPooling2D, MirrorPadding2D, ResizeLike
large, small = np.ones((1, 9, 8, 2)), np.ones((1, 4, 5, 2))
for layer in (ResizeLike(), CropLike(), CropConcatenate()):
    print(*jax.jit(lambda x: layer(x))([large, small]).shape)
for layer in (MirrorPadding2D(5, 4, 1), DilatedPooling2D(3, 2, kind="average")):
    print(*jax.jit(lambda x: layer(x))(large).shape)
"""
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    process = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert process.stdout.splitlines() == ["1 4 5 2", "1 4 5 2", "1 4 5 4", "1 17 13 2", "1 9 8 2"], process.stderr


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="^mirror padding needs a margin of at least 0 and a multiple of at least 1, "):
        MirrorPadding2D(-1)
    with pytest.raises(ValueError, match="^padding must be 'valid' or 'same', got 'full'$"):
        DilatedPooling2D(padding="full")
    with pytest.raises(ValueError, match="^kind must be one of max, average, got 'min'$"):
        DilatedPooling2D(kind="min")
