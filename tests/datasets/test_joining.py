"""Test data from another file or folder: all of them, and nothing else, are the test part."""

from keras_nets.datasets import load

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def save(tmp_path):
    """Writes data by their kind and name, with the examples that are numbered so; classes are even and odd."""

    def table(name, numbers, names=("even", "odd")):
        rows = [f"{n / 4},{'red' if n % 3 else 'blue'},{names[n % 2]}" for n in numbers]
        (tmp_path / f"{name}.csv").write_text("\n".join(["mass,color,kind", *rows]) + "\n")
        return tmp_path / f"{name}.csv"

    def arrays(name, numbers, names=("even", "odd")):
        x = np.array([[n, n / 4, 1] for n in numbers], "float32")
        np.savez(tmp_path / f"{name}.npz", x=x, y=np.array([names[n % 2] for n in numbers]))
        return tmp_path / f"{name}.npz"

    def folder(name, numbers, names=("even", "odd")):
        for n in numbers:
            (tmp_path / name / names[n % 2]).mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.full((4, 4, 3), n, np.uint8)).save(tmp_path / name / names[n % 2] / f"{n:03}.png")
        return tmp_path / name

    return {"table": table, "arrays": arrays, "folder": folder}


@pytest.mark.parametrize("kind", ["table", "arrays", "folder"])
def test_the_other_data_are_the_test_part(save, kind):
    target = {"target": "kind"} if kind == "table" else {}
    data, other = save[kind]("data", range(1, 61)), save[kind]("other", [100, 101, 102])
    dataset = load(data, test_data=other, **target)
    assert [len(part) for part in (dataset.train, dataset.validation, dataset.test)] == [55, 5, 3]
    assert dataset.test.y.tolist() == ([0, 1, 0] if kind != "folder" else [0, 0, 1])
    if kind == "folder":
        assert sorted(dataset.inputs("test")[:, 0, 0, 0] * 255) == pytest.approx([100, 101, 102])
    elif kind == "arrays":
        assert dataset.test.x[:, 0].tolist() == [100, 101, 102]
    else:
        assert dataset.test.x[:, 0].tolist() == [25.0, 25.25, 25.5]
    assert f"the test part: 3 examples of {other}" in dataset.messages
    assert dataset.checksum != load(data, test_data=save[kind]("third", [100, 101, 103]), **target).checksum
    assert len(load(data, test_data=other, split="70/30", **target).test) == 18


@pytest.mark.parametrize("kind", ["table", "arrays", "folder"])
def test_test_data_may_be_of_one_class_or_one_example(save, kind):
    target = {"target": "kind"} if kind == "table" else {}
    data = save[kind]("data", range(40))
    assert load(data, test_data=save[kind]("one", [101]), **target).test.y.tolist() == [1]
    other = save[kind]("other", [101, 103], names=("even", "strange"))
    with pytest.raises(ValueError, match="other.* has the classes strange, which .*data.* lacks; it has even, odd"):
        load(data, test_data=other, **target)


def test_test_rows_are_classes_or_numbers_as_the_training_rows_are(tmp_path):
    def save(name, values):
        (tmp_path / name).write_text("\n".join(["a,y", *(f"{n / 3},{y}" for n, y in enumerate(values))]) + "\n")
        return tmp_path / name

    classes = load(save("classes.csv", [2, 10] * 10), target="y", test_data=save("few.csv", [10, 2, 10]))
    assert classes.class_names == ("2", "10") and classes.test.y.tolist() == [1, 0, 1]
    numbers = load(save("numbers.csv", range(100, 140)), target="y", test_data=save("same.csv", [7] * 6))
    assert numbers.class_names == () and numbers.test.y.tolist() == [7.0] * 6


@pytest.mark.parametrize("kind", ["table", "arrays", "folder"])
def test_classes_are_those_of_the_training_data(save, kind):
    target = {"target": "kind"} if kind == "table" else {}
    data = save[kind]("data", range(40))
    wrong = save[kind]("wrong", range(100, 104), names=("even", "strange"))
    with pytest.raises(ValueError, match="wrong.* has the classes strange, which .*data.* lacks; it has even, odd"):
        load(data, test_data=wrong, **target)


def test_what_does_not_fit_is_refused(save, tmp_path):
    data = save["table"]("data", range(40))
    (tmp_path / "lacking.csv").write_text("mass,kind\n1,even\n2,odd\n")
    with pytest.raises(ValueError, match=r"lacking.csv lacks 'color', which .*data.csv has; add the columns"):
        load(data, target="kind", test_data=tmp_path / "lacking.csv")
    np.savez(tmp_path / "x.npz", x=np.ones((4, 3)), y=np.arange(4) % 2)
    np.savez(tmp_path / "y.npz", x=np.ones((4, 5)), y=np.arange(4) % 2)
    np.savez(tmp_path / "z.npz", x=np.ones((4, 3)), y=np.arange(4) / 2)
    with pytest.raises(ValueError, match=r"x.npz has shape \(3,\), one of .*y.npz \(5,\)"):
        load(tmp_path / "x.npz", test_data=tmp_path / "y.npz")
    with pytest.raises(ValueError, match="x.npz is a classification, and .*z.npz a regression; name data of one kind"):
        load(tmp_path / "x.npz", test_data=tmp_path / "z.npz")
    np.savez(
        tmp_path / "t.npz", x_train=np.ones((4, 3)), y_train=[0, 1, 0, 1], x_test=np.ones((4, 3)), y_test=[0, 1, 0, 1]
    )
    with pytest.raises(ValueError, match="t.npz has an official test part already; leave out --test-data"):
        load(tmp_path / "t.npz", test_data=tmp_path / "x.npz")
    with pytest.raises(
        ValueError, match="digits takes no --test-data .*, which is for a folder of class folders, a table"
    ):
        load("digits", test_data=tmp_path / "x.npz")
    with pytest.raises((ValueError, OSError), match="nope.csv"):
        load(data, target="kind", test_data=tmp_path / "nope.csv")
