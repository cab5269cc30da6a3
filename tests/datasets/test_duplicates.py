from pathlib import Path

from keras_nets.datasets import load

import numpy as np
import pytest
from PIL import Image

COUNTED = "in the training part as well, byte for byte: "


def said(dataset):
    return [message.removeprefix(COUNTED) for message in dataset.messages if message.startswith(COUNTED)]


def by_hand(dataset):
    """The same counts, by comparing every example with every other."""
    train = np.asarray(dataset.train.x)
    told = []
    for part in ("validation", "test"):
        split = getattr(dataset, part)
        count = 0 if split is None else sum(any(np.array_equal(x, other) for other in train) for x in split.x)
        if count:
            told.append(f"{count} example{'s' if count > 1 else ''} of the {part} part")
    return [", ".join(told)] if told else []


@pytest.mark.parametrize("split", ["60/20/20", "70/30", "kfold:3", "bootstrap"])
def test_equal_arrays_are_counted_in_every_split(tmp_path, split):
    x = np.random.default_rng(0).integers(0, 256, (60, 4, 4), np.uint8)
    x[30:40] = x[:10]
    np.savez(tmp_path / "a.npz", x=x, y=np.arange(60) % 2)
    dataset = load(tmp_path / "a.npz", split=split)
    assert said(dataset) == by_hand(dataset) != []


def test_numbers_that_are_equal_after_preparing_alone_are_not_counted(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.arange(60.0)[:, None], y=np.arange(60) % 2)
    assert said(load(tmp_path / "a.npz")) == []


def test_iris_has_a_pair_of_twins():
    splits = [load("iris", split_seed=seed) for seed in range(4)]
    assert [said(dataset) for dataset in splits] == [by_hand(dataset) for dataset in splits]
    assert any(said(dataset) for dataset in splits)


def test_rows_of_a_table_are_compared_as_written(tmp_path):
    rows = [f"{i}.5,{'red' if i % 3 else ''},{i % 2}" for i in range(30)]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["weight,color,kind", *rows]))
    assert said(load(path, target="kind", split="50/50")) == []
    path.write_text("\n".join(["weight,color,kind", *rows, *rows]))
    dataset = load(path, target="kind", split="50/50")
    train = {tuple(row) for row in dataset.train.x.tolist()}
    count = sum(tuple(row) in train for row in dataset.test.x.tolist())
    assert count and said(dataset) == [f"{count} examples of the test part"]


def test_equal_files_of_a_folder_are_counted_whatever_their_names(tmp_path):
    random = np.random.default_rng(0)
    for label in "ab":
        (tmp_path / label).mkdir()
        for number in range(10):
            Image.fromarray(random.integers(0, 256, (5, 5, 3), np.uint8)).save(tmp_path / label / f"{number}.png")
    assert said(load(tmp_path)) == []
    for number in range(10):
        (tmp_path / "b" / f"copy{number}.png").write_bytes((tmp_path / "b" / f"{number}.png").read_bytes())
    dataset = load(tmp_path, split="50/50")
    train = {Path(path).read_bytes() for path in dataset.train.x}
    count = sum(Path(path).read_bytes() in train for path in dataset.test.x)
    assert count and said(dataset) == [f"{count} examples of the test part"]


def test_equal_images_with_labels_for_their_pixels_are_counted(tmp_path):
    label = np.tile(np.array([[0, 1]], np.uint8), (4, 2))
    for kind in ("images", "labels"):
        (tmp_path / kind).mkdir()
        for number in range(5):
            Image.fromarray(label).save(tmp_path / kind / f"{number}.png")
    assert said(load(tmp_path)) == ["1 example of the validation part, 1 example of the test part"]
