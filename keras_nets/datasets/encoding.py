"""From the columns of a table to vectors: numbers as they are, texts one-hot, missing values filled.

Everything that this takes from data, categories and medians, it takes from training rows.
"""

from keras_nets.datasets.source import Prepared
from keras_nets.datasets.wording import counted, listed

import numpy as np
import pandas as pd

# A text column with more distinct values than this, and more than half as many as rows, names rows.
_MOST_IDENTIFIERS = 20


def prepare(frame, train):
    """The rows of a table as float32 vectors.

    Args:
        frame: all rows.
        train: indices of those that categories and medians are learned from.

    Raises:
        ValueError: no column is of use.
    """
    messages = []
    encoding = fit_encoding(frame.iloc[np.unique(train)], messages)
    if not encoding:
        raise ValueError("no column of the table can be learned from; see that it has numbers or repeated texts")
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
    details = {"encoding": encoding, "feature_names": feature_names(encoding)}
    return Prepared(x, x.shape[1:], messages=tuple(messages), details=details)


def fit_encoding(rows, messages):
    """What every column becomes, learned from training rows: a list of plain values, one a column that is of use.

    Columns that are empty, or whose texts identify rows, are left out, and `messages` gets a line for each.
    """
    encoding = []
    for name in rows.columns:
        values = rows[name].dropna()
        numbers = as_numbers(values)
        if numbers.notna().all():
            fill = float(_finite(numbers).median())
            if np.isnan(fill):
                messages.append(f"column {name}: left out, empty in the training rows")
            else:
                encoding.append({"column": name, "kind": "number", "fill": fill})
        elif values.nunique() > max(_MOST_IDENTIFIERS, len(rows) / 2):
            messages.append(f"column {name}: left out, {values.nunique():,} different texts in {len(rows):,} rows")
        else:
            categories = sorted(values.unique()) + ([None] if rows[name].isna().any() else [])
            encoding.append({"column": name, "kind": "category", "categories": categories})
    return encoding


def encode(frame, encoding):
    """Rows as float32 vectors, and for each column with unseen categories how many rows have them, and which.

    Raises:
        ValueError: a text where a number is due.
    """
    blocks, unseen = [], {}
    for column in encoding:
        name, values = column["column"], frame[column["column"]]
        if column["kind"] == "number":
            numbers = as_numbers(values)
            wrong = values[numbers.isna() & values.notna()]
            if len(wrong):
                raise ValueError(
                    f"column {name} is of numbers, and row {wrong.index[0] + 1} has {wrong.iloc[0]!r}; correct it"
                )
            blocks.append(_finite(numbers).fillna(column["fill"]).to_numpy("float32")[:, None])
        else:
            texts = pd.Index([text for text in column["categories"] if text is not None], dtype=object)
            codes = texts.get_indexer(values.to_numpy(object))
            if None in column["categories"]:
                codes[values.isna().to_numpy()] = len(texts)
            outside = values[codes < 0].fillna("missing")
            if len(outside):
                unseen[name] = (len(outside), listed([repr(value) for value in outside.unique()], 3))
            # The row of zeros at the end is what code -1 picks.
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


def as_numbers(values):
    """The numbers that texts stand for, NaN for others."""
    return pd.to_numeric(values.astype(object), errors="coerce")


def _finite(numbers):
    """What float32 cannot hold counts as missing."""
    with np.errstate(over="ignore"):
        return numbers.astype("float64").where(np.isfinite(numbers.to_numpy("float32")))


def _gaps(values, column):
    return _finite(as_numbers(values)).isna() if column["kind"] == "number" else values.isna()
