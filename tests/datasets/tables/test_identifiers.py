from keras_nets.datasets import load, read_rows

import pytest

ROWS = 60


@pytest.fixture
def table(tmp_path):
    """Writes a column of these texts beside one of measurements and one of classes."""

    def write(column, others="a,kind", name="table.csv"):
        cells = {"a": lambda n: f"{n % 7}.5", "kind": lambda n: "yn"[n % 2]}
        lines = [",".join([text, *(cells[other](n) for other in others.split(","))]) for n, text in enumerate(column)]
        (tmp_path / name).write_text("\n".join([f"key,{others}", *lines]) + "\n")
        return str(tmp_path / name)

    return write


@pytest.mark.parametrize(
    "column, why",
    [
        ([str(n) for n in range(ROWS)], "its integers count the rows (0 to 59); write 0.0 for 0 to keep them"),
        ([str((n * 7) % ROWS + 1) for n in range(ROWS)], "its integers count the rows (1 to 60); write 1.0 for 1"),
        ([str(2**53 + 2 * n) for n in range(ROWS)], "its integers all differ and exceed 2^53, so they name rows"),
        ([f"{n or ''}{2**70}" for n in range(ROWS)], "its integers all differ and exceed 2^53"),
    ],
)
def test_integers_that_name_rows_are_left_out_and_said(table, column, why):
    dataset = load(table(column), target="kind")
    assert dataset.form.feature_names == ("a",)
    assert any(message.startswith(f"column key: left out, {why}") for message in dataset.messages)
    # Rows to predict need not have the column.
    assert read_rows(table(["a"], "kind,a", "rows.csv"), dataset).tolist() == [[0.5]]


@pytest.mark.parametrize(
    "column",
    [
        [str(1960 + n) for n in range(ROWS)],
        [str(10**6 + 977 * n) for n in range(ROWS)],
        [str(n // 2) for n in range(ROWS)],
        [f"{n}.0" for n in range(ROWS)],
        [str(2**53 + 2 * (n % 9)) for n in range(ROWS)],
        [str(n) for n in range(ROWS - 1)] + [""],
    ],
    ids=["years", "populations", "repeated", "measured", "repeated keys", "a gap"],
)
def test_quantities_stay(table, column):
    assert "key" in load(table(column), target="kind").form.feature_names


def test_a_count_stays_where_there_is_nothing_else(table):
    assert load(table(map(str, range(ROWS)), "kind"), target="kind").form.feature_names == ("key",)


@pytest.mark.parametrize("rows, texts", [(ROWS, 31), (24, 21)])
def test_a_target_of_texts_that_identify_rows_is_refused(table, rows, texts):
    path = table([f"person {n % texts}" for n in range(rows)])
    with pytest.raises(
        ValueError, match=f"target 'key' has {texts} different texts in {rows} rows, which identify rows"
    ):
        load(path, target="key")


@pytest.mark.parametrize("rows, texts", [(ROWS, 30), (40, 20)])
def test_as_many_classes_as_half_the_rows_are_a_target(table, rows, texts):
    path = table([f"person {n % texts}" for n in range(rows)])
    assert len(load(path, target="key", split="50/50").class_names) == texts
