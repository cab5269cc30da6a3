import json

from keras_nets.datasets import load, read_rows
from keras_nets.datasets.tables.encoding import encode, fit_encoding
from keras_nets.datasets.tables.numbers import as_numbers, notation_of

import numpy as np
import pandas as pd
import pytest


@pytest.mark.parametrize(
    "texts, notation, numbers",
    [
        (["0,5", "1.234,5", "-2,", "7"], {"decimal": ","}, [0.5, 1234.5, -2, 7]),
        (["1.234.567", "0,25"], {"decimal": ","}, [1234567, 0.25]),
        (["1,234.5", "12", "1,234,567"], {"decimal": "."}, [1234.5, 12, 1234567]),
        (["1 234,5", "1\u202f234", "1\u00a0234\u00a0567"], {"decimal": ","}, [1234.5, 1234, 1234567]),
        (["1'234.50", "2\u2019000"], {"decimal": "."}, [1234.5, 2000]),
        (["$1,234.50", "-$3", "$-3", "99"], {"decimal": ".", "unit": "$"}, [1234.5, -3, -3, 99]),
        (["12 €", "1.234,50 €"], {"decimal": ",", "unit": "€"}, [12, 1234.5]),
        (["€ 0.5", "\u20ac2.25"], {"decimal": ".", "unit": "€"}, [0.5, 2.25]),
        (["41.0%", "+7 %", "\u22125%"], {"decimal": ".", "unit": "%"}, [41, 7, -5]),
        (["41,5 %", "100%"], {"decimal": ",", "unit": "%"}, [41.5, 100]),
        (["(12.5)", "($1,000)", "3"], {"decimal": ".", "unit": "$"}, [-12.5, -1000, 3]),
        ([",5", "1,5e-3"], {"decimal": ","}, [0.5, 0.0015]),
    ],
)
def test_a_notation_is_found_and_read(texts, notation, numbers):
    texts = pd.Series(texts)
    found, message = notation_of(texts)
    assert found == notation
    assert as_numbers(texts, **found).tolist() == numbers
    assert message.startswith("read as numbers with a decimal ") and "where" not in message


@pytest.mark.parametrize(
    "texts",
    [
        ["1,5", "1.5"],
        ["5 %", "5"],
        ["$5", "€5"],
        ["$5$", "6"],
        ["12,34,5", "1"],
        ["1 234,567 890", "1"],
        ["0,123,456", "1"],
        ["030 123 456", "1"],
        ["12 kg"],
        ["- 5 -"],
        ["--5", "1"],
        ["(5", "1"],
        ["$"],
        ["1,2;3"],
        ["2026-11-30"],
        ["12:30"],
        [""],
    ],
)
def test_texts_that_are_no_numbers_in_one_notation_stay_texts(texts):
    assert notation_of(pd.Series(texts)) == (None, "")


@pytest.mark.parametrize(
    "decimal_comma, number, message",
    [
        (
            False,
            1234,
            "read as numbers with a decimal point, '1,234' as 1234; where 1.234 is meant, write it like that",
        ),
        (
            True,
            1.234,
            "read as numbers with a decimal comma, '1,234' as 1.234; where 1234 is meant, write it like that",
        ),
    ],
)
def test_what_fits_both_ways_is_read_as_the_delimiter_says(decimal_comma, number, message):
    texts = pd.Series(["12", "1,234"])
    notation, told = notation_of(texts, decimal_comma)
    assert as_numbers(texts, **notation).tolist() == [12, number]
    assert told == message


def test_numbers_that_may_be_thousands_are_told_in_tables_with_decimal_commas():
    rows = pd.DataFrame({"a": ["3.740", "-8.460"], "b": ["3.74", "8.460"], "c": ["0.740", "0.460"]})
    for decimal_comma in (True, False):
        messages = []
        encoding = fit_encoding(rows, messages, decimal_comma)
        assert [column["fill"] for column in encoding] == pytest.approx([-2.36, 6.1, 0.6])
        told = ["column a: '3.740' read as 3.74; where 3740 is meant, write it like that"]
        assert messages == (told if decimal_comma else [])


def test_the_message_shows_the_longest_text_as_it_is_read():
    told = notation_of(pd.Series(["$5", "-$1,234.50", "7"]))[1]
    assert told == "read as numbers with a decimal point and the sign $, '-$1,234.50' as -1234.5"


@pytest.mark.parametrize("text", ["0.5", "1,5 %", "$1,5", "many"])
def test_a_number_in_another_notation_is_refused_with_its_row(text):
    encoding = [{"column": "rate", "kind": "number", "fill": 0.5, "decimal": ",", "unit": "€"}]
    frame = pd.DataFrame({"rate": ["1,5", None, text]})
    with pytest.raises(
        ValueError, match=r"column rate is of numbers with a decimal comma and the sign €, and row 3 has"
    ):
        encode(frame, encoding)
    assert encode(frame[:2], encoding)[0].tolist() == [[1.5], [0.5]]


def test_a_column_without_a_notation_is_read_as_before():
    encoding = [{"column": "rate", "kind": "number", "fill": 0.5}]
    assert encode(pd.DataFrame({"rate": ["1.234"]}), encoding)[0].tolist() == [[np.float32(1.234)]]
    with pytest.raises(ValueError, match="column rate is of numbers, and row 1 has '0,5'"):
        encode(pd.DataFrame({"rate": ["0,5"]}), encoding)
    # What Python reads is no notation of its own, so numbers stay what they were.
    assert fit_encoding(pd.DataFrame({"rate": ["1.234", "-1e3"]}), []) == [
        {"column": "rate", "kind": "number", "fill": (1.234 - 1000) / 2}
    ]


@pytest.fixture
def levels(tmp_path):
    path = tmp_path / "levels.csv"
    lines = [f"{number // 4},{number % 4}5;{number},125 €;{'hi' if number > 24 else 'lo'}" for number in range(50)]
    path.write_text("level;price;kind\n" + "\n".join([*lines, ";;lo"]))
    return path


def test_a_european_table_is_a_table_of_numbers(levels, tmp_path):
    dataset = load(levels, target="kind", split="50/50")
    assert dataset.form.feature_names == ("level", "price")
    level, price = dataset.form.encoding
    assert (level["decimal"], "unit" in level, price["decimal"], price["unit"]) == (",", False, ",", "€")
    told = [message for message in dataset.messages if "read as numbers" in message]
    assert [message.split(", ")[0] for message in told] == [
        "column level: read as numbers with a decimal comma",
        "column price: read as numbers with a decimal comma and the sign €",
    ]
    assert ["where" in message for message in told] == [False, True]
    record = json.loads(json.dumps(dataset.describe()))
    rows = tmp_path / "rows.csv"
    rows.write_text("price;level\n3 €;0,25\n1.000,5;2\n")
    assert read_rows(rows, record).tolist() == [[0.25, 3], [2, 1000.5]]


def test_targets_are_read_alike(levels):
    dataset = load(levels, target="price", split="50/50")
    assert (dataset.task, dataset.class_names) == ("regression", ())
    targets = sorted([*dataset.train.y, *dataset.test.y])
    assert targets == [number + 0.125 for number in range(50)]
    told = "column price: the target, a regression, read as numbers with a decimal comma and the sign €, '10,125 €' as"
    assert any(message.startswith(told) for message in dataset.messages)
