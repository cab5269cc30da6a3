"""Photographs prepared for a segmentation network: unchanged, their green channel, or the retina pipeline."""

from keras_nets._wording import did_you_mean, listed
from keras_nets.datasets.forms import PhotographForm, form_of
from keras_nets.datasets.images.labeled_images import read_photographs

import numpy as np
from skimage.exposure import equalize_adapthist

PREPROCESSING = ("retina", "green", "color", "none")
CLIP_LIMIT, TILES, GAMMA = 2.0, 8, 1.2

# Red, green and blue in the luminance of ITU-R BT.601.
_LUMINANCE = (0.299, 0.587, 0.114)
_SHADES = 256
# Pixels across the field of view of a DRIVE photograph.
_FIELD_OF_VIEW = 540
# Upper bound of its black surroundings in every channel, and the width of its blurred edge in pixels.
_DARK, _BLURRED_EDGE = 50, 3


def fit(images, preprocessing, **others):
    """A preprocessing fitted to training images: the `PhotographForm` for `prepare`.

    Args:
        images: Uint8 array `(images, height, width, channels)`.
        preprocessing: `"retina"`, `"green"` (only that channel), `"color"` (three channels) or `"none"`.
        others: Further values of the form.

    Raises:
        ValueError: If there is no such preprocessing.
    """
    if preprocessing not in PREPROCESSING:
        raise ValueError(
            f"there is no preprocessing {preprocessing!r}{did_you_mean(preprocessing, PREPROCESSING)}; "
            f"use {listed(PREPROCESSING)}"
        )
    channels = {"retina": 1, "green": 1, "color": 3, "none": images.shape[-1]}[preprocessing]
    if preprocessing == "retina":
        grays = [_gray(image) for image in images]
        others |= {"mean": float(np.mean(grays)), "deviation": float(np.std(grays)) or 1.0}
    size = tuple(int(side) for side in images.shape[1:3])
    return PhotographForm(image_size=size, channels=int(channels), preprocessing=preprocessing, **others)


def prepare(images, form):
    """Images as a data set keeps them: uint8, with the form's number of channels.

    The retina pipeline converts an image to gray (0.299 R + 0.587 G + 0.114 B), standardizes it with the training
    images' mean and standard deviation, rescales it from its own minimum and maximum to 0..255, equalizes its histogram
    in 8 x 8 tiles with contrast limited to 2.0 (CLAHE) and raises it to the power 1 / 1.2. Because of the rescaling,
    the standardization does not affect the result.

    Reference:
        Zuiderveld, 1994, Contrast limited adaptive histogram equalization, Graphics Gems IV,
        https://doi.org/10.1016/B978-0-12-336156-1.50061-6

    Differs: published code of the pipeline rounds to 256 shades after every step; here it rounds once, at the end.

    Args:
        images: Uint8 array `(images, height, width, channels)`.
        form: What `fit` returned.
    """
    kind = form.preprocessing
    if kind == "retina":
        prepared = [_retina(image, form.mean, form.deviation) for image in images]
        return np.stack(prepared)[..., None] if prepared else np.zeros((*images.shape[:-1], 1), np.uint8)
    if kind == "green" and images.shape[-1] == 3:
        return np.ascontiguousarray(images[..., 1:2])
    if images.shape[-1] > form.channels:
        return np.rint(np.stack([_gray(image) for image in images])).astype(np.uint8)[..., None]
    return np.repeat(images, form.channels // images.shape[-1], axis=-1)


def prepare_photographs(images, prepared_as):
    """Photographs as network inputs, prepared exactly as those of a data set.

    Args:
        images: Uint8 array `(images, height, width, channels)`, of any height and width.
        prepared_as: A `Dataset`, or the record of a run's data.

    Returns:
        A float32 array with values from 0 to 1.

    Raises:
        ValueError: If the data were not photographs.
    """
    form = form_of(prepared_as)
    if not isinstance(form, PhotographForm):
        raise ValueError("the data had no preprocessing of photographs; use data such as drive")
    # The same product as in the pipeline, to the last bit.
    return prepare(images, form).astype(np.float32) * np.float32(1 / 255)


def read_files(paths, form):
    """Image files as network inputs in a `PhotographForm`; of one size, unless the form resizes them."""
    if not paths:
        raise ValueError("no image file was named; name at least one")
    return prepare_photographs(read_photographs(paths, form.image_size if form.resized else None), form)


def retina_photograph(prepared_as):
    """The retina photograph that comes with scikit-image, prepared like those of a data set.

    It is shrunk so that its field of view has the diameter of DRIVE's, and vessels are about as wide as in DRIVE.

    Args:
        prepared_as: As in `prepare_photographs`.

    Returns:
        The image, uint8, `(540, 540, 3)`; the network's input, `(1, 540, 540, channels)`; and the mask of the field of
        view, bool, `(540, 540)`.
    """
    from scipy.ndimage import binary_erosion
    from skimage.data import retina
    from skimage.transform import resize

    image = resize(retina(), (_FIELD_OF_VIEW, _FIELD_OF_VIEW), anti_aliasing=True)
    image = np.rint(image * 255).astype(np.uint8)
    field_of_view = binary_erosion(image.max(axis=-1) > _DARK, iterations=_BLURRED_EDGE)
    return image, prepare_photographs(image[None], prepared_as), field_of_view


def _retina(image, mean, deviation):
    gray = (_gray(image) - mean) / deviation
    darkest, brightest = gray.min(), gray.max()
    if brightest <= darkest:
        return np.zeros(gray.shape, np.uint8)
    gray = (gray - darkest) / (brightest - darkest)
    tile = [-(-side // TILES) for side in gray.shape]
    # scikit-image's limit is a fraction of a tile's pixels; the usual one is a multiple of their mean number per shade.
    gray = equalize_adapthist(gray, kernel_size=tile, clip_limit=CLIP_LIMIT / _SHADES, nbins=_SHADES)
    return np.rint(255 * gray ** (1 / GAMMA)).astype(np.uint8)


def _gray(image):
    return image[..., 0].astype(np.float64) if image.shape[-1] == 1 else image @ np.array(_LUMINANCE)
