"""Where a network begins: inputs that are checked and brought into the form that its first layer wants."""

import keras


def image_input(input_shape, *, least, network, open_size=False):
    """Input of a network for images, refused where the images are too small for its layers.

    Args:
        input_shape: `(height, width, channels)`.
        least: Least height and width in pixels.
        network: Name of the network, for the message.
        open_size: Whether height and width may be None, for images of any size.

    Raises:
        ValueError: If `input_shape` is not that of an image, or smaller than `least`.

    Example:

    >>> image_input((32, 32, 1), least=32, network="lenet5").shape
    (None, 32, 32, 1)
    """
    if len(input_shape) != 3 or None in (input_shape[2:] if open_size else input_shape):
        numbers = "in numbers, height and width or None" if open_size else "in numbers"
        raise ValueError(f"{network} needs input_shape=(height, width, channels) {numbers}, got {tuple(input_shape)}")
    height, width, _ = input_shape
    if min(height or least, width or least) < least:
        raise ValueError(
            f"{network} needs images of at least {least}x{least} pixels, got {height}x{width}; resize or pad them"
        )
    return keras.Input(tuple(input_shape), name="input")


def vector_input(input_shape, preprocessing=None):
    """Input of a network for vectors: the inputs and, preprocessed and flattened, what its first layer sees.

    Args:
        input_shape: Shape of one example, of any rank from 1 on.
        preprocessing: Adapted layer applied to the inputs, saved with the network, or None.

    Example:

    >>> inputs, x = vector_input((28, 28, 1))
    >>> inputs.shape, x.shape
    ((None, 28, 28, 1), (None, 784))
    """
    inputs = keras.Input(tuple(input_shape), name="input")
    x = inputs if preprocessing is None else preprocessing(inputs)
    return inputs, x if len(x.shape) == 2 else keras.layers.Flatten(name="flatten")(x)


def is_large(stem):
    """Whether a stem is the paper's, for large images, rather than the one for small images.

    Args:
        stem: `"large"` or `"small"`.

    Raises:
        ValueError: If there is no such stem.

    Example:

    >>> is_large("large"), is_large("small")
    (True, False)
    """
    if stem not in ("large", "small"):
        raise ValueError(f"stem must be 'large' or 'small', got {stem!r}")
    return stem == "large"
