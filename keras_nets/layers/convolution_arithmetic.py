"""Convolution and cross-correlation of one signal or one image with one kernel, as mathematics writes them.

Networks correlate: their layers leave out the flip of the kernel, since a learned kernel may as well be learned
flipped. The derivatives are again of the same kind. With `Y = cross_correlate(X, W)` and a scalar f of Y,

    df/dW = cross_correlate(X, df/dY)
    df/dX = cross_correlate(df/dY, flip_kernel(W), "wide") = convolve(df/dY, W, "wide")
"""

import keras
from keras import ops

MODES = ("narrow", "same", "wide")


def output_size(size, kernel_size, padding=0, strides=1):
    """Number of places of a kernel along one axis, `(M - K + 2P) / S + 1`, rounded down.

    Args:
        size: Length M of the input.
        kernel_size: Length K of the kernel.
        padding: Zeros P on each side.
        strides: Step S of the kernel.

    Raises:
        ValueError: If the kernel is longer than the padded input, or a number is out of range.

    Example:

    >>> [output_size(5, 3, padding) for padding in (0, 1, 2)], output_size(224, 7, padding=3, strides=2)
    ([3, 5, 7], 112)
    """
    if min(size, kernel_size, strides) < 1 or padding < 0:
        raise ValueError(
            "size, kernel_size and strides must be at least 1 and padding at least 0, "
            f"got {size}, {kernel_size}, {strides} and {padding}"
        )
    if kernel_size > size + 2 * padding:
        raise ValueError(f"a kernel of {kernel_size} does not fit into {size} values with {padding} zeros on each side")
    return (size - kernel_size + 2 * padding) // strides + 1


def flip_kernel(kernel):
    """Kernel in reverse order along every axis: rotated by 180 degrees if it has two.

    Args:
        kernel: Tensor of any rank.

    Example:

    >>> import keras
    >>> keras.ops.convert_to_numpy(flip_kernel(keras.ops.array([[1, 2], [3, 4]])))
    array([[4, 3], [2, 1]], dtype=int32)
    """
    kernel = ops.convert_to_tensor(kernel)
    return ops.flip(kernel, axis=tuple(range(len(kernel.shape))))


def cross_correlate(x, kernel, mode="narrow", strides=1):
    """Sum of the products of a kernel with what lies below it: `y_ij = sum_uv w_uv x_(i+u)(j+v)`.

    Args:
        x: Tensor of shape `(length,)` or `(height, width)`.
        kernel: Tensor of the same rank.
        mode: Zeros on each side of x: `"narrow"` has none, `"same"` `(K - 1) / 2`, so that sizes stay, and
            `"wide"` `K - 1`, so that every overlap counts.
        strides: Stride of the kernel.

    Returns:
        Tensor with `output_size` values along each axis.

    Raises:
        ValueError: If there is no such mode, ranks differ or are not 1 or 2, the kernel does not fit, or `"same"` is
            asked of an even kernel.

    Example:

    >>> import keras
    >>> y = cross_correlate(keras.ops.array([1.0, 1.0, -1.0, 1.0]), keras.ops.array([1.0, 0.0, -1.0]))
    >>> keras.ops.convert_to_numpy(y)
    array([2., 0.], dtype=float32)
    """
    x, kernel = _floating(x), _floating(kernel)
    if len(x.shape) != len(kernel.shape) or len(x.shape) not in (1, 2):
        raise ValueError(
            f"x and kernel must both have one axis or both two, got shapes {tuple(x.shape)} and {tuple(kernel.shape)}"
        )
    padding = [_padding(mode, size) for size in kernel.shape]
    for size, kernel_size, zeros in zip(x.shape, kernel.shape, padding, strict=True):
        output_size(size, kernel_size, zeros, strides)
    x = ops.pad(x, [(zeros, zeros) for zeros in padding])
    y = ops.conv(x[None, ..., None], kernel[..., None, None], strides, "valid", data_format="channels_last")
    return y[0, ..., 0]


def convolve(x, kernel, mode="narrow", strides=1):
    """Convolution of mathematics: cross-correlation with the flipped kernel. Wide convolution commutes.

    Args:
        x: Tensor of shape `(length,)` or `(height, width)`.
        kernel: Tensor of the same rank.
        mode: As in `cross_correlate`.
        strides: Stride of the kernel.

    Returns:
        Tensor with `output_size` values along each axis.

    Raises:
        ValueError: As in `cross_correlate`.

    Example:

    >>> import keras
    >>> y = convolve(keras.ops.array([1.0, 2.0, 3.0]), keras.ops.array([1.0, 0.5]), mode="wide")
    >>> keras.ops.convert_to_numpy(y)
    array([1. , 2.5, 4. , 1.5], dtype=float32)
    """
    return cross_correlate(x, flip_kernel(kernel), mode, strides)


def _padding(mode, kernel_size):
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
    if mode == "same" and kernel_size % 2 == 0:
        raise ValueError(f"mode='same' pads (K - 1) / 2 on each side and needs odd kernels, got K={kernel_size}")
    return {"narrow": 0, "same": (kernel_size - 1) // 2, "wide": kernel_size - 1}[mode]


def _floating(x):
    x = ops.convert_to_tensor(x)
    return x if "float" in keras.backend.standardize_dtype(x.dtype) else ops.cast(x, keras.config.floatx())
