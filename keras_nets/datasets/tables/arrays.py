"""Arrays in a `.npz` file: `x` and `y`, or `x_train`, `y_train`, `x_test` and `y_test`; optional others.

`x_val` and `y_val` are the validation part of divided arrays; `class_names` names the classes.
"""

import dataclasses
import functools

from keras_nets._wording import counted, listed, one_line
from keras_nets.datasets.centering import centered
from keras_nets.datasets.files import entries_of, refuse_bomb
from keras_nets.datasets.images.pixel_arrays import as_pixels
from keras_nets.datasets.joining import with_test_data
from keras_nets.datasets.source import Source, as_vectors, checksum_of_arrays, divided
from keras_nets.datasets.tables.identifiers import identify_rows

import numpy as np

WHOLE = ("x", "y")
DIVIDED = ("x_train", "y_train", "x_test", "y_test")
VALIDATION = ("x_val", "y_val"), ("x_valid", "y_valid"), ("x_validation", "y_validation")


def load(request):
    """A `.npz` file as a `Dataset`; see `read`."""
    read_one = functools.partial(read, allow_huge=request.allow_huge)
    return divided(with_test_data(read_one(request.name), request.test_data, read_one), request)


def read(path, name=None, class_names=None, allow_huge=None, like=None):
    """Examples of a `.npz` file, whose arrays may be named in capital letters too.

    Images are recognized by `pixel_arrays.as_pixels`; other numbers stay unchanged. Integer, boolean or text targets
    are classes, and so are rows of one 1 (one-hot); other numbers are a regression.

    Args:
        path: Path of the file.
        name: Name of the data set; None is the path.
        class_names: Names of the labels; None looks for `class_names` in the file, else a class is named by its label.
        allow_huge: As in `files.readable`.
        like: The `Source` that these are the test part of, for which examples of one class are enough; None without.

    Raises:
        ValueError: If the file cannot be read, or its arrays do not fit together.
    """
    arrays = _by_lower_case(path, _load(path, allow_huge=allow_huge))
    keys = next((keys for keys in (DIVIDED, WHOLE) if all(key in arrays for key in keys)), None)
    if keys is None:
        raise ValueError(f"{path} has the arrays {listed(arrays)}; it needs {', '.join(WHOLE)} or {', '.join(DIVIDED)}")
    validation = ()
    if keys == DIVIDED:
        validation = next((pair for pair in VALIDATION if all(key in arrays for key in pair)), ())
    if class_names is None and "class_names" in arrays:
        class_names = [str(name) for name in arrays["class_names"].tolist()]
    parts = [arrays[key] for key in keys]
    options = {"class_names": class_names, "least_classes": 2 if like is None else 1}
    source = from_arrays(str(path), *parts, validation=[arrays[key] for key in validation], **options)
    if name is not None:
        return dataclasses.replace(source, name=name)
    unused = [key for key in arrays if key not in (*keys, *validation, "class_names")]
    if unused:
        known = f"{', '.join(DIVIDED)} and {', '.join(VALIDATION[0])}"
        told = f"arrays that are not used: {listed(unused)}; data that are divided have {known}"
        source = dataclasses.replace(source, messages=(*source.messages, told))
    return source


def class_names_of(path, key):
    """The names in array `key` of a `.npz` file, or None if it has no such array."""
    names = _load(path).get(key)
    return None if names is None else _as_texts(names)


def inputs_of(path):
    """The array `x` of a `.npz` file, the examples that a network is asked about; `X` and `x_test` are taken as well.

    Raises:
        ValueError: If the file cannot be read, or has no such array, or one without numbers.
    """
    arrays = _by_lower_case(path, _load(path))
    found = next((arrays[key] for key in ("x", "x_test") if key in arrays), None)
    if found is None:
        raise ValueError(f"{path} has the arrays {listed(arrays)}; it needs x, the examples to predict")
    if found.ndim < 2 or not len(found) or found.dtype.kind not in "buif":
        raise ValueError(
            f"{path}: x has shape {found.shape} and type {found.dtype}; examples x features of real numbers are needed"
        )
    return found


def read_files(files, form):
    """Examples of `.npz` files as network inputs in a `Form`: a name for each, and a float32 array.

    Raises:
        ValueError: If a file is no `.npz`, cannot be read, or has no examples.
    """
    names, inputs = [], []
    for path in map(str, files):
        if not path.lower().endswith(".npz"):
            raise ValueError(f"{path} is no .npz file, and the data of the run were arrays; save them with numpy.savez")
        x = inputs_of(path)
        inputs.append(x.astype("float32") if form.center is None else centered(x, np.array(form.center)))
        names += [f"{path}[{number}]" for number in range(len(x))]
    shapes = sorted({x.shape[1:] for x in inputs})
    if len(shapes) > 1:
        raise ValueError(f"the files have examples of shapes {listed(shapes)}; name files of one shape")
    return names, np.concatenate(inputs)


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


def from_arrays(name, x, y, x_test=None, y_test=None, *, class_names=None, validation=(), least_classes=2):
    """A `Source` of arrays, checked to fit together.

    Args:
        name: Name of the data set.
        x, y: Examples and targets of the training part, or all.
        x_test, y_test: Those of the official test part; None where there is none.
        class_names: Names of the labels; None names a class by its label.
        validation: Examples and targets of the official validation part, where there are both it and a test part.
        least_classes: Number of classes that a classification must have.

    Raises:
        ValueError: If the arrays do not fit together.
    """
    official = x_test is not None
    parts = {"_train" if official else "": (x, y)}
    parts |= {"_val": tuple(validation)} if validation else {}
    parts |= {"_test": (x_test, y_test)} if official else {}
    checksum = checksum_of_arrays(x, y, *parts.get("_test", ()), *validation)
    parts, class_names, messages = _from_one_hot(parts, class_names)
    for suffix, part in parts.items():
        _check(name, suffix, *part)
        if part[0].shape[1:] != x.shape[1:]:
            raise ValueError(
                f"{name}: an example of x_train has shape {x.shape[1:]}, one of x{suffix} {part[0].shape[1:]}"
            )
    x = x if len(parts) == 1 else np.concatenate([examples for examples, _ in parts.values()])
    y = np.concatenate([targets.ravel() for _, targets in parts.values()])
    y, class_names, told = _targets(name, y, class_names, least_classes)
    x, about_images = as_pixels(x)
    prepare = as_vectors
    if x.dtype == np.uint8 and x.ndim == 4:
        from keras_nets.datasets.images.sizing import prepare_images

        prepare = prepare_images
    return Source(
        name,
        x,
        y,
        class_names,
        checksum,
        test_examples=len(x_test) if official else 0,
        validation_examples=len(validation[0]) if validation else 0,
        messages=(*messages, *told, *about_images),
        prepare=prepare,
    )


def _by_lower_case(path, arrays):
    """The arrays by their names in lower case."""
    lower = {key.lower(): array for key, array in arrays.items()}
    if len(lower) < len(arrays):
        raise ValueError(f"{path} has the arrays {listed(arrays)}, of which two differ in capital letters alone")
    return lower


def _from_one_hot(parts, class_names):
    """The parts with numbers of classes where all targets are rows of one 1, names of the classes and a message."""
    targets = [y for _, y in parts.values()]
    widths = {y.shape[1:] for y in targets}
    if len(widths) > 1 or not all(map(_is_one_hot, targets)):
        return parts, class_names, ()
    classes = targets[0].shape[1]
    if class_names is None:
        class_names = [str(label) for label in range(classes)]
    told = f"y is one-hot, taken as {counted(classes, 'class')}"
    return {suffix: (x, y.argmax(axis=1)) for suffix, (x, y) in parts.items()}, class_names, (told,)


def _is_one_hot(y):
    if y.ndim != 2 or y.shape[1] < 2 or y.dtype.kind not in "buif":
        return False
    return bool(((y == 0) | (y == 1)).all() and (np.count_nonzero(y, axis=1) == 1).all())


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
            f"{name}: x{suffix} has shape {x.shape} and type {x.dtype}; examples x features of real numbers are needed"
        )
    for key, array in (("x", x), ("y", y)):
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            count = counted(int((~np.isfinite(array)).sum()), "value")
            raise ValueError(f"{name}: {key}{suffix} has {count} that are not finite; fill or remove them")


def _targets(name, y, class_names, least_classes=2):
    """Labels and class names, or numbers and no class names, and messages."""
    if y.dtype.kind == "f":
        told = "y has whole numbers of type float, taken as a regression; save y.astype(int) to make them classes"
        return y if y.dtype == np.float64 else y.astype("float32"), (), (told,) if (y == np.rint(y)).all() else ()
    if y.dtype.kind not in "buiUS":
        raise ValueError(
            f"{name}: y has type {y.dtype}; integers or texts (classes) or floats (a regression) are needed"
        )
    distinct, labels = np.unique(y, return_inverse=True)
    if len(distinct) < least_classes:
        raise ValueError(
            f"{name}: every example is of class {distinct[0]}; at least {least_classes} classes are needed"
        )
    if y.dtype.kind in "US" and identify_rows(len(distinct), len(y)):
        raise ValueError(
            f"{name}: y has {len(distinct):,} different texts for {len(y):,} examples, which identify examples and are "
            "no classes; save texts that repeat"
        )
    if class_names is not None and y.dtype.kind in "bui":
        if y.min() < 0 or y.max() >= len(class_names):
            raise ValueError(
                f"{name}: labels run from {y.min()} to {y.max()}, and there are {len(class_names)} class names"
            )
        return y.astype("int32"), tuple(class_names), ()
    return labels.astype("int32"), tuple(_as_texts(distinct)), ()


def _as_texts(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values.tolist()]
