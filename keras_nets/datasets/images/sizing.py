"""Images decoded, resized and converted to one number of channels and one range of values.

One rule resizes every image, in memory or in a file, without distortion. A smaller image is enlarged by the largest
whole factor that fits (bilinear); a larger one is shrunk until it fits (bilinear, antialiased). The rest of the frame
is filled with zeros, half on each side, at least the margin if one is requested. In 32 x 32 with a margin of 2, MNIST's
28 x 28 stay unchanged, as in LeNet-5, and scikit-learn's 8 x 8 digits are enlarged three times.
"""

import math
import os

from keras_nets._memory import check_memory
from keras_nets._wording import one_line
from keras_nets.datasets.forms import ImageForm, form_of
from keras_nets.datasets.images.decoding import examine, reader
from keras_nets.datasets.source import Prepared

import numpy as np
import tensorflow as tf

# Red, green and blue in the luminance of ITU-R BT.601, as in JPEG.
_LUMINANCE = (0.299, 0.587, 0.114)
# Numbers that are resized at once.
_CHUNK = 2**24


def resize(images, size, margin=0):
    """Images (rank 3, or 4 with a batch axis) in a frame of `size` (height, width), as float32 in [0, 255]."""
    frame = tf.constant(size, tf.int32)
    found = tf.shape(images)[-3:-1]
    factor = tf.reduce_min((frame - 2 * margin) / found)
    factor = tf.where(factor >= 1, tf.floor(factor), factor)
    inner = tf.maximum(tf.cast(tf.round(factor * tf.cast(found, tf.float64)), tf.int32), 1)
    images = tf.cond(
        tf.reduce_all(inner == found),
        lambda: tf.cast(images, tf.float32),
        lambda: tf.image.resize(images, inner, antialias=True),
    )
    before = (frame - inner) // 2
    margins = tf.stack([before, frame - inner - before], axis=1)
    others = tf.zeros([1, 2], tf.int32)
    batch = [others] if images.shape.rank == 4 else []
    return tf.pad(images, tf.concat([*batch, margins, others], axis=0))


def convert_channels(images, channels):
    """Gray images repeated to three channels, or the luminance of color images."""
    if images.shape[-1] == channels:
        return images
    if channels == 3:
        return tf.repeat(images, 3, axis=-1)
    return tf.tensordot(tf.cast(images, tf.float32), tf.constant(_LUMINANCE), axes=1)[..., None]


def prepare_images(source, train, request):
    """Images in memory, resized and converted once and kept as uint8."""
    images, found = source.x, source.x.shape[-1]
    if request.channels not in (None, found) and found not in (1, 3):
        raise ValueError(f"images of {found} channels cannot be converted to {request.channels}; convert the file")
    form = _form(request, request.image_size or images.shape[1:3], request.channels or found)
    messages = _reduction([images.shape[1:3]], found == 3, form)
    if images.shape[1:] != form.image_shape or form.margin:
        raw, size = images, math.prod(form.image_shape)
        height, width = form.image_size
        check_memory(len(raw) * size, f"{len(raw):,} images of {height:,} x {width:,} pixels take")
        images = np.empty((len(raw), *form.image_shape), np.uint8)
        chunk = max(1, _CHUNK // size)
        for start in range(0, len(raw), chunk):
            images[start : start + chunk] = _frame(tf.constant(raw[start : start + chunk]), form)
    return Prepared(images, form.input_shape, form, lambda raw: _scale(raw, form), messages)


def prepare_files(source, train, request):
    """Image files, read, decoded, resized and converted when a batch needs them."""
    files = source.files
    form = _form(request, request.image_size or files[0].size, request.channels or 3)
    like = None if request.image_size else source.x[0]
    messages = _reduction([file.size for file in files], any(file.in_color for file in files), form, like)
    transform = _file_transform(form, dict(zip(source.x.tolist(), files, strict=True)))
    return Prepared(np.asarray(source.x), form.input_shape, form, transform, messages)


def _reduction(sizes, in_color, form, like=None):
    """What images lose when they are brought to a form, as a message in a tuple, which is empty where it is nothing.

    Where nobody asked for the size, it is that of the file `like`.
    """
    height, width = form.image_size
    frame = (height - 2 * form.margin, width - 2 * form.margin)
    resized = any(size[0] > frame[0] or size[1] > frame[1] for size in sizes) or (like and len(set(sizes)) > 1)
    loses_color = in_color and form.channels == 1
    if not resized and not loses_color:
        return ()
    bounds = (bound(sizes, key=lambda size: size[0] * size[1]) for bound in (min, max))
    found = " to ".join(dict.fromkeys(f"{size[0]:,} x {size[1]:,}" for size in bounds))
    told = f"images of {found} pixels{' in color' if loses_color else ''} are "
    told += f"resized to {frame[0]} x {frame[1]}" if resized else "converted to"
    told += f" in a frame of {height} x {width}" if resized and form.margin else ""
    told += " gray" if loses_color else ""
    told += f", the size of {like}" if like and resized else ""
    return (told + ("; --data-option channels=3 keeps color" if loses_color else ""),)


def read_images(paths, prepared_as):
    """Image files as network inputs, prepared exactly as the images of a data set.

    Args:
        paths: Paths of the files.
        prepared_as: A `Dataset`, or the record of a run's data.

    Returns:
        A float32 array, one example per file.

    Raises:
        ValueError: If a file cannot be read, or the data were not images.
    """
    form = form_of(prepared_as)
    if form.image_shape is None:
        raise ValueError("the data were not images, so image files cannot be turned into inputs of this network")
    return form.read([os.fspath(path) for path in paths])[1]


def read_files(paths, form):
    """Image files as network inputs in an `ImageForm`. Raises as `read_images`."""
    files = {}
    for path in paths:
        try:
            files[path] = examine(path)
        except ValueError as error:
            raise ValueError(
                f"image {path} cannot be read ({one_line(error)}); use a PNG, JPEG, BMP, GIF or WebP"
            ) from None
    transform = _file_transform(form, files)
    chunks = [transform(tf.constant(paths[i : i + 256])) for i in range(0, len(paths), 256)]
    return np.concatenate([np.asarray(chunk) for chunk in chunks])


def read_pixels(pixels, form):
    """Images in memory, `(examples, height, width, channels)` of bytes, as network inputs in an `ImageForm`."""
    chunk = max(1, _CHUNK // math.prod(form.image_shape))
    chunks = [pixels[start : start + chunk] for start in range(0, len(pixels), chunk)]
    return np.concatenate([np.asarray(_scale(_frame(tf.constant(chunk), form), form)) for chunk in chunks])


def _form(request, image_size, channels):
    return ImageForm(
        image_size=tuple(int(side) for side in image_size),
        channels=int(channels),
        flatten=request.flatten,
        by_rows=request.by_rows,
        margin=request.margin,
        value_range=request.value_range,
    )


def _file_transform(form, files):
    pixels_of = reader(files)

    def read(path):
        return _frame(pixels_of(path), form)

    # Compiled to a graph once; otherwise map_fn is a Python loop outside tf.data.
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def transform(paths):
        return _scale(tf.map_fn(read, paths, fn_output_signature=tf.TensorSpec(form.image_shape, tf.uint8)), form)

    return transform


def _frame(images, form):
    """Resized and converted images, rounded once at the end, so that memory and files give the same pixels."""
    framed = resize(convert_channels(images, form.channels), form.image_size, form.margin)
    return tf.saturate_cast(tf.round(framed), tf.uint8)


def _scale(raw, form):
    # A product, since compiled graphs replace a quotient by one, which would differ from eager inputs in the last bit.
    images = tf.reshape(tf.cast(raw, tf.float32) * (1 / 255), [-1, *form.input_shape])
    black, white = form.value_range
    return images if (black, white) == (0, 1) else images * (white - black) + black
