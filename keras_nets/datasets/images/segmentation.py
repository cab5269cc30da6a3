"""Images with a label for every pixel as a `Dataset`, whole or, for training, in patches."""

from keras_nets.datasets.dataset import Dataset
from keras_nets.datasets.images.labeled_images import IGNORED
from keras_nets.datasets.images.patches import Patches, draw
from keras_nets.datasets.images.photographs import fit, prepare
from keras_nets.datasets.request import positive
from keras_nets.datasets.split import Split
from keras_nets.datasets.targets import PixelLabels

PATCHES = 4000


def as_shades(raw):
    """Bytes as float32 from 0 to 1."""
    import tensorflow as tf

    # A product, since compiled graphs replace a quotient by one, which would differ in the last bit.
    return tf.cast(raw, tf.float32) * (1 / 255)


def checked_patches(name, patch_size, patches):
    """Both options, or (None, None) for training on whole images.

    Raises:
        ValueError: If one is not a positive integer, or `patches` is given without `patch_size`.
    """
    if patch_size is None:
        if patches is not None:
            raise ValueError(f"{name} was given patches {patches!r} without patch_size; name their size in pixels too")
        return None, None
    return positive("patch_size", patch_size), positive("patches", PATCHES if patches is None else patches)


def refuse_reshaping(request, image_size, channels):
    """Refuse options that would reshape images whose pixels have labels.

    Raises:
        ValueError: If the request asks for another size, number of channels or range of values.
    """
    fixed = {
        "image_size": (None, tuple(image_size)),
        "channels": (None, channels),
        "flatten": (False,),
        "by_rows": (False,),
        "margin": (0,),
        "value_range": ((0, 1),),
    }
    for option, accepted in fixed.items():
        value = getattr(request, option)
        if (tuple(value) if isinstance(value, list) else value) not in accepted:
            raise ValueError(
                f"{request.name} has images of {image_size[0]} x {image_size[1]} with labels for their pixels and "
                f"values from 0 to 1 in {channels} channels, and {option}={value} asks for others; leave it out"
            )


def assemble(request, parts, class_names, *, preprocessing, patch_size, patches, resized=False, **others):
    """A `Dataset` of labeled images.

    Args:
        request: The `Request`, whose `split_seed` draws the places of patches.
        parts: `LabeledImages` of `"train"`, `"test"` and perhaps `"validation"`.
        class_names: Names of the labels.
        preprocessing: As in `photographs.fit`, which learns from the training images only.
        patch_size: Side of the training patches in pixels; None trains on whole images.
        patches: Number of patches; None is 4,000.
        resized: Whether images were resized, so that a user's must be, too.
        others: `checksum`, `messages` and `options` of the `Dataset`.

    Raises:
        ValueError: If an option is wrong.
    """
    patch_size, patches = checked_patches(request.name, patch_size, patches)
    names = {part: list(some.names) for part, some in parts.items()}
    patching = {"patch_size": patch_size, "patches": patches}
    form = fit(parts["train"].images, preprocessing, image_names=names, resized=resized, **patching)
    refuse_reshaping(request, form.image_size, form.channels)
    splits = {part: Split(prepare(some.images, form), some.labels) for part, some in parts.items()}
    input_shape = form.image_shape
    if patch_size is not None:
        whole, input_shape = splits["train"], (None, None, form.channels)
        places = draw(whole.y != IGNORED, patch_size, patches, request.split_seed)
        splits["train"] = Split(*(Patches(array, places, patch_size) for array in (whole.x, whole.y)))
    return Dataset(
        name=request.name,
        task="segmentation",
        input_shape=input_shape,
        train=splits["train"],
        validation=splits.get("validation"),
        test=splits["test"],
        class_names=tuple(class_names),
        transform=as_shades,
        targets=PixelLabels(IGNORED),
        form=form,
        **others,
    )
