"""Maps of unequal sizes brought together by cutting off borders."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class CropLike(keras.layers.Layer):
    """Cuts the borders of its first input off until it is no larger than its second; of an odd rest, more at the end.

    Reference:
        Ronneberger, Fischer, Brox, 2015, U-Net: convolutional networks for biomedical image segmentation,
        https://arxiv.org/abs/1505.04597

    Input shape:
        Two tensors, `(batch, height, width, channels)` and `(batch, rows, columns, ...)`.

    Output shape:
        `(batch, min(height, rows), min(width, columns), maps)`.

    Example:

    >>> import keras
    >>> x = keras.ops.reshape(keras.ops.arange(5.0), (1, 1, 5, 1))
    >>> keras.ops.convert_to_numpy(CropLike()([x, x[:, :, :2]])).ravel()
    array([1., 2.], dtype=float32)
    """

    def call(self, inputs):
        return _middle(inputs[0], _least_size(inputs))

    def compute_output_shape(self, input_shape):
        maps = input_shape[0]
        return (maps[0], *_least_known_size(input_shape), maps[3])


@keras.saving.register_keras_serializable(package="keras_nets")
class CropConcatenate(keras.layers.Layer):
    """Concatenates feature maps after cutting all to the least height and width among them, from the middle of each.

    Reference:
        Ronneberger, Fischer, Brox, 2015, U-Net: convolutional networks for biomedical image segmentation,
        https://arxiv.org/abs/1505.04597

    Input shape:
        Tensors of shape `(batch, height_i, width_i, maps_i)`.

    Output shape:
        `(batch, least height, least width, sum of channels)`.

    Example:

    >>> import keras
    >>> CropConcatenate()([keras.Input((64, 64, 512)), keras.Input((56, 56, 512))]).shape
    (None, 56, 56, 1024)
    """

    def call(self, inputs):
        size = _least_size(inputs)
        return ops.concatenate([_middle(maps, size) for maps in inputs], axis=-1)

    def compute_output_shape(self, input_shape):
        maps = sum(shape[3] for shape in input_shape)
        return (input_shape[0][0], *_least_known_size(input_shape), maps)


def _least_size(tensors):
    """Least height and width, as numbers where they are known."""
    return [_least([ops.shape(tensor)[axis] for tensor in tensors]) for axis in (1, 2)]


def _least(sizes):
    if all(isinstance(size, int) for size in sizes):
        return min(sizes)
    least, *others = sizes
    for size in others:
        least = ops.minimum(least, size)
    return least


def _least_known_size(shapes):
    return [None if None in sizes else min(sizes) for sizes in ([shape[axis] for shape in shapes] for axis in (1, 2))]


def _middle(maps, size):
    """A frame of so many rows and columns around the middle."""
    starts = [(whole - part) // 2 for whole, part in zip(ops.shape(maps)[1:3], size, strict=True)]
    (top, left), (height, width) = starts, size
    return maps[:, top : top + height, left : left + width]
