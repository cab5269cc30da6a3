from keras_nets.datasets import load, read_rows
from keras_nets.datasets.tables.delimited import read_delimited

import pytest


@pytest.fixture
def write(tmp_path):
    def table(text, name="table.csv"):
        (tmp_path / name).write_bytes(text.encode())
        return str(tmp_path / name)

    return table


def columns(path):
    return {name: column.tolist() for name, column in read_delimited(path).frame.fillna("").items()}


@pytest.mark.parametrize(
    "text, expected",
    [
        ('"weight, in kg";"size, in m";kind\n1;2;a\n', {"weight, in kg": ["1"], "size, in m": ["2"], "kind": ["a"]}),
        ("a|b\n1|2\n", {"a": ["1"], "b": ["2"]}),
        ("a\tb;c\n1\t2\n", {"a": ["1"], "b;c": ["2"]}),
        # As many names by commas as by semicolons: the rows tell.
        ("level, dB;kind\n50;a\n", {"level, dB": ["50"], "kind": ["a"]}),
        ("review\nGood, very good\nBad - or not?\n", {"review": ["Good, very good", "Bad - or not?"]}),
        ('\n"a\nz",b\n\n1,2\n   \n', {"a\nz": ["1"], "b": ["2"]}),
        ('a,b\n"x, ""y""\nz",2\n', {"a": ['x, "y"\nz'], "b": ["2"]}),
    ],
)
def test_the_delimiter_is_the_one_that_gives_the_header_the_most_names(write, text, expected):
    table = read_delimited(write(text))
    assert table.frame.to_dict("list") == expected
    assert table.messages == ()


@pytest.mark.parametrize("which", [lambda row: True, lambda row: row == 0, lambda row: row > 5])
def test_a_delimiter_at_the_end_of_rows_does_not_shift_the_names(write, which):
    rows = "".join(f'{n % 2},"{n},5",{n}{"," * which(n)}\n' for n in range(12))
    path = write("state,volt,amp\n" + rows)
    expected = {"state": list("01" * 6), "volt": [f"{n},5" for n in range(12)], "amp": [str(n) for n in range(12)]}
    assert columns(path) == expected
    count = sum(map(which, range(12)))
    assert read_delimited(path).messages == (
        f"an empty cell behind the last column left out, in {count} row{'s' * (count > 1)}",
    )


def test_rows_to_predict_are_read_alike(write, fruit):
    dataset = load(fruit, target="kind")
    lines = "180,70,red,true", "150,60,green,false"
    names = "weight_g,diameter_mm,color,ripe\n"
    plain = read_rows(write(names + "\n".join(lines)), dataset)
    ended = read_rows(write(names + ",\n".join(lines) + ",\n"), dataset)
    labeled = read_rows(write(names + "\n".join(f"{n + 1},{line}" for n, line in enumerate(lines))), dataset)
    assert ended.tolist() == plain.tolist() == labeled.tolist()


@pytest.mark.parametrize("labels", [("1", "2", "3"), ("Mazda RX4", "Datsun 710", "Fiat, old")])
def test_row_labels_of_r_are_left_out_and_said(write, labels):
    # The last column has a gap, and yet its other cells show that no cell of a row is one too many.
    lines = [f'"{label}",{n}.5,{("4", "", "6")[n]}' for n, label in enumerate(labels)]
    path = write("\n".join(['"mpg","cyl"', *lines]))
    assert columns(path) == {"mpg": ["0.5", "1.5", "2.5"], "cyl": ["4", "", "6"]}
    assert "row labels without a name left out" in read_delimited(path).messages[0]


@pytest.mark.parametrize(
    "text, message",
    [
        ("a,b\n1,2\n3,4,5\n", r"has 3 cells in line 3, and the header names 2 columns; .* quote a cell .*','"),
        ("a,b\n1,2\n\n3,4,5,6\n", "has 4 cells in line 4, and the header names 2 columns"),
        ("a,b\n1,2,,\n3,4,,\n", "has 4 cells in line 2, and the header names 2 columns"),
        ("a,b\n0.5,1,2\n0.7,3,4\n", "has 3 cells in every row, and the header names 2 columns; name the others too"),
        ("a,b\nx,1,2\nx,3,4\n", r"row labels without a name must be 1, 2, 3, ... or texts that all differ"),
        ("a,b,c\n1,2,3\n4,5", r"is cut short: its last line \(3\) has 2 cells, and the header names 3 columns"),
        ('a,b\n1,"2\n3,4\n', "cannot be read as a table .*EOF inside string"),
        ("\n\n", r"cannot be read as a table \(it is empty\); write a header line and rows"),
    ],
)
def test_rows_that_do_not_fit_the_header_are_refused_with_their_line(write, text, message):
    with pytest.raises(ValueError, match=message) as caught:
        read_delimited(write(text))
    assert "\n" not in str(caught.value)


def test_rows_with_fewer_cells_are_said(write):
    path = write("a,b,c\n1,2\n3,4,5\n6\n")
    assert columns(path) == {"a": ["1", "3", "6"], "b": ["2", "4", ""], "c": ["", "5", ""]}
    assert read_delimited(path).messages == (
        "2 rows with fewer cells than the header has names, the first in line 2; those at the end are missing",
    )
    # A nameless column at the end is none that rows need to have.
    assert read_delimited(write("a,b,\n1,2\n3,4,\n")).messages == ()


def test_names_that_stand_twice_are_said_and_refused_as_the_target(write):
    path = write("a, a,b ,b\n" + "".join(f"{n}.5,{n},{n % 2},1\n" for n in range(12)))
    table = read_delimited(path)
    assert list(table.frame.columns) == ["a", "a.1", "b", "b.1"]
    assert table.messages == ("the header has 'a', 'b' more than once; the next is called 'a.1'",)
    with pytest.raises(ValueError, match="has the target 'b' more than once in its header; rename the other columns"):
        load(path, target="b")


def test_long_cells_are_read(write):
    text = "word " * 40_000
    assert columns(write(f"a,b\n{text.strip()},1\n"))["a"] == [text.strip()]
