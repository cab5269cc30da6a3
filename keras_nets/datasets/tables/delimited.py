"""Delimited text, such as CSV, as a table of texts: the delimiter, the header, and rows that are longer or shorter."""

import csv
import dataclasses
import io
import itertools

from keras_nets._wording import counted, listed, one_line

import pandas as pd

DELIMITERS = ",;\t|"
_ENCODING = "utf-8-sig"
# A cell, such as the text of a document, may be longer than the 131,072 characters that csv accepts by default.
csv.field_size_limit(2**31 - 1)


@dataclasses.dataclass(frozen=True)
class Table:
    """A table with every cell as text, so that a category reads the same whatever the rest of its column.

    Args:
        frame: The texts, missing ones as NaN.
        delimiter: What separates the cells in the file.
        repeated: Names that the header has more than once; the later columns are called `name.1` and so on.
        messages: What the owner of the table should know, a line each.
    """

    frame: pd.DataFrame
    delimiter: str = ","
    repeated: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


def read_delimited(path):
    """A table with a header line, as UTF-8, separated by the delimiter that gives the header the most names.

    An empty cell behind the last column is dropped. So are row labels in front of the first, as R writes them without a
    name. Cells that a row lacks at its end are missing.

    Args:
        path: Path of the file.

    Raises:
        ValueError: If the file cannot be read, is cut short, or has rows with more cells than the header has names.
    """
    try:
        delimiter, header = _header(path)
        names, repeated = distinct_names(header)
        shape = _measure(path, delimiter, header)
        cells, told = _aligned(path, delimiter, shape)
        options = {"encoding": _ENCODING, "skipinitialspace": True, "na_values": "?", "dtype": str}
        frame = pd.read_csv(cells, sep=delimiter, header=0, names=names, index_col=False, **options)
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text; save the table as CSV in UTF-8") from None
    except (csv.Error, pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise ValueError(f"{path} cannot be read as a table ({one_line(error)}); correct the file") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); check its permissions") from None
    return Table(frame, delimiter, repeated, (*about_names(repeated), *told, *_short_rows(path, shape)))


@dataclasses.dataclass
class _Shape:
    """Rows of a file, counted, and those that have another number of cells than the header has names."""

    names: int
    rows: int = 0
    longer: int = 0
    filled: int = 0
    first_filled: tuple[int, int] | None = None
    much_longer: tuple[int, int] | None = None
    shorter: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    last_line: int = 0


def _records(path, delimiter):
    """Each record that is not blank, with the number of its last line."""
    with open(path, encoding=_ENCODING, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                yield reader.line_num, row


def _header(path):
    """The delimiter and the names; where two give as many names, the first row tells."""
    best, found = (0, False), None
    for delimiter in DELIMITERS:
        first = [row for _, row in itertools.islice(_records(path, delimiter), 2)]
        if not first:
            raise ValueError(f"{path} cannot be read as a table (it is empty); write a header line and rows")
        fit = len(first[0]), len(first[0]) == len(first[-1])
        if fit > best:
            best, found = fit, (delimiter, first[0])
    return found


def distinct_names(header):
    """Names for all columns, none twice, and those that the header has more than once."""
    names, repeated = {}, {}
    for place, name in enumerate(header):
        name = whole = name.strip() or f"Unnamed: {place}"
        number = 0
        while name in names:
            repeated[whole], number = None, number + 1
            name = f"{whole}.{number}"
        names[name] = None
    return list(names), tuple(repeated)


def about_names(repeated):
    """A message about names that the header has more than once."""
    if not repeated:
        return ()
    other = f"{repeated[0]}.1"
    return (f"the header has {listed(map(repr, repeated))} more than once; the next is called {other!r}",)


def _measure(path, delimiter, header):
    """The `_Shape` of the rows."""
    least = len(header)
    while least > 1 and not header[least - 1].strip():
        least -= 1
    shape = _Shape(len(header))
    for line, row in itertools.islice(_records(path, delimiter), 1, None):
        shape.rows, shape.last_line = shape.rows + 1, line
        if len(row) < least:
            shape.shorter.append((line, len(row)))
        elif len(row) > shape.names:
            shape.longer += 1
            if len(row) > shape.names + 1:
                shape.much_longer = shape.much_longer or (line, len(row))
            if row[-1].strip():
                shape.filled += 1
                shape.first_filled = shape.first_filled or (line, len(row))
    return shape


def _aligned(path, delimiter, shape):
    """What pandas is to read, with as many cells in a row as there are names, and messages."""
    if not shape.longer:
        return path, ()
    if shape.much_longer:
        _refuse_longer(path, delimiter, shape, *shape.much_longer)
    if not shape.filled:
        told = f"an empty cell behind the last column left out, in {counted(shape.longer, 'row')}"
        return _rewritten(path, delimiter, slice(shape.names)), (told,)
    if shape.longer < shape.rows:
        _refuse_longer(path, delimiter, shape, *shape.first_filled)
    if not _are_labels([row[0].strip() for _, row in itertools.islice(_records(path, delimiter), 1, None)]):
        raise ValueError(
            f"{path} has {shape.names + 1} cells in every row, and the header names "
            f"{counted(shape.names, 'column')}; name the others too (row labels without a name must be 1, 2, 3, ... or "
            "texts that all differ)"
        )
    told = "row labels without a name left out: every row has a cell in front of the columns that the header names"
    return _rewritten(path, delimiter, slice(1, None)), (told,)


def _are_labels(cells):
    """Whether cells count the rows from 1, or are texts that all differ."""
    if cells == [str(number + 1) for number in range(len(cells))]:
        return True
    are_texts = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").isna().all()
    return bool(are_texts) and len(set(cells)) == len(cells)


def _rewritten(path, delimiter, kept):
    """The file with these cells of its rows."""
    records = (row for _, row in _records(path, delimiter))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(next(records))
    writer.writerows(row[kept] for row in records)
    buffer.seek(0)
    return buffer


def _refuse_longer(path, delimiter, shape, line, cells):
    raise ValueError(
        f"{path} has {cells} cells in line {line}, and the header names {counted(shape.names, 'column')}; correct the "
        f"line, or quote a cell that contains {delimiter!r}"
    )


def _short_rows(path, shape):
    """A message about rows that lack cells. A last line that alone lacks some, and its end, is a file cut short."""
    if not shape.shorter:
        return ()
    line, cells = shape.shorter[0]
    if line == shape.last_line and not _ends_with_a_line(path):
        raise ValueError(
            f"{path} is cut short: its last line ({line}) has {counted(cells, 'cell')}, and the header names "
            f"{counted(shape.names, 'column')}; copy it again"
        )
    rows = counted(len(shape.shorter), "row")
    return (
        f"{rows} with fewer cells than the header has names, the first in line {line}; those at the end are missing",
    )


def _ends_with_a_line(path):
    with open(path, "rb") as file:
        file.seek(-1, io.SEEK_END)
        return file.read() in b"\r\n"
