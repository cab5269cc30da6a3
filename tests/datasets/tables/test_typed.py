"""Parquet and Excel; where their packages are not installed, pandas' readers are replaced by what they return."""

import datetime

from keras_nets.datasets import load, read_rows
from keras_nets.datasets.tables.typed import read_typed

import numpy as np
import pandas as pd
import pytest

CELLS = [
    [None, "weight, g", 2026, "when", "ok", "kind"],
    [0, 1.5, 7, datetime.datetime(2026, 11, 30), True, "a"],
    [1, 2, 8, datetime.datetime(2026, 12, 1), False, "b"],
    [2, None, None, None, True, "?"],
]
TEXTS = {
    "Unnamed: 0": ["0", "1", "2"],
    "weight, g": ["1.5", "2", ""],
    "2026": ["7", "8", ""],
    "when": ["2026-11-30 00:00:00", "2026-12-01 00:00:00", ""],
    "ok": ["True", "False", "True"],
    "kind": ["a", "b", ""],
}


def texts(path):
    return {name: column.fillna("").tolist() for name, column in read_typed(path).frame.items()}


@pytest.fixture
def excel(monkeypatch):
    """pandas' reader returns these rows."""

    def returns(rows):
        monkeypatch.setattr(pd, "read_excel", lambda path, **options: pd.DataFrame(rows, dtype=object))

    return returns


@pytest.mark.parametrize("name", ["t.xlsx", "t.XLS"])
def test_a_sheet_is_a_table_of_texts(excel, name):
    excel([[None] * 6, *CELLS])
    assert texts(name) == TEXTS


def test_a_sheet_that_openpyxl_wrote_is_read(tmp_path):
    pytest.importorskip("openpyxl")
    path = tmp_path / "t.xlsx"
    pd.DataFrame(CELLS).to_excel(path, header=False, index=False)
    assert texts(path) == TEXTS


NULLABLE = pd.DataFrame(
    {
        "n": pd.array([5, None, 7], "Int64"),
        "x": pd.array([5.0, 0.25, None], "Float64"),
        "b": pd.array([True, None, False], "boolean"),
        "t": pd.array(["a", "", None], "string"),
        "d": pd.to_datetime(["2026-11-30 12:30:05", None, "2026-11-30 00:00:00"]),
    }
)
OF_NULLABLE = {
    "n": ["5", "", "7"],
    "x": ["5.0", "0.25", ""],
    "b": ["True", "", "False"],
    "t": ["a", "", ""],
    "d": ["2026-11-30 12:30:05", "", "2026-11-30 00:00:00"],
}


def test_integers_with_gaps_stay_integers_in_parquet(monkeypatch):
    monkeypatch.setattr(pd, "read_parquet", lambda path, **options: NULLABLE)
    assert texts("t.parquet") == OF_NULLABLE


def test_a_parquet_file_is_read(tmp_path):
    pytest.importorskip("pyarrow")
    NULLABLE.to_parquet(tmp_path / "t.parquet")
    assert texts(tmp_path / "t.parquet") == OF_NULLABLE


def test_a_sheet_is_learned_from_and_rows_of_sheets_are_read(excel, tmp_path):
    path, rows = tmp_path / "fruit.xlsx", tmp_path / "rows.xlsx"
    for each in (path, rows):
        each.write_bytes(b"a sheet")
    excel([["mass", "when", "kind"], *([n / 4, datetime.datetime(2026, 1, n % 28 + 1), n % 2] for n in range(40))])
    dataset = load(path, target="kind", split="50/50")
    assert (dataset.task, dataset.class_names) == ("classification", ("0", "1"))
    assert dataset.form.feature_names == ("mass", "when")
    excel([["when", "mass"], [datetime.datetime(1970, 1, 2), 3]])
    assert read_rows(rows, dataset).tolist() == [[3, 1]]


def test_names_that_stand_twice_are_said(excel):
    excel([["a", "a", "b"], [1, 2, 3]])
    assert texts("t.xlsx") == {"a": ["1"], "a.1": ["2"], "b": ["3"]}
    assert read_typed("t.xlsx").messages == ("the header has 'a' more than once; the next is called 'a.1'",)


def test_a_sheet_without_rows_is_refused(excel, tmp_path):
    excel([["a", "b"]])
    with pytest.raises(ValueError, match="t.xlsx has a header and no rows; add rows"):
        (tmp_path / "t.xlsx").touch()
        load(tmp_path / "t.xlsx", target="b")


NEEDED = [("t.parquet", "pyarrow"), ("t.xlsx", "openpyxl"), ("t.xls", "python-calamine")]


@pytest.mark.parametrize(("name", "package"), NEEDED)
def test_a_missing_package_is_named(monkeypatch, name, package):
    def lacking(path, engine, **options):
        raise ImportError(f"Missing optional dependency {engine!r}.")

    monkeypatch.setattr(pd, "read_excel", lacking)
    monkeypatch.setattr(pd, "read_parquet", lacking)
    message = f"{name} needs the package {package}, which is missing; pip install {package}, or save the table as CSV"
    with pytest.raises(ValueError, match=f"^{message}$"):
        read_typed(name)


@pytest.mark.parametrize(("name", "package"), NEEDED)
def test_a_broken_file_is_refused_in_one_line(tmp_path, name, package):
    pytest.importorskip(package.replace("-", "_"))
    (tmp_path / name).write_bytes(b"no such table\n" * 9)
    with pytest.raises(ValueError, match="cannot be read as a table .*; save it again, or as CSV$") as caught:
        read_typed(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_wide_numbers_keep_their_digits(excel):
    excel([["a"], [1e16], [0.1], [np.float64(1) / 3], [12345678901]])
    assert texts("t.xlsx")["a"] == ["1e+16", "0.1", "0.3333333333333333", "12345678901"]
