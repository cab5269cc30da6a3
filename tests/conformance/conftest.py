"""Every test here that takes `row` runs once for each row of the table."""

import sys
from pathlib import Path

# The table is also read by scripts that run in processes of their own, so it is found by its plain name.
sys.path.insert(0, str(Path(__file__).parent))

from table import ROWS


def pytest_generate_tests(metafunc):
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", ROWS, ids=lambda row: row.label)
