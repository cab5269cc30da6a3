"""A folder of images with a table beside them, `labels.csv`, which names a file and its class in each row."""

import csv
from pathlib import Path

from keras_nets._wording import counted, listed
from keras_nets.datasets.files import readable

NAME = "labels.csv"

# Where images stand beside the table.
_PLACES = ("", "images")


def read(folder, suffixes, messages, least=2):
    """The classes of the images that the table names, in the order of its rows.

    Args:
        folder: Path of the folder; images stand directly in it, or in its folder `images`.
        suffixes: Those of images.
        messages: Gets a line where images are not in the table.
        least: Number of classes that there must be.

    Returns:
        Sorted class names, and the path and the label of every image. A file that is not there has a path, too.

    Raises:
        ValueError: If the table cannot be read, is not of two columns, names a file twice or one outside of the folder,
            or has fewer classes than it must.
    """
    table = Path(folder, NAME)
    there = {
        path.relative_to(folder).as_posix(): path
        for place in _PLACES
        for path in Path(folder, place).glob("*")
        if path.suffix.lower() in suffixes and not path.name.startswith(".")
    }
    classes = {}
    for line, (file, class_name) in _rows(table):
        if Path(file).is_absolute() or ".." in Path(file).parts:
            raise ValueError(f"line {line} of {table} names {file}, which is outside of {folder}; move it inside")
        name = next((name for place in _PLACES if (name := Path(place, file).as_posix()) in there), file)
        if line == 1 and name not in there:
            # The names of the columns.
            continue
        if name in classes:
            raise ValueError(f"line {line} of {table} names {file} a second time; keep one row for each image")
        classes[name] = class_name
    class_names = sorted(set(classes.values()))
    if len(class_names) < least:
        raise ValueError(
            f"{table} has {counted(len(class_names), 'class')}; at least {counted(least, 'class')} are needed"
        )
    others = sorted(there.keys() - classes.keys())
    if others:
        messages.append(f"{counted(len(others), 'image')} of {folder} left out, not in {NAME}: {listed(others, 3)}")
    number = {class_name: label for label, class_name in enumerate(class_names)}
    labels = [number[class_name] for class_name in classes.values()]
    return tuple(class_names), [Path(folder, name) for name in classes], labels


def _rows(table):
    """The number of each line that is not empty, and its two values."""
    try:
        content = readable(table).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{table} is not UTF-8 text; save the table as CSV in UTF-8") from None
    except OSError as error:
        raise ValueError(f"cannot read {table}: {error.strerror}") from None
    lines = content.splitlines()
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    for line, row in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
        values = [value.strip() for value in row]
        if any(values):
            if len(values) != 2 or not all(values):
                raise ValueError(f"line {line} of {table} has {row}; a file and its class are needed")
            yield line, values
