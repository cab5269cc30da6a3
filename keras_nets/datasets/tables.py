"""Tables in CSV files: which columns there are, and what the one to predict means."""

import hashlib
import re
from pathlib import Path

from keras_nets.datasets.encoding import as_numbers, encode
from keras_nets.datasets.source import Source
from keras_nets.datasets.tokens import pad
from keras_nets.datasets.vocabulary import Vocabulary
from keras_nets.datasets.wording import counted, did_you_mean, listed, one_line

import numpy as np
import pandas as pd

# Integers of at most so many distinct values, which occur twice on the average, are classes; others are a quantity.
MOST_INTEGER_CLASSES = 20


def read(path, target, text=None):
    """A table with a header line, separated by commas, semicolons or tabs, and the column to predict.

    Columns without a name, as row numbers often are, are left out, and so are rows whose target is missing. A target of
    texts, or of integers of at most 20 values (and half as many as rows), is a classification with its values, sorted,
    as classes; one of other numbers is a regression.

    Args:
        path: of the file, as the user typed it.
        target: name of the column to predict.
        text: name of a column of sentences, to predict it from the words of these alone.

    Raises:
        ValueError: the file is no table, or a column is not in it or of no use.
    """
    frame, messages = _read_text(path), []
    nameless = [name for name in frame.columns if name.startswith("Unnamed: ")]
    if nameless:
        messages.append(f"{counted(len(nameless), 'column')} without a name left out, such as row numbers")
        frame = frame.drop(columns=nameless)
    columns = listed(frame.columns, 30)
    if target is None:
        raise ValueError(f"{path} needs the name of the column to predict: pass --target; its columns are {columns}")
    named = {"target": target} | ({} if text is None else {"text": text})
    for name in named.values():
        if name not in frame.columns:
            raise ValueError(
                f"{path} has no column {name!r}{did_you_mean(name, frame.columns)}; its columns are {columns}"
            )
    if text == target:
        raise ValueError(f"{path} has the target {target!r} as its text too; name a column of sentences")
    if len(frame.columns) < 2:
        raise ValueError(f"{path} has no column besides the target {target!r}; add columns to predict it from")
    for what, name in named.items():
        missing = frame[name].isna()
        if missing.any():
            were = "was" if missing.sum() == 1 else "were"
            gaps = counted(missing.sum(), "row")
            messages.append(f"column {name}: the {what} is missing in {gaps}, which {were} left out")
            frame = frame[~missing]
        if frame.empty:
            raise ValueError(f"{path} has no row with a value of the {what} {name!r}; add rows")
    y, class_names = _targets(frame[target])
    if len(class_names) == 1:
        raise ValueError(
            f"target {target!r} of {path} is {class_names[0]!r} in every row; at least 2 classes are needed"
        )
    kind = counted(len(class_names), "class") if class_names else "a regression"
    messages.append(f"column {target}: the target, {kind}")
    return Source(
        name=str(path),
        form="table" if text is None else "sentences",
        x=frame.drop(columns=target) if text is None else _sentences(frame[text]),
        y=y,
        class_names=class_names,
        checksum=hashlib.sha256(Path(path).read_bytes()).hexdigest(),
        messages=tuple(messages),
        details=named,
    )


def read_rows(path, details):
    """Rows of another table as network inputs, encoded as a data set's `details` say.

    Raises:
        ValueError: the file is no table, lacks a column, or has a text where a number is due.
    """
    if "encoding" not in details and "text" not in details:
        raise ValueError("the data were not a .csv table, so rows of a table cannot be turned into inputs")
    frame = _read_text(path)
    wanted = [details["text"]] if "text" in details else [column["column"] for column in details["encoding"]]
    lacking = [name for name in wanted if name not in frame.columns]
    if lacking:
        raise ValueError(f"{path} lacks the columns {listed(lacking)}; it has {listed(frame.columns, 30)}")
    if "text" in details:
        vocabulary = Vocabulary.from_plain(details["vocabulary"])
        sentences = _sentences(frame[details["text"]].fillna(""))
        return pad([vocabulary.encode(sentence) for sentence in sentences], details["max_length"])
    return encode(frame, details["encoding"])[0]


def _sentences(column):
    """Texts in lower case, with white space around each word and each mark."""
    return np.array([" ".join(re.findall(r"\w+|[^\w\s]", text.lower())) for text in column])


def _read_text(path):
    """Every cell as text, so that a category reads the same in any table, whatever stands beside it."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            header = file.readline()
        delimiter = max(",;\t", key=header.count)
        frame = pd.read_csv(path, sep=delimiter, dtype=str, encoding="utf-8-sig", skipinitialspace=True, na_values="?")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text; save the table as CSV in UTF-8") from None
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise ValueError(f"{path} cannot be read as a table ({one_line(error)}); correct the file") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); check its permissions") from None
    if frame.empty:
        raise ValueError(f"{path} has a header and no rows; add rows")
    frame.columns = [str(name).strip() for name in frame.columns]
    frame = frame.reset_index(drop=True)
    return frame.apply(lambda column: column.str.strip() if column.notna().any() else column)


def _targets(values):
    """Labels and class names of a target column without gaps, or its numbers and no names."""
    numbers = as_numbers(values)
    if numbers.notna().all():
        most_classes = min(MOST_INTEGER_CLASSES, len(numbers) / 2)
        if not pd.api.types.is_integer_dtype(numbers) or numbers.nunique() > most_classes:
            if not np.isfinite(numbers).all():
                raise ValueError(f"target {values.name!r} has infinite values; correct or remove these rows")
            return numbers.to_numpy("float32"), ()
        distinct, labels = np.unique(numbers, return_inverse=True)
    else:
        distinct, labels = np.unique(values.to_numpy(object), return_inverse=True)
    return labels.astype("int32"), tuple(str(value) for value in distinct)
