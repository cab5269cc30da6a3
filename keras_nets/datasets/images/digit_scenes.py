"""Scenes of scikit-learn's handwritten digits, with class and instance of every pixel, generated from a seed."""

import dataclasses

from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.division import HOLD_OUT, contiguous
from keras_nets.datasets.forms import ImageForm
from keras_nets.datasets.images.segmentation import as_shades, refuse_reshaping
from keras_nets.datasets.request import positive
from keras_nets.datasets.source import checksum_of_arrays
from keras_nets.datasets.split import Split, part_names
from keras_nets.datasets.targets import PixelLabels

import numpy as np

CLASSES = ("background", *"0123456789")
EXAMPLES = 2000
IMAGE_SIZE = (64, 64)
FEWEST_DIGITS, MOST_DIGITS = 2, 5
# A pixel belongs to a digit if it has at least this fraction of the strongest ink.
INK = 0.4
# Largest fraction of a digit's pixels that later digits may hide.
MOST_HIDDEN = 0.15

# Enlargement of digits in a scene of 64 x 64 pixels, their rotation in degrees, and the smallest side of a scene.
_FACTORS, _ANGLES, _LEAST = (2, 3), (-12, 12), 32
# Rows of a digit, and the margin around it so that a rotated one fits.
_ROWS, _MARGIN = 8, 1
_ATTEMPTS = 20
_BACKGROUND, _INK_SHADES, _NOISE = (0, 100), (150, 256), 5


@dataclasses.dataclass(frozen=True)
class Scenes:
    """Scenes of one part of the data.

    Args:
        images: Uint8 array `(scenes, height, width, 1)`.
        classes: Uint8 array `(scenes, height, width)`, 0 for the background and 1 + d for the digit d.
        instances: Uint8 array of the same shape, 0 for the background, then 1, 2, ... in the order of composition.
        digits: `(scenes, 5)`, the number of each instance's digit in scikit-learn's set, and -1 for none.
    """

    images: np.ndarray
    classes: np.ndarray
    instances: np.ndarray
    digits: np.ndarray


def load(request, *, examples=EXAMPLES):
    """Scenes as a `Dataset`: which digit does a pixel belong to, if any?

    Two to five digits of 8 x 8 pixels lie on a gradient with noise. They are enlarged two to three times in a scene of
    64 x 64 pixels, proportionally in other sizes, and rotated by up to 12 degrees. A later digit hides what is below
    it, but at most 15 % of a digit.

    Args:
        request: The `Request`. Its split is `"60/20/20"` (also None), `"80/20"` or other percentages, which divide both
            scenes and digits. Scenes are a function of its `split_seed` and have its image size, at least 32 each.
        examples: Number of scenes in all.

    Raises:
        ValueError: If an option is wrong.
    """
    split, size = str(request.split or HOLD_OUT), request.image_size or IMAGE_SIZE
    scenes = read_scenes(request.name, split=split, seed=request.split_seed, examples=examples, image_size=size)
    refuse_reshaping(request, size, 1)
    parts = {part: Split(some.images, some.classes) for part, some in scenes.items()}
    form = ImageForm(image_size=tuple(int(side) for side in size), channels=1)
    return Dataset(
        name=request.name,
        task="segmentation",
        input_shape=form.image_shape,
        train=parts["train"],
        validation=parts.get("validation"),
        test=parts["test"],
        class_names=CLASSES,
        transform=as_shades,
        targets=PixelLabels(),
        form=form,
        checksum=checksum_of_arrays(*(array for part in parts.values() for array in (part.x, part.y))),
        options={"split": split, "examples": int(examples)},
    )


def read_scenes(name="digit_scenes", *, split=HOLD_OUT, seed=0, examples=EXAMPLES, image_size=IMAGE_SIZE):
    """`Scenes` of each part, `{"train": ..., "validation": ..., "test": ...}`; no digit is in two parts.

    Raises:
        ValueError: If an option is wrong.

    Example:

    >>> scenes = read_scenes(examples=10)["train"]
    >>> scenes.images.shape, int(scenes.instances.max()) <= 5
    ((6, 64, 64, 1), True)
    """
    from sklearn.datasets import load_digits

    examples = positive("examples", examples)
    size = tuple(positive("image_size", side, least=_LEAST) for side in image_size)
    digits = load_digits()
    digits.images /= digits.images.max()
    random = np.random.default_rng(seed)
    order = random.permutation(len(digits.target))
    scene_bounds, digit_bounds = (contiguous(name, split, length, HOLD_OUT) for length in (examples, len(order)))
    counts = [last - first for first, last in scene_bounds]
    owned = [order[slice(*bound)] for bound in digit_bounds]
    if min(counts) < 1 or min(map(len, owned)) < MOST_DIGITS:
        raise ValueError(
            f"split {split!r} of {examples} scenes leaves a part with too few scenes or digits; use more examples "
            "or larger parts"
        )
    parts = {}
    for part, count, mine in zip(part_names(len(counts)), counts, owned, strict=True):
        made = [_compose(digits, mine, size, random) for _ in range(count)]
        parts[part] = Scenes(*(np.stack(arrays) for arrays in zip(*made, strict=True)))
    return parts


def _compose(digits, mine, size, random):
    """One scene of some of scikit-learn's digits: image, classes, instances and the digits in it."""
    image = _background(size, random)
    classes, instances = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    chosen = np.full(MOST_DIGITS, -1)
    areas = []
    for digit in random.choice(mine, random.integers(FEWEST_DIGITS, MOST_DIGITS + 1), replace=False):
        factor = random.uniform(*_FACTORS) * min(size) / IMAGE_SIZE[0]
        stamp = _stamp(digits.images[digit], factor, random.uniform(*_ANGLES))
        shape = stamp >= INK
        place = _place(instances, shape, areas, random)
        if place is None:
            continue
        shade = random.integers(*_INK_SHADES)
        image[place] += stamp * (shade - image[place])
        areas.append(shape.sum())
        instances[place][shape] = len(areas)
        classes[place][shape] = 1 + digits.target[digit]
        chosen[len(areas) - 1] = digit
    noisy = image + random.normal(0, _NOISE, size)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)[..., None], classes, instances, chosen


def _stamp(digit, factor, angle):
    """A digit enlarged and rotated about its center, bilinear, in the smallest frame with all its ink."""
    from scipy.ndimage import affine_transform

    turn = np.deg2rad(angle)
    back = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) / factor
    side = round((_ROWS + 2 * _MARGIN) * factor)
    offset = (_ROWS - 1) / 2 - back @ np.full(2, (side - 1) / 2)
    stamp = affine_transform(digit, back, offset, (side, side), order=1, mode="grid-constant")
    rows, columns = (np.flatnonzero((stamp > 0).any(axis=axis)) for axis in (1, 0))
    return stamp[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _background(size, random):
    """A gradient between two shades in a random direction."""
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = (np.linspace(-1, 1, side) for side in size)
    slope = np.sin(angle) * rows[:, None] + np.cos(angle) * columns
    slope = (slope - slope.min()) / np.ptp(slope)
    start, end = random.uniform(*_BACKGROUND, 2)
    return start + slope * (end - start)


def _place(instances, shape, areas, random):
    """A place where a digit hides at most the allowed fraction of each one below it; None if none was found."""
    visible = np.bincount(instances.ravel(), minlength=len(areas) + 1)[1:]
    least = (1 - MOST_HIDDEN) * np.array(areas)
    for _ in range(_ATTEMPTS):
        top, left = (
            random.integers(length - side + 1) for length, side in zip(instances.shape, shape.shape, strict=True)
        )
        place = np.s_[top : top + shape.shape[0], left : left + shape.shape[1]]
        hidden = np.bincount(instances[place][shape], minlength=len(areas) + 1)[1:]
        if (visible - hidden >= least).all():
            return place
    return None
