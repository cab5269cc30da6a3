"""Images with a label for every pixel: put together as a `Dataset`, whole or, for training, in patches."""

from keras_nets.datasets.dataset import Dataset, Split
from keras_nets.datasets.labeled_images import IGNORED
from keras_nets.datasets.patches import Patches, draw
from keras_nets.datasets.preprocessing import fit, prepare
from keras_nets.datasets.windows import positive

PATCHES = 4000


def as_shades(raw):
    """Bytes as float32 from 0 to 1."""
    import tensorflow as tf

    # A product, since compiled graphs turn the quotient into one, which would differ in the last bit.
    return tf.cast(raw, tf.float32) * (1 / 255)


def checked_patches(name, patch_size, patches):
    """Both options, or (None, None) where whole images are trained on.

    Raises:
        ValueError: one is no positive integer, or there is a number of patches without their size.
    """
    if patch_size is None:
        if patches is not None:
            raise ValueError(f"{name} was given patches {patches!r} without patch_size; name their size in pixels too")
        return None, None
    return positive("patch_size", patch_size), positive("patches", PATCHES if patches is None else patches)


def assemble(name, parts, class_names, *, preprocessing, patch_size, patches, seed, details, **others):
    """A `Dataset` of labeled images.

    Args:
        name: what a user typed.
        parts: `LabeledImages` of `"train"`, `"test"` and perhaps `"validation"`.
        class_names: what labels mean.
        preprocessing: as in `preprocessing.fit`; what it learns, it learns from the training images.
        patch_size: pixels of a side of the patches that are trained on; None trains on whole images.
        patches: how many; None is 4,000.
        seed: of their places.
        details: plain values to keep beside those of images and options.
        others: `checksum` and `messages` of the `Dataset`.

    Raises:
        ValueError: an option is wrong.
    """
    patch_size, patches = checked_patches(name, patch_size, patches)
    fitted = fit(parts["train"].images, preprocessing)
    splits = {part: Split(prepare(some.images, fitted), some.labels) for part, some in parts.items()}
    *image_size, channels = splits["train"].x.shape[1:]
    input_shape = (*image_size, channels)
    if patch_size is not None:
        whole, input_shape = splits["train"], (None, None, channels)
        places = draw(whole.y != IGNORED, patch_size, patches, seed)
        splits["train"] = Split(*(Patches(array, places, patch_size) for array in (whole.x, whole.y)))
    return Dataset(
        name=name,
        task="segmentation",
        input_shape=input_shape,
        train=splits["train"],
        validation=splits.get("validation"),
        test=splits["test"],
        class_names=tuple(class_names),
        transform=as_shades,
        ignored_label=IGNORED,
        details={
            "image_size": [int(side) for side in image_size],
            "patch_size": patch_size,
            "patches": patches,
            "image_names": {part: list(some.names) for part, some in parts.items()},
            **fitted,
            **details,
        },
        **others,
    )
