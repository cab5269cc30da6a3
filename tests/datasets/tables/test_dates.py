import json

from keras_nets.datasets import load, read_rows
from keras_nets.datasets.tables.dates import as_days, order_of
from keras_nets.datasets.tables.encoding import encode, fit_encoding

import numpy as np
import pandas as pd
import pytest

# 2026-11-30 in days since 1970.
DAY = 20_787


@pytest.mark.parametrize(
    "texts, order, days",
    [
        (["2026-11-30", "1970-01-01", "1969-12-31"], "year first", [DAY, 0, -1]),
        (["2026-11-30 12:00", "2026-11-30T18:00:00", "2026-11-30"], "year first", [DAY + 0.5, DAY + 0.75, DAY]),
        (["2026-11-30T12:00:00Z", "2026-11-30T12:00:00.5+02:00"], "year first", [DAY + 0.5, DAY + 36_000.5 / 86_400]),
        (["2026-11-30 01:30-0130", "2026-11-30 00:00 +01"], "year first", [DAY + 0.125, DAY - 1 / 24]),
        (["2026/11/30", "2026/1/5"], "year first", [DAY, DAY - 329]),
        (["30.11.2026", "1.12.2026"], "day first", [DAY, DAY + 1]),
        (["01.12.2026", "02.12.2026"], "day first", [DAY + 1, DAY + 2]),
        (["30/11/2026 06:00", "01/12/2026"], "day first", [DAY + 0.25, DAY + 1]),
        (["11/30/2026", "12/1/2026 6:00 PM", "12/1/2026 12:00 am"], "month first", [DAY, DAY + 1.75, DAY + 1]),
        (["11-30-2026", "12-01-2026"], "month first", [DAY, DAY + 1]),
    ],
)
def test_dates_are_days_since_1970(texts, order, days):
    texts = pd.Series(texts)
    reading, message = order_of(texts)
    assert reading == {"date_order": order}
    np.testing.assert_allclose(as_days(texts, order), days, rtol=0, atol=1e-9)
    assert message.startswith(f"read as dates, {order}, in days since 1970, {texts[0]!r} as {days[0]:.8g}"[:-2])


def test_pandas_reads_the_same_days():
    texts = pd.Series(pd.date_range("1899-12-25", "2101-03-04", periods=97).astype("datetime64[us]").astype(str))
    expected = (pd.to_datetime(texts) - pd.Timestamp(0)).dt.total_seconds() / 86_400
    np.testing.assert_allclose(as_days(texts, "year first"), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "texts",
    [
        ["2026-11-30", "soon"],
        ["2026-02-30"],
        ["2026-11-30 25:00"],
        ["2026-11-30 13:00 PM"],
        ["30/11/2026", "11/30/2026"],
        ["11.30.2026"],
        ["30/11-2026"],
        ["30.11.26"],
        ["12:30"],
        ["192.168.1.1"],
    ],
)
def test_other_texts_are_no_dates(texts):
    assert order_of(pd.Series(texts)) == (None, "")


@pytest.mark.parametrize("repeats, kept", [(1, "left out"), (6, "kept as categories")])
def test_dates_that_may_be_read_in_two_ways_stay_texts_and_this_is_said(repeats, kept):
    days = [f"{n % 12 + 1:02}/{n // 12 + 1:02}/2026" for n in range(30)] * repeats
    messages = []
    encoding = fit_encoding(pd.DataFrame({"when": days, "a": map(str, range(len(days)))}), messages)
    assert [column["column"] for column in encoding] == (["when", "a"] if repeats > 1 else ["a"])
    assert messages == [
        f"column when: {kept}, dates such as '01/01/2026' may have the day or the month first; write them as 2026-11-30"
    ]


def test_a_table_with_times_is_encoded_and_rows_are_read_alike(tmp_path):
    path, rows = tmp_path / "log.csv", tmp_path / "rows.csv"
    lines = [f"{1 + n % 28}.11.2026 {n // 60:02}:{n % 60:02},{'yn'[n % 2]}" for n in range(600)]
    path.write_text("\n".join(["when,kind", *lines, ",y"]) + "\n")
    dataset = load(path, target="kind", split="50/50")
    (column,) = dataset.form.encoding
    assert (column["kind"], column["date_order"]) == ("number", "day first") and DAY - 30 < column["fill"] < DAY
    assert any(message.startswith("column when: read as dates, day first, in days") for message in dataset.messages)
    rows.write_text("when\n30.11.2026 12:00\n\n29.11.2026\n")
    record = json.loads(json.dumps(dataset.describe()))
    inputs = read_rows(rows, record).ravel() + column.get("center", 0)
    np.testing.assert_allclose(inputs, [DAY + 0.5, DAY - 1], atol=1e-3)
    with pytest.raises(ValueError, match="column when is of dates, day first, and row 2 has '2026-11-30'; correct it"):
        encode(pd.DataFrame({"when": ["30.11.2026", "2026-11-30"]}), dataset.form.encoding)
