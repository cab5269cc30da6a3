"""Each test that takes `row` runs once for each row of the table, with `tiny_row` for those with a tiny network."""

import sys
from pathlib import Path

# The table is also read by scripts that run in processes of their own, so it is found by its plain name.
sys.path.insert(0, str(Path(__file__).parent))

from table import ROWS, TINY_ROWS


def pytest_generate_tests(metafunc):
    for name, rows in {"row": ROWS, "tiny_row": TINY_ROWS}.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, rows, ids=lambda row: row.label)
