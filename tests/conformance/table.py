"""One row an architecture: the rows of all files in `rows/`.

A new architecture is held to every rule of the house by adding its row; a second row of the same factory, told apart
by `case`, covers another use of it.
"""

import importlib
from pathlib import Path

FILES = sorted(path.stem for path in (Path(__file__).parent / "rows").glob("*.py"))
ROWS = tuple(row for name in FILES for row in importlib.import_module(f"rows.{name}").ROWS)
# Those that are trained and saved, and not only counted.
TINY_ROWS = tuple(row for row in ROWS if row.tiny is not None)
# One of each factory.
FIRST_ROWS = tuple({row.name: row for row in reversed(TINY_ROWS)}.values())
