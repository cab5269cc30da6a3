"""Pixels as people save them in arrays, floats or integers, channels last or first, as bytes with channels last."""

import numpy as np

CHANNELS = (1, 3)

_CHUNK = 1024
# Images of one channel have three axes, as series have; equal sides of at least this many pixels suggest an image.
_LEAST_SIDE = 8


def as_pixels(x):
    """Examples as images, `(examples, height, width, channels)` of unsigned bytes, where they are images.

    Unsigned bytes of rank 3 or 4 are images. So are other numbers of rank 4 with one or three channels, if they lie in
    0 to 1 or 0 to 255, or are unsigned 16-bit integers that use all bits. Channels in front are moved to the end.

    Args:
        x: Numbers of any shape and type.

    Returns:
        The images, or `x` where it has none, and messages about what was done or may be meant.
    """
    if x.ndim == 3:
        return (x[..., None], ()) if x.dtype == np.uint8 else (x, _maybe_gray(x))
    if x.ndim != 4:
        return x, ()
    x, messages = _with_channels_last(x)
    if x.dtype == np.uint8 or x.shape[-1] not in CHANNELS:
        return x, messages
    least, most = x.min(), x.max()
    factor = _factor(x.dtype, least, most)
    if factor is None:
        told = (
            f"x has values from {least:g} to {most:g}, so it is taken as numbers and not as images; save pixels as "
            "bytes from 0 to 255, such as (255 * (x - x.min()) / (x.max() - x.min())).astype('uint8')"
        )
        return x, (*messages, told)
    span = {1: "0 to 255", 255: "0 to 1"}.get(factor, "0 to 65535")
    return _as_bytes(x, factor), (*messages, f"x is taken as images of {x.dtype} pixels from {span}, kept as bytes")


def _maybe_gray(x):
    """A message where rank 3 may be meant as gray images."""
    square = x.shape[1] == x.shape[2] >= _LEAST_SIDE
    factor = _factor(x.dtype, x.min(), x.max()) if square and x.dtype.kind in "buif" else None
    if factor is None:
        return ()
    bytes_of = {1: "x.round()", 255: "(255 * x).round()"}.get(factor, "(x / 257).round()")
    return (
        f"examples of shape {x.shape[1:]} are taken as {x.shape[1]} steps of {x.shape[2]} numbers; if they are images, "
        f"save {bytes_of}.astype('uint8')",
    )


def _with_channels_last(x):
    _, first, _, last = x.shape
    if first not in CHANNELS:
        return x, ()
    if last in CHANNELS:
        told = f"examples of shape {x.shape[1:]} are taken to have channels last; if they are first, save"
        return x, (f"{told} x.transpose(0, 2, 3, 1)",)
    moved = np.ascontiguousarray(x.transpose(0, 2, 3, 1))
    return moved, (f"channels moved to the end, from {x.shape[1:]} to {moved.shape[1:]}",)


def _factor(kind, least, most):
    """What makes bytes of pixels by multiplication, or None where they are no pixels."""
    if kind == np.uint16 and most >= 2**15:
        return 1 / 257
    if least < 0 or most > 255:
        return None
    return 255 if most <= 1 else 1


def _as_bytes(x, factor):
    pixels = np.empty(x.shape, np.uint8)
    for start in range(0, len(x), _CHUNK):
        pixels[start : start + _CHUNK] = np.rint(x[start : start + _CHUNK].astype("float32") * factor)
    return pixels
