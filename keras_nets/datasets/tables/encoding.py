"""From the columns of a table to vectors: numbers unchanged, dates in days, texts one-hot, missing values filled.

Categories and medians are learned from the training rows only.
"""

from keras_nets._wording import counted, listed
from keras_nets.datasets.centering import center_of, centered, told_of
from keras_nets.datasets.forms import TableForm
from keras_nets.datasets.source import Prepared
from keras_nets.datasets.tables.dates import as_days, order_of
from keras_nets.datasets.tables.identifiers import identify_rows
from keras_nets.datasets.tables.numbers import ambiguity_of, as_numbers, described, notation_of

import numpy as np
import pandas as pd


def prepare(frame, train, decimal_comma=False):
    """The rows of a table as float32 vectors.

    Args:
        frame: All rows.
        train: Indices of the rows that categories, medians and notations of numbers are learned from.
        decimal_comma: Whether `1,234` is 1.234 where a column leaves that open.

    Raises:
        ValueError: If no column can be used.
    """
    messages = []
    encoding = fit_encoding(frame.iloc[np.unique(train)], messages, decimal_comma)
    if not encoding:
        why = f" ({'; '.join(messages)})" if messages else ""
        raise ValueError(f"no column of the table can be learned from{why}; it needs numbers or repeated texts")
    x, unseen = encode(frame, encoding)
    for column in encoding:
        name, gaps = column["column"], int(_gaps(frame[column["column"]], column).sum())
        if gaps and column["kind"] == "number":
            how = f"filled with the training median {column['fill']:g}"
            messages.append(f"column {name}: {counted(gaps, 'missing value')}, {how}")
        elif gaps and None in column["categories"]:
            messages.append(f"column {name}: {counted(gaps, 'missing value')}, a category of its own")
        if name in unseen:
            count, values = unseen[name]
            messages.append(
                f"column {name}: {counted(count, 'row')} of categories that training rows lack ({values}), all zeros"
            )
    form = TableForm(tuple(feature_names(encoding)), tuple(encoding))
    return Prepared(x, x.shape[1:], form, messages=tuple(messages))


def fit_encoding(rows, messages, decimal_comma=False):
    """The encoding of every usable column, learned from training rows: a list of plain values.

    Columns that are empty, or whose texts identify rows, are left out. `messages` gets a line for each of them, and for
    each column of dates or of numbers that are not written as Python writes them.
    """
    encoding = []
    for name in rows.columns:
        values = rows[name].dropna()
        numbers, reading, told = as_numbers(values), {}, ""
        if numbers.isna().any():
            reading, told = _reading_of(values, decimal_comma)
        elif decimal_comma and (doubt := ambiguity_of(values)):
            messages.append(f"column {name}: {doubt}")
        if reading:
            messages.append(f"column {name}: {told}")
            numbers = _numbers(values, reading)
        if reading is not None:
            column = _fit_numbers(name, _finite(numbers).dropna(), messages)
            encoding += [] if column is None else [column | reading]
        elif identify_rows(values.nunique(), len(rows)):
            why = f"{values.nunique():,} different texts in {len(rows):,} rows"
            messages.append(f"column {name}: left out, {told or why}")
        else:
            if told:
                messages.append(f"column {name}: kept as categories, {told}")
            categories = sorted(values.unique()) + ([None] if rows[name].isna().any() else [])
            encoding.append({"column": name, "kind": "category", "categories": categories})
    return encoding


def _fit_numbers(name, numbers, messages):
    """The encoding of a column of numbers, None where there are none."""
    if numbers.empty:
        messages.append(f"column {name}: left out, empty in the training rows")
        return None
    column, center = {"column": name, "kind": "number", "fill": float(numbers.median())}, center_of(numbers.to_numpy())
    if center is not None:
        messages.append(f"column {name}: {told_of(center)}")
    return column if center is None else column | {"center": center}


def encode(frame, encoding):
    """Rows as float32 vectors, and `{column: (rows, categories)}` of unseen categories.

    Raises:
        ValueError: If a column of numbers has a text.
    """
    blocks, unseen = [], {}
    for column in encoding:
        name, values = column["column"], frame[column["column"]]
        if column["kind"] == "number":
            numbers = _numbers(values, column)
            wrong = values[numbers.isna() & values.notna()]
            if len(wrong):
                raise ValueError(
                    f"column {name} is of {_described(column)}, and row {wrong.index[0] + 1} has {wrong.iloc[0]!r}; "
                    "correct it"
                )
            numbers = _finite(numbers).fillna(column["fill"]).to_numpy()
            blocks.append(centered(numbers, column.get("center", 0.0))[:, None])
        else:
            texts = pd.Index([text for text in column["categories"] if text is not None], dtype=object)
            codes = texts.get_indexer(values.to_numpy(object))
            if None in column["categories"]:
                codes[values.isna().to_numpy()] = len(texts)
            outside = values[codes < 0].fillna("missing")
            if len(outside):
                unseen[name] = (len(outside), listed([repr(value) for value in outside.unique()], 3))
            # Code -1 selects the row of zeros at the end.
            table = np.eye(len(column["categories"]) + 1, len(column["categories"]), dtype="float32")
            blocks.append(table[codes])
    return np.concatenate(blocks, axis=1), unseen


def feature_names(encoding):
    """Names of the inputs: `age` for a number, `color=red` for a category."""
    names = []
    for column in encoding:
        if column["kind"] == "number":
            names.append(column["column"])
        else:
            categories = ["missing" if category is None else category for category in column["categories"]]
            names += [f"{column['column']}={category}" for category in categories]
    return names


def _reading_of(texts, decimal_comma):
    """How texts are read as numbers, as plain values for their encoding, or None; and a message about it."""
    notation, told = notation_of(texts, decimal_comma)
    return order_of(texts) if notation is None else (notation, told)


def _numbers(texts, column):
    """Texts as numbers, as the encoding of their column says."""
    return as_days(texts, column["date_order"]) if "date_order" in column else as_numbers(texts, **_notation(column))


def _described(column):
    return f"dates, {column['date_order']}" if "date_order" in column else f"numbers{described(**_notation(column))}"


def _notation(column):
    """How the numbers of a column are written; without these keys, as Python writes them."""
    return {name: column[name] for name in ("decimal", "unit") if name in column}


def _finite(numbers):
    """Numbers as float64, with those that float32 cannot hold as missing."""
    with np.errstate(over="ignore"):
        return numbers.astype("float64").where(np.isfinite(numbers.to_numpy("float32")))


def _gaps(values, column):
    return _finite(_numbers(values, column)).isna() if column["kind"] == "number" else values.isna()
