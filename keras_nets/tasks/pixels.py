"""Prediction of every pixel of images of any size: at once, in tiles, or averaged over mirror images."""

import itertools

import numpy as np

# More pixels at once would hold gigabytes of feature maps.
MOST_PIXELS = 2**20


def predict_whole(model, images, batch_size=None):
    """Probabilities of every pixel, each image in one pass.

    Args:
        model: A network that predicts a probability of each class for every pixel, of images of any size.
        images: `(images, height, width, channels)`.
        batch_size: Images at a time; None is as many as memory should hold.

    Returns:
        An array `(images, height, width, classes)`.

    Raises:
        ValueError: If the network was built for images of another size.
    """
    _check_size(model, images.shape[1:3])
    batch_size = batch_size or max(1, MOST_PIXELS // (images.shape[1] * images.shape[2]))
    starts = range(0, len(images), batch_size)
    # `predict` would use a pipeline with autotuning, which may end late (datasets/pipeline.py).
    return np.concatenate([model.predict_on_batch(images[start : start + batch_size]) for start in starts])


def predict_tiles(model, images, size, stride=None, batch_size=None):
    """Probabilities of every pixel, averaged over all tiles that contain it.

    Retinal vessels are often segmented with tiles as large as the training patches and a small stride: 48 x 48 pixels
    every 5 pixels, some 90 predictions of each pixel. Large tiles need less memory than a pass over a whole image. The
    last tiles of a row and of a column end at the border, whatever the stride.

    Args:
        model: As in `predict_whole`.
        images: `(images, height, width, channels)`.
        size: Height and width of a tile in pixels.
        stride: Pixels from one tile to the next; None is half a tile, so that most pixels lie in four.
        batch_size: Tiles at a time.

    Returns:
        An array `(images, height, width, classes)`.

    Raises:
        ValueError: If tiles are larger than the images, the stride leaves pixels between them, or the network was built
            for images of another size.

    Example:

    >>> import keras
    >>> model = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Identity()])
    >>> image = np.random.default_rng(0).random((1, 9, 7, 1), dtype="float32")
    >>> np.allclose(predict_tiles(model, image, size=4, stride=3), image)
    True
    """
    height, width = images.shape[1:3]
    stride = max(1, size // 2) if stride is None else stride
    if not 0 < size <= min(height, width):
        raise ValueError(f"tiles of {size}x{size} do not fit into images of {height}x{width}; use a smaller size")
    if not 0 < stride <= size:
        raise ValueError(f"a stride of {stride} leaves pixels between tiles of {size}; use one from 1 to {size}")
    _check_size(model, (size, size))
    places = list(itertools.product(_starts(height, size, stride), _starts(width, size, stride)))
    batch_size = batch_size or max(1, MOST_PIXELS // 4 // size**2)
    sums = np.zeros((len(images), height, width, model.output_shape[-1]), "float32")
    counts = np.zeros((height, width, 1), "float32")
    for top, left in places:
        counts[top : top + size, left : left + size] += 1
    for number, image in enumerate(images):
        for start in range(0, len(places), batch_size):
            batch = places[start : start + batch_size]
            tiles = np.stack([image[top : top + size, left : left + size] for top, left in batch])
            # The last batch of an image is padded, since another shape would trace the network again.
            missing = batch_size - len(batch) if len(places) > batch_size else 0
            predicted = model.predict_on_batch(np.pad(tiles, [(0, missing), (0, 0), (0, 0), (0, 0)]))
            for (top, left), tile in zip(batch, predicted, strict=False):
                sums[number, top : top + size, left : left + size] += tile
    return sums / counts


def predict_mirrored(model, images, batch_size=None):
    """Probabilities of every pixel, averaged over the eight flips and quarter turns of an image.

    A network trained on all of them is equally accurate on each but errs differently.
    """
    views = list(itertools.product((False, True), (1, -1), (1, -1)))
    total = 0.0
    for turned, vertical, horizontal in views:
        view = images[:, ::vertical, ::horizontal]
        view = view.swapaxes(1, 2) if turned else view
        predicted = predict_whole(model, np.ascontiguousarray(view), batch_size)
        predicted = predicted.swapaxes(1, 2) if turned else predicted
        total = total + predicted[:, ::vertical, ::horizontal] / len(views)
    return total


def _check_size(model, size):
    takes = model.input_shape[1:3]
    if any(own not in (None, found) for own, found in zip(takes, size, strict=True)):
        raise ValueError(
            f"{model.name} was built for images of {takes[0]}x{takes[1]}, not of {size[0]}x{size[1]}; "
            "build it with input_shape=(None, None, channels)"
        )


def _starts(length, size, stride):
    """Starts of tiles along one side; the last tile ends at the border."""
    return sorted({*range(0, length - size + 1, stride), length - size})
