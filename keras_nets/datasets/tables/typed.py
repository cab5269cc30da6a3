"""Tables whose cells have types, Parquet and Excel, as tables of texts, as if they had been saved as CSV."""

from pathlib import Path

from keras_nets._wording import one_line
from keras_nets.datasets.tables.delimited import Table, about_names, distinct_names

import pandas as pd

# What pandas reads each kind of file with, and the package that has it.
ENGINES = {
    ".parquet": ("pyarrow", "pyarrow"),
    ".xlsx": ("openpyxl", "openpyxl"),
    ".xls": ("calamine", "python-calamine"),
}
_MISSING = ("", "?")


def read_typed(path):
    """A `.parquet` file, or the first sheet of an `.xlsx` or `.xls` file, whose first row that is not empty has names.

    Args:
        path: Path of the file.

    Raises:
        ValueError: If the file cannot be read, or the package for it is not installed.
    """
    suffix = Path(path).suffix.lower()
    engine, package = ENGINES[suffix]
    try:
        if suffix == ".parquet":
            # Of nullable types, integers with gaps stay integers.
            frame = pd.read_parquet(path, engine=engine, dtype_backend="numpy_nullable")
            header = list(frame.columns)
        else:
            frame = pd.read_excel(path, engine=engine, header=None, dtype=object).dropna(how="all")
            header, frame = frame.iloc[:1].to_numpy().ravel().tolist(), frame.iloc[1:]
    except ImportError:
        raise ValueError(
            f"{path} needs the package {package}, which is missing; pip install {package}, or save the table as CSV"
        ) from None
    # The engines raise unrelated exceptions on a broken file.
    except Exception as error:
        why = one_line(error)
        raise ValueError(f"{path} cannot be read as a table ({why}); save it again, or as CSV") from None
    names, repeated = distinct_names(["" if pd.isna(name) else str(name) for name in header])
    frame = pd.DataFrame({name: _texts(column) for name, (_, column) in zip(names, frame.items(), strict=True)})
    return Table(frame.reset_index(drop=True), repeated=repeated, messages=about_names(repeated))


def _texts(column):
    """Cells as the texts that CSV would have, missing ones as NaN."""
    texts = column.astype(object).map(str, na_action="ignore")
    return texts.where(column.notna() & ~texts.isin(_MISSING))
