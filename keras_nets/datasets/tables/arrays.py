"""Arrays in a `.npz` file: `x` and `y`, or `x_train`, `y_train`, `x_test` and `y_test`; optional `class_names`."""

import dataclasses

from keras_nets._wording import counted, listed, one_line
from keras_nets.datasets.files import entries_of, refuse_bomb
from keras_nets.datasets.source import Source, as_vectors, checksum_of_arrays, divided

import numpy as np

WHOLE = ("x", "y")
DIVIDED = ("x_train", "y_train", "x_test", "y_test")


def load(request):
    """A `.npz` file as a `Dataset`; see `read`."""
    return divided(read(request.name, allow_huge=request.allow_huge), request)


def read(path, name=None, class_names=None, allow_huge=None):
    """Examples of a `.npz` file.

    Unsigned bytes of rank 3 or 4 are images (examples, height, width[, channels]); other numbers stay unchanged.
    Integer, boolean or text targets are classes, other numbers a regression.

    Args:
        path: Path of the file.
        name: Name of the data set; None is the path.
        class_names: Names of the labels; None looks for `class_names` in the file, else a class is named by its label.
        allow_huge: As in `files.readable`.

    Raises:
        ValueError: If the file cannot be read, or its arrays do not fit together.
    """
    arrays = _load(path, allow_huge=allow_huge)
    if all(key in arrays for key in DIVIDED):
        keys = DIVIDED
    elif all(key in arrays for key in WHOLE):
        keys = WHOLE
    else:
        raise ValueError(f"{path} has the arrays {listed(arrays)}; it needs {', '.join(WHOLE)} or {', '.join(DIVIDED)}")
    if class_names is None and "class_names" in arrays:
        class_names = [str(name) for name in arrays["class_names"].tolist()]
    source = from_arrays(str(path), *(arrays[key] for key in keys), class_names=class_names)
    return source if name is None else dataclasses.replace(source, name=name)


def class_names_of(path, key):
    """The names in array `key` of a `.npz` file, or None if it has no such array."""
    names = _load(path).get(key)
    return None if names is None else _as_texts(names)


def arrays_of(path, keys):
    """The arrays called `keys` in a `.npz` file, `{key: array}`; others are not read.

    Raises:
        ValueError: If the file cannot be read, or lacks one of them.
    """
    found = _load(path, keys)
    lacking = [key for key in keys if key not in found]
    if lacking:
        raise ValueError(f"{path} has no {listed(lacking)}; it needs {listed(keys)}")
    return found


def from_arrays(name, x, y, x_test=None, y_test=None, *, class_names=None):
    """A `Source` of arrays, checked to fit together; the last two are an official test part."""
    _check(name, "" if x_test is None else "_train", x, y)
    checksum = checksum_of_arrays(*(array for array in (x, y, x_test, y_test) if array is not None))
    test_examples = 0
    if x_test is not None:
        _check(name, "_test", x_test, y_test)
        if x_test.shape[1:] != x.shape[1:]:
            raise ValueError(f"{name}: an example of x_train has shape {x.shape[1:]}, one of x_test {x_test.shape[1:]}")
        test_examples = len(x_test)
        x, y = np.concatenate([x, x_test]), np.concatenate([y.ravel(), y_test.ravel()])
    y, class_names = _targets(name, y.ravel(), class_names)
    prepare = as_vectors
    if x.dtype == np.uint8 and x.ndim in (3, 4):
        from keras_nets.datasets.images.sizing import prepare_images

        x, prepare = x if x.ndim == 4 else x[..., None], prepare_images
    return Source(name, x, y, class_names, checksum, test_examples, prepare=prepare)


def _load(path, keys=None, allow_huge=None):
    entries = [entry for entry in entries_of(path) if keys is None or entry.filename.removesuffix(".npy") in keys]
    refuse_bomb(path, entries, allow_huge)
    try:
        # A single array, a .npy file by another name, is no context manager.
        with np.load(path, allow_pickle=False) as file:
            return {key: file[key] for key in file.files if keys is None or key in keys}
    except (ValueError, RuntimeError, MemoryError) as error:
        if "pickle" in str(error).lower():
            raise ValueError(
                f"{path} holds Python objects, which are not read; save plain arrays with numpy.savez"
            ) from None
        raise ValueError(f"{path} cannot be read ({one_line(error)}); copy or make it again") from None
    # The zip format and its four compressions raise unrelated exceptions on a broken file.
    except Exception:
        raise ValueError(f"{path} is truncated or no .npz file; copy or make it again") from None


def _check(name, suffix, x, y):
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        sizes = f"x{suffix} has shape {x.shape} and y{suffix} {y.shape}"
        raise ValueError(f"{name}: {sizes}; the first axis, the examples, must be equally long")
    if not len(x):
        raise ValueError(f"{name}: x{suffix} and y{suffix} are empty; at least one example is needed")
    if y.size != len(y):
        raise ValueError(
            f"{name}: y{suffix} has shape {y.shape}; one target per example is needed, such as a class number"
        )
    if x.ndim < 2 or x.dtype.kind not in "buif":
        raise ValueError(
            f"{name}: x{suffix} has shape {x.shape} and type {x.dtype}; examples x features of numbers are needed"
        )
    for key, array in (("x", x), ("y", y)):
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            count = counted(int((~np.isfinite(array)).sum()), "value")
            raise ValueError(f"{name}: {key}{suffix} has {count} that are not finite; fill or remove them")


def _targets(name, y, class_names):
    if y.dtype.kind == "f":
        return y.astype("float32"), ()
    if y.dtype.kind not in "buiUS":
        raise ValueError(
            f"{name}: y has type {y.dtype}; integers or texts (classes) or floats (a regression) are needed"
        )
    distinct, labels = np.unique(y, return_inverse=True)
    if len(distinct) < 2:
        raise ValueError(f"{name}: every example is of class {distinct[0]}; at least 2 classes are needed")
    if class_names is not None and y.dtype.kind in "bui":
        if y.min() < 0 or y.max() >= len(class_names):
            raise ValueError(
                f"{name}: labels run from {y.min()} to {y.max()}, and there are {len(class_names)} class names"
            )
        return y.astype("int32"), tuple(class_names)
    return labels.astype("int32"), tuple(_as_texts(distinct))


def _as_texts(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values.tolist()]
