from keras_nets.datasets.tables.encoding import encode, feature_names, fit_encoding, prepare

import numpy as np
import pandas as pd
import pytest

FRAME = pd.DataFrame(
    {
        "age": ["10", "20", None, "40", "1000", None],
        "color": ["red", "blue", None, "red", "green", None],
        "flag": ["True", "False", "True", "False", "True", "False"],
    }
)
TRAIN = np.array([0, 1, 2, 3])


def test_median_and_categories_are_those_of_training_rows():
    encoding = fit_encoding(FRAME.iloc[TRAIN], [])
    assert encoding == [
        {"column": "age", "kind": "number", "fill": 20.0},
        {"column": "color", "kind": "category", "categories": ["blue", "red", None]},
        {"column": "flag", "kind": "category", "categories": ["False", "True"]},
    ]
    assert feature_names(encoding) == ["age", "color=blue", "color=red", "color=missing", "flag=False", "flag=True"]


def test_encoded_rows():
    prepared = prepare(FRAME, TRAIN)
    assert prepared.x.tolist() == [
        [10, 0, 1, 0, 0, 1],
        [20, 1, 0, 0, 1, 0],
        [20, 0, 0, 1, 0, 1],
        [40, 0, 1, 0, 1, 0],
        [1000, 0, 0, 0, 0, 1],
        [20, 0, 0, 1, 1, 0],
    ]
    assert prepared.messages == (
        "column age: 2 missing values, filled with the training median 20",
        "column color: 2 missing values, a category of its own",
        "column color: 1 row of categories that training rows lack ('green'), all zeros",
    )


def test_other_rows_do_not_change_how_training_rows_are_encoded():
    changed = FRAME.copy()
    changed.loc[4:, ["age", "color"]] = [["7", "violet"], ["8", "pink"]]
    np.testing.assert_array_equal(prepare(changed, TRAIN).x[:4], prepare(FRAME, TRAIN).x[:4])
    assert prepare(changed, TRAIN).form == prepare(FRAME, TRAIN).form


def test_repeated_training_rows_count_once():
    repeated = np.array([0, 1, 2, 3, 3, 3, 3])
    assert prepare(FRAME, repeated).form == prepare(FRAME, TRAIN).form


def test_missing_category_that_training_rows_lack_is_all_zeros():
    prepared = prepare(FRAME[["color"]], np.array([0, 1]))
    assert prepared.x[2].tolist() == [0, 0]
    assert prepared.messages == (
        "column color: 3 rows of categories that training rows lack ('missing', 'green'), all zeros",
    )


def test_numbers_that_float32_cannot_hold_are_missing():
    frame = pd.DataFrame({"a": ["1", "3", "inf", "1e300", "-inf"]})
    prepared = prepare(frame, np.arange(5))
    assert prepared.x.ravel().tolist() == [1, 3, 2, 2, 2]
    assert prepared.messages == ("column a: 3 missing values, filled with the training median 2",)


def test_columns_of_no_use_are_left_out_and_said():
    names = [f"person {number}" for number in range(30)]
    frame = pd.DataFrame({"name": names, "empty": [None] * 30, "a": [str(number) for number in range(30)]})
    prepared = prepare(frame, np.arange(30))
    assert prepared.form.feature_names == ("a",)
    assert prepared.messages == (
        "column name: left out, 30 different texts in 30 rows",
        "column empty: left out, empty in the training rows",
    )
    left_out = "; ".join(prepared.messages)
    with pytest.raises(ValueError, match=rf"no column of the table can be learned from \({left_out}\); it needs"):
        prepare(frame[["name", "empty"]], np.arange(30))


def test_text_in_a_column_of_numbers_is_refused_with_its_row():
    encoding = [{"column": "age", "kind": "number", "fill": 0.0}]
    with pytest.raises(ValueError, match="column age is of numbers, and row 2 has 'old'; correct it"):
        encode(pd.DataFrame({"age": ["1", "old"]}), encoding)
