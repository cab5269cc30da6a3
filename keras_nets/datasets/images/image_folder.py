"""A folder of images, one subfolder per class: found and checked here, decoded when a batch needs them.

The class folders may stand in folders of their own for training, validation and test. Instead of class folders there
may be a table of classes.
"""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from keras_nets._wording import counted, listed, one_line
from keras_nets.datasets.images import class_table
from keras_nets.datasets.joining import with_test_data
from keras_nets.datasets.progress import watched
from keras_nets.datasets.source import Source, divided

import numpy as np

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")

# Names of the folders of parts.
_PARTS = {
    "train": ("train", "training"),
    "validation": ("val", "valid", "validation"),
    "test": ("test", "testing"),
}
# What systems leave in folders; nobody needs to know.
_LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")


def load(request):
    """A folder of images as a `Dataset`. Raises as `read`, or where the request does not fit."""
    read_one = partial(read, skip_unreadable=request.skip_unreadable, allow_huge=request.allow_huge)
    return divided(with_test_data(read_one(request.name), request.test_data, read_one), request)


def read(folder, skip_unreadable=False, allow_huge=False, like=None):
    """Find the images of every class, in the order of their names, and check that each can be read.

    Files of other kinds, and folders inside class folders, are left out and counted; names that begin with a dot are
    ignored. Class folders inside `train` and `test`, or `train` and `val`, or all three, make the official parts.
    Without class folders the table `labels.csv` names the class of each image; see `class_table.read`.

    Args:
        folder: Path as the user typed it.
        skip_unreadable: Leave out images that cannot be read, with a message, instead of refusing the folder.
        allow_huge: Read images of more than 250 million pixels, too.
        like: The `Source` that these are the test part of, for which images of one class are enough; None without one.

    Raises:
        ValueError: If there are fewer than two class folders, one is empty, or an image cannot be read, or if parts
            differ in their classes.
    """
    messages = []
    parts = _folders_of_parts(folder)
    if parts is None:
        least = 2 if like is None else 1
        table = _has_table(folder)
        found = class_table.read(folder, SUFFIXES, messages, least) if table else _found(folder, messages, least)
        class_names, paths, labels = found
        part_of = ["train"] * len(paths)
    else:
        class_names, paths, labels, part_of = _found_in_parts(folder, parts, messages)
    files, unreadable = _read_all(paths, allow_huge)
    if unreadable:
        _report(unreadable, skip_unreadable, messages)
    kept = [index for index in range(len(paths)) if files[index] is not None]
    paths, files, labels, part_of = ([some[index] for index in kept] for some in (paths, files, labels, part_of))
    readable = set(zip(part_of, labels, strict=True))
    for part, part_folder in (parts or {"train": folder}).items():
        for label, class_name in enumerate(class_names):
            if (part, label) not in readable:
                raise ValueError(
                    f"no image of class {class_name} in {part_folder} can be read; repair one or remove the class"
                )
    checksum = hashlib.sha256()
    for path, file in zip(paths, files, strict=True):
        checksum.update(f"{path.relative_to(folder).as_posix()}\0".encode() + file.digest)
    transparent = sum(file.transparent for file in files)
    if transparent:
        messages.append(f"{counted(transparent, 'image')} with transparent pixels, which become white")
    from keras_nets.datasets.images.sizing import prepare_files

    return Source(
        name=str(folder),
        x=np.array([str(path) for path in paths]),
        y=np.array(labels, np.int32),
        class_names=class_names,
        checksum=checksum.hexdigest(),
        validation_examples=part_of.count("validation"),
        test_examples=part_of.count("test"),
        messages=tuple(messages),
        prepare=prepare_files,
        files=files,
    )


def _has_table(folder):
    """Whether a table stands for class folders."""
    return Path(folder, class_table.NAME).exists() and sum(path.is_dir() for path in _visible(folder)) < 2


def _folders_of_parts(folder):
    """`{part: folder}` where the folders inside are those of parts, with class folders in them; else None."""
    inside = [path for path in _visible(folder) if path.is_dir()]
    parts = {part: path for part, names in _PARTS.items() for path in inside if path.name.lower() in names}
    whole = len(parts) == len(inside) > 1 and "train" in parts
    return parts if whole and any(path.is_dir() for path in _visible(parts["train"])) else None


def _found_in_parts(folder, parts, messages):
    """Class names, and the path, label and part of every image, one part after the other."""
    paths, labels, part_of = [], [], []
    for part, part_folder in parts.items():
        found, images, numbers = _found(part_folder, messages)
        if part == "train":
            class_names = found
        different = sorted(set(class_names) ^ set(found))
        if different:
            raise ValueError(
                f"{parts['train']} and {part_folder} have different class folders ({listed(different, 3)} in one of "
                "them alone); give both the same"
            )
        paths, labels, part_of = paths + images, labels + numbers, part_of + [part] * len(images)
    for part in _PARTS.keys() - parts.keys():
        messages.append(f"{folder} has no folder of a {part} part; a twelfth of the training part is taken for it")
    return class_names, paths, labels, part_of


def _found(folder, messages, least=2):
    """Class names, and the path and label of every image in a folder of class folders."""
    class_folders = [path for path in _visible(folder) if path.is_dir()]
    if len(class_folders) < least:
        found = f"one, {class_folders[0].name}" if class_folders else "none"
        most = ", at least two" if least == 2 else ""
        raise ValueError(f"{folder} needs a subfolder of images for each class{most}; it has {found}")
    beside = sum(not path.is_dir() for path in _visible(folder))
    if beside:
        messages.append(f"{counted(beside, 'file')} beside the class folders of {folder} left out")
    paths, labels = [], []
    for label, class_folder in enumerate(class_folders):
        images = _images_of_class(class_folder, messages)
        paths += images
        labels += [label] * len(images)
    return tuple(path.name for path in class_folders), paths, labels


def _visible(folder):
    try:
        return sorted(path for path in Path(folder).iterdir() if not is_litter(path.name))
    except OSError as error:
        raise ValueError(f"folder {folder} cannot be read ({error.strerror}); check its permissions") from None


def is_litter(name):
    """Whether a name is that of a hidden file, or of one that systems leave in folders."""
    return name.startswith(".") or name in _LITTER


def _images_of_class(class_folder, messages):
    entries = _visible(class_folder)
    images = [path for path in entries if path.suffix.lower() in SUFFIXES and not path.is_dir()]
    others = sorted(set(entries) - set(images))
    if not images:
        inside = "holds only " + listed([path.name for path in others], 3) if others else "is empty"
        raise ValueError(
            f"class folder {class_folder} {inside}; put {', '.join(SUFFIXES)} images directly into it, or remove it"
        )
    if others:
        names = listed([path.name for path in others], 3)
        messages.append(f"class folder {class_folder}: {counted(len(others), 'item')} left out, no images: {names}")
    return images


def _read_all(paths, allow_huge):
    """What is `Examined` of every file (None where it cannot be read), and the reasons for unreadable ones."""
    from keras_nets.datasets.images.decoding import examine

    def examined(path):
        try:
            return examine(path, allow_huge), None
        except ValueError as error:
            return None, (path, one_line(error))

    # Reading, hashing and decoding all release the GIL.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        results = list(watched(threads.map(examined, paths), len(paths), "reading images"))
    return [result[0] for result in results], [result[1] for result in results if result[1]]


def _report(unreadable, skip_unreadable, messages):
    if skip_unreadable:
        names = listed([path for path, _ in unreadable], 5)
        messages.append(f"{counted(len(unreadable), 'unreadable image')} left out: {names}")
        return
    path, reason = unreadable[0]
    more = f", and {counted(len(unreadable) - 1, 'more image')} cannot" if len(unreadable) > 1 else ""
    raise ValueError(
        f"image {path} cannot be read ({reason}){more}; repair or remove what is broken, or pass --skip-unreadable"
    )
