import json

from keras_nets.datasets import load, read_rows

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def write(tmp_path):
    def table(text, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return table


def rows(header, *lines):
    return "\n".join([header, *lines]) + "\n"


BALANCED = [f"{number},{'yes' if number % 2 else 'no'}" for number in range(12)]


def test_example_table_is_a_classification(fruit):
    dataset = load(fruit, target="kind")
    assert dataset.task == "classification"
    assert dataset.class_names == ("apple", "pear")
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [12, 4, 4]
    assert dataset.train.x.dtype == "float32"
    names = dataset.form.feature_names
    assert names[:2] == ("weight_g", "diameter_mm")
    assert names[-2:] == ("ripe=false", "ripe=true")
    assert dataset.input_shape == (len(names),)
    one_hot = dataset.train.x[:, [name.startswith("ripe=") for name in names]]
    np.testing.assert_array_equal(one_hot.sum(axis=1), 1)
    median = dataset.form.encoding[0]["fill"]
    assert f"column weight_g: 1 missing value, filled with the training median {median:g}" in dataset.messages


def test_every_row_is_encoded_as_a_reader_would(fruit):
    dataset = load(fruit, target="kind")
    frame = pd.read_csv(fruit)
    everything = np.concatenate([dataset.split(name).x for name in ("train", "validation", "test")])
    names = dataset.form.feature_names
    diameters = sorted(everything[:, names.index("diameter_mm")])
    assert diameters == sorted(frame["diameter_mm"])
    for color, count in frame["color"].value_counts().items():
        if f"color={color}" in names:
            assert everything[:, names.index(f"color={color}")].sum() == count
    assert {"color=red", "color=green"} <= set(names)


def test_number_target_is_a_regression_without_the_rows_that_lack_it(fruit):
    dataset = load(fruit, target="weight_g", split="70/30")
    assert (dataset.task, dataset.class_names, dataset.train.y.dtype) == ("regression", (), "float32")
    assert len(dataset.train) + len(dataset.test) == 19
    assert dataset.messages[:2] == (
        "column weight_g: the target is missing in 1 row, which was left out",
        "column weight_g: the target, a regression",
    )


def test_integers_of_few_values_are_classes_in_the_order_of_numbers(write):
    lines = [f"{number},{(1, 2, 10)[number % 3]}" for number in range(18)]
    assert load(write(rows("a,grade", *lines)), target="grade").class_names == ("1", "2", "10")
    many = [f"1,{number}" for number in range(21)]
    assert load(write(rows("a,grade", *many)), target="grade").task == "regression"
    few = [f"1,{number}" for number in range(11)] + ["1,0"]
    assert load(write(rows("a,grade", *few)), target="grade").task == "regression"
    halves = [f"{number},{number % 2 + 0.5}" for number in range(18)]
    assert load(write(rows("a,grade", *halves)), target="grade").task == "regression"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimiter_and_byte_order_mark(write, delimiter):
    text = rows("a,kind", *BALANCED).replace(",", delimiter)
    dataset = load(write(b"\xef\xbb\xbf" + text.encode()), target="kind", split="50/50")
    assert dataset.form.feature_names == ("a",)


def test_rows_of_another_table_are_encoded_in_the_same_way(fruit, write):
    dataset = load(fruit, target="kind")
    record = json.loads(json.dumps(dataset.describe()))
    path = write(rows("ripe,color,diameter_mm,weight_g,extra", "true,red,70,,1", "false,pink,71,180,1"))
    encoded = dict(zip(record["feature_names"], read_rows(path, record).T, strict=True))
    assert encoded["weight_g"].tolist() == [record["encoding"][0]["fill"], 180]
    assert encoded["diameter_mm"].tolist() == [70, 71]
    assert encoded["ripe=true"].tolist() == [1, 0]
    assert encoded["color=red"].tolist() == [1, 0]
    assert sum(column[1] for name, column in encoded.items() if name.startswith("color=")) == 0


def test_read_rows_refusals(fruit, write):
    dataset = load(fruit, target="kind")
    with pytest.raises(ValueError, match="lacks the columns color, ripe; it has weight_g, diameter_mm"):
        read_rows(write(rows("weight_g,diameter_mm", "1,2")), dataset)
    with pytest.raises(ValueError, match="column weight_g is of numbers, and row 2 has 'heavy'; correct it"):
        read_rows(write(rows("weight_g,diameter_mm,color,ripe", "1,2,red,true", "heavy,2,red,true")), dataset)
    with pytest.raises(ValueError, match=r"the data were not a table"):
        read_rows(fruit, load("iris"))


def test_columns_without_a_name_are_left_out_and_said(write):
    dataset = load(
        write(rows(",a,kind", *(f"{n},{line}" for n, line in enumerate(BALANCED)))), target="kind", split="50/50"
    )
    assert dataset.form.feature_names == ("a",)
    assert dataset.messages[0] == "1 column without a name left out, such as row numbers"


def test_options_load_the_same_table_again(fruit):
    first = load(fruit, target="kind", split="kfold:5", fold=2, split_seed=3)
    again = load(fruit, **first.options)
    np.testing.assert_array_equal(again.test.x, first.test.x)
    assert again.checksum == first.checksum
    assert (again.options, again.form) == (first.options, first.form)


@pytest.mark.parametrize(
    "text, target, message",
    [
        (
            rows("a,kind", *BALANCED),
            None,
            "needs the name of the column to predict: pass --target; its columns are a, kind",
        ),
        (rows("a,kind", *BALANCED), "knd", "has no column 'knd', did you mean 'kind'.; its columns are a, kind"),
        (rows("kind", "a", "b"), "kind", "has no column besides the target 'kind'"),
        (
            rows("a,kind", "1,x", "2,x"),
            "kind",
            "target 'kind' of .* is 'x' in every row; at least 2 classes are needed",
        ),
        (rows("a,kind", "1,", "2,"), "kind", "has no row with a value of the target 'kind'; add rows"),
        (rows("a,kind"), "kind", "has a header and no rows; add rows"),
        ("", "kind", "cannot be read as a table .it is empty.; write a header line"),
        (rows("a,kind", "1,x", "1,2,3,4,5"), "kind", "has 5 cells in line 3, and the header names 2 columns"),
        (b"a,kind\n1,caf\xe9\n", "kind", "is not UTF-8 text; save the table as CSV in UTF-8"),
        (rows("a,kind", *BALANCED[:3]), "kind", "too few examples for split '60/20/20': 3 in all, 1 example of class"),
        (rows("a,kind", *(f"{n},{n}.5" for n in range(2))), "kind", "too few .*: 2 in all, a part would be empty"),
        (rows("a,kind", *(f"{n},inf" for n in range(9))), "kind", "target 'kind' has infinite values"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(write, text, target, message):
    with pytest.raises(ValueError, match=message) as caught:
        load(write(text), target=target)
    assert "\n" not in str(caught.value)


def test_image_options_are_refused(fruit):
    with pytest.raises(
        ValueError, match=r"has no images, and image_size=\(8, 8\) asks for some; use data such as digits"
    ):
        load(fruit, target="kind", image_size=(8, 8))


@pytest.fixture
def reviews(write):
    lines = ["review,stars"] + [f'"{("Good, very" if n % 2 else "Bad -")} film no{n % 3}!",{n % 2}' for n in range(20)]
    return write("\n".join([*lines, ",1"]))


def test_a_column_of_sentences_becomes_words(reviews):
    dataset = load(reviews, target="stars", text="review", split="70/30")
    vocabulary = dataset.vocabulary()
    assert {vocabulary.decode(row).split()[0] for row in dataset.train.x} == {"good", "bad"}
    first = dataset.train.x[dataset.train.y == 1][0]
    assert vocabulary.decode(first).split()[:4] == ["good", ",", "very", "film"]
    assert dataset.class_names == ("0", "1")
    assert "column review: the text is missing in 1 row, which was left out" in dataset.messages


def test_sentences_of_another_table_are_encoded_in_the_same_way(reviews, write):
    dataset = load(reviews, target="stars", text="review", max_length=6, vocabulary_size=10)
    rows = read_rows(write("review\nGOOD film\nunheard of"), dataset)
    assert rows.shape == (2, 6)
    vocabulary = dataset.vocabulary()
    assert [vocabulary.decode(row) for row in rows] == ["good film", "<unknown> <unknown>"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": "reviews"}, "no column 'reviews', did you mean 'review'"),
        ({"text": "stars"}, "has the target 'stars' as its text too; name a column of sentences"),
        ({"max_length": 3}, "takes max_length for sentences alone; name their column too: text=COLUMN"),
    ],
)
def test_sentences_that_cannot_be_had_are_refused(reviews, options, message):
    with pytest.raises(ValueError, match=message):
        load(reviews, target="stars", **options)


def test_a_table_without_sentences_says_how_to_name_some(fruit):
    with pytest.raises(
        ValueError, match="no vocabulary; use sentences or texts, or a table with --data-option text=COL"
    ):
        load(fruit, target="kind").vocabulary()
