"""Tables in CSV, Parquet and Excel files: their columns, and the classes or numbers of the target column."""

import dataclasses
import functools
import hashlib
import re
from pathlib import Path

from keras_nets._wording import counted, did_you_mean, listed
from keras_nets.datasets.files import readable
from keras_nets.datasets.forms import form_of
from keras_nets.datasets.joining import with_test_data
from keras_nets.datasets.sequences.sentences import as_sentences
from keras_nets.datasets.sequences.tokens import pad
from keras_nets.datasets.sequences.vocabulary import Vocabulary
from keras_nets.datasets.source import Source, divided
from keras_nets.datasets.tables.delimited import read_delimited
from keras_nets.datasets.tables.encoding import encode, prepare
from keras_nets.datasets.tables.identifiers import identify_rows, without_identifiers
from keras_nets.datasets.tables.numbers import as_numbers, notation_of
from keras_nets.datasets.tables.typed import ENGINES, read_typed

import numpy as np
import pandas as pd

# Integers of at most this many distinct values, which occur at least twice on average, are classes; others a quantity.
MOST_INTEGER_CLASSES = 20


def load(request, *, text=None, **options):
    """A table as a `Dataset`; see `read`, and `sentences.prepare` for the options of a table with sentences."""
    if options and text is None:
        raise ValueError(
            f"{request.name} takes {listed(options)} for sentences alone; name their column too: text=COLUMN"
        )
    read_one = functools.partial(read, target=request.target, text=text, allow_huge=request.allow_huge)
    source = with_test_data(read_one(request.name), request.test_data, read_one)
    return divided(source if text is None else as_sentences(source, text=text, **options), request)


def read(path, target, text=None, allow_huge=None, like=None):
    """A table and the column to predict; see `delimited` for text, and `typed` for Parquet and Excel.

    Columns without a name are left out, and so are those that number the rows (see `identifiers`) and rows whose
    target is missing. A target of texts, or of integers with at most 20 values (and half as many as rows), makes a
    classification whose classes are the sorted values; other numbers make a regression. Numbers may be written as
    people write them; see `numbers`.

    Args:
        path: Path of the file, as the user typed it.
        target: Name of the column to predict.
        text: Name of a column of sentences, the only input if given.
        allow_huge: As in `files.readable`.
        like: The `Source` that this is the test part of, which tells whether its target has classes; None without one.

    Raises:
        ValueError: If the file is not a table, or a column is missing or cannot be used.
    """
    table = _read_text(path, allow_huge)
    frame, messages = table.frame, list(table.messages)
    nameless = [name for name in frame.columns if name.startswith("Unnamed: ")]
    if nameless:
        messages.append(f"{counted(len(nameless), 'column')} without a name left out, such as row numbers")
        frame = frame.drop(columns=nameless)
    named = {"target": target} | ({} if text is None else {"text": text})
    _check_names(path, table, frame.columns, named)
    if text is None:
        inputs = without_identifiers(frame.drop(columns=target), messages)
        frame = inputs.assign(**{target: frame[target]})
    for what, name in named.items():
        missing = frame[name].isna()
        if missing.any():
            were = "was" if missing.sum() == 1 else "were"
            gaps = counted(missing.sum(), "row")
            messages.append(f"column {name}: the {what} is missing in {gaps}, which {were} left out")
            frame = frame[~missing]
        if frame.empty:
            raise ValueError(f"{path} has no row with a value of the {what} {name!r}; add rows")
    decimal_comma = table.delimiter != ","
    y, class_names, told = _targets(frame[target], decimal_comma, None if like is None else bool(like.class_names))
    if len(class_names) == 1 and like is None:
        raise ValueError(
            f"target {target!r} of {path} is {class_names[0]!r} in every row; at least 2 classes are needed"
        )
    kind = counted(len(class_names), "class") if class_names else "a regression"
    messages.append(f"column {target}: the target, {kind}{told}")
    return Source(
        name=str(path),
        x=frame.drop(columns=target) if text is None else _sentences(frame[text]),
        y=y,
        class_names=class_names,
        checksum=hashlib.sha256(Path(path).read_bytes()).hexdigest(),
        messages=tuple(messages),
        prepare=functools.partial(_prepare, decimal_comma=decimal_comma),
        options=named,
    )


def _check_names(path, table, found, named):
    """Refuse a target or a text, `{what: name}`, that is not among the names found, or not the only one."""
    columns, target = listed(found, 30), named["target"]
    if target is None:
        raise ValueError(f"{path} needs the name of the column to predict: pass --target; its columns are {columns}")
    for name in named.values():
        if name not in found:
            raise ValueError(f"{path} has no column {name!r}{did_you_mean(name, found)}; its columns are {columns}")
    if target in table.repeated:
        raise ValueError(f"{path} has the target {target!r} more than once in its header; rename the other columns")
    if len(set(named.values())) < len(named):
        raise ValueError(f"{path} has the target {target!r} as its text too; name a column of sentences")
    if len(found) < 2:
        raise ValueError(f"{path} has no column besides the target {target!r}; add columns to predict it from")


def _prepare(source, train, request, decimal_comma):
    return prepare(source.x, train, decimal_comma)


def read_rows(path, prepared_as):
    """Rows of another table as network inputs, encoded like those of a data set.

    Args:
        path: Path of the table.
        prepared_as: A `Dataset`, or the record of a run's data.

    Raises:
        ValueError: If the file is not a table, lacks a column, or has a text in a column of numbers.
    """
    return read_files([path], form_of(prepared_as))[1]


def read_files(paths, form):
    """A name for each row of the tables, and the rows as network inputs. Raises as `read_rows`."""
    rows = {path: _rows(path, form) for path in paths}
    names = [f"{path} row {number + 1}" for path, inputs in rows.items() for number in range(len(inputs))]
    return names, np.concatenate(list(rows.values()))


def _rows(path, form):
    text, encoding = getattr(form, "text", None), getattr(form, "encoding", None)
    if text is None and encoding is None:
        raise ValueError("the data were not a table, so rows of a table cannot be turned into inputs")
    frame = _read_text(path).frame
    wanted = [text] if text is not None else [column["column"] for column in encoding]
    lacking = [name for name in wanted if name not in frame.columns]
    if lacking:
        raise ValueError(f"{path} lacks the columns {listed(lacking)}; it has {listed(frame.columns, 30)}")
    if text is None:
        return encode(frame, encoding)[0]
    vocabulary = Vocabulary.from_plain(form.vocabulary)
    sentences = _sentences(frame[text].fillna(""))
    return pad([vocabulary.encode(sentence) for sentence in sentences], form.max_length)


def _sentences(column):
    """Texts in lower case, with white space between words and marks."""
    return np.array([" ".join(re.findall(r"\w+|[^\w\s]", text.lower())) for text in column])


def _read_text(path, allow_huge=None):
    """The `Table` of a file, with white space around the cells removed."""
    readable(path, allow_huge)
    table = read_typed(path) if Path(path).suffix.lower() in ENGINES else read_delimited(path)
    if table.frame.empty:
        raise ValueError(f"{path} has a header and no rows; add rows")
    frame = table.frame.apply(lambda column: column.str.strip() if column.notna().any() else column)
    return dataclasses.replace(table, frame=frame)


def _targets(values, decimal_comma, are_classes=None):
    """Labels and class names of a target column without gaps, or its numbers and no class names; and how it was read.

    What people write otherwise than Python, such as a price with its currency, is a number whatever its values. Where
    `are_classes` is given, it says whether integers are.
    """
    if are_classes:
        return *_classes(values), ""
    numbers = as_numbers(values)
    notation, told = ({}, "") if numbers.notna().all() else notation_of(values, decimal_comma)
    if notation is None:
        texts = values.nunique()
        if identify_rows(texts, len(values)):
            raise ValueError(
                f"target {values.name!r} has {texts:,} different texts in {len(values):,} rows, which identify rows "
                "and are no classes; name a column whose values repeat"
            )
        return *_classes(values), ""
    most_classes = min(MOST_INTEGER_CLASSES, len(numbers) / 2) if are_classes is None else 0
    if notation or not pd.api.types.is_integer_dtype(numbers) or numbers.nunique() > most_classes:
        numbers = as_numbers(values, **notation)
        if not np.isfinite(numbers).all():
            raise ValueError(f"target {values.name!r} has infinite values; correct or remove these rows")
        return numbers.to_numpy("float64"), (), f", {told}" if told else ""
    return *_classes(values), ""


def _classes(values):
    """Labels and sorted class names of a column without gaps, integers in the order of numbers."""
    numbers = as_numbers(values)
    are_integers = numbers.notna().all() and pd.api.types.is_integer_dtype(numbers)
    distinct, labels = np.unique(numbers if are_integers else values.to_numpy(object), return_inverse=True)
    return labels.astype("int32"), tuple(map(str, distinct))
