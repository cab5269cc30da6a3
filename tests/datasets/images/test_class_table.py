from keras_nets.datasets import load

import numpy as np
import pytest
from PIL import Image

CLASSES = dict(zip([f"{number}.png" for number in range(8)], ["dog", "cat"] * 4, strict=True))


def save(folder):
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(0)
    for name in CLASSES:
        Image.fromarray(random.integers(0, 256, (6, 6, 3), np.uint8)).save(folder / name)


def rows(delimiter=","):
    return [f"{name}{delimiter}{class_name}" for name, class_name in CLASSES.items()]


@pytest.mark.parametrize("place", ["", "images"])
@pytest.mark.parametrize("delimiter, header", [(",", "file,class"), (";", None), ("\t", "id\tbreed")])
def test_the_table_names_the_class_of_each_image(tmp_path, place, delimiter, header):
    save(tmp_path / place)
    lines = [*([header] if header else []), *rows(delimiter), ""]
    (tmp_path / "labels.csv").write_text("\ufeff" + "\n".join(lines))
    dataset = load(tmp_path, split="50/50")
    assert dataset.class_names == ("cat", "dog") and dataset.messages == ()
    found = {}
    for split in (dataset.train, dataset.test):
        found |= {path: dataset.class_names[label] for path, label in zip(split.x, split.y, strict=True)}
    assert found == {str(tmp_path / place / name): class_name for name, class_name in CLASSES.items()}
    assert dataset.inputs().shape == (4, 6, 6, 3)


def test_images_that_are_not_in_the_table_are_counted(tmp_path):
    save(tmp_path)
    (tmp_path / "labels.csv").write_text("\n".join(rows()[2:]))
    assert load(tmp_path, split="50/50").messages == (
        f"2 images of {tmp_path} left out, not in labels.csv: 0.png, 1.png",
    )


def test_files_that_are_not_there_are_named_or_skipped(tmp_path):
    save(tmp_path)
    (tmp_path / "labels.csv").write_text("\n".join([*rows(), "gone.png,cat"]))
    with pytest.raises(ValueError, match=r"image .*gone.png cannot be read \(there is no file .*--skip-unreadable"):
        load(tmp_path)
    assert len(load(tmp_path, split="50/50", skip_unreadable=True).train) == 4


@pytest.mark.parametrize(
    "content, message",
    [
        ("0.png,dog\n1.png,cat\n0.png,cat", "line 3 of .*labels.csv names 0.png a second time; keep one row"),
        ("0.png,dog\n../1.png,cat", "line 2 of .*labels.csv names ../1.png, which is outside of .*; move it inside"),
        ("0.png,dog\n/etc/1.png,cat", "line 2 of .*labels.csv names /etc/1.png, which is outside"),
        ("0.png,dog\n1.png", r"line 2 of .*labels.csv has \['1.png'\]; a file and its class are needed"),
        ("0.png,dog,5\n", "line 1 of .*labels.csv has .*; a file and its class are needed"),
        ("0.png,dog\n1.png,dog", "labels.csv has 1 class; at least 2 classes are needed"),
        ("", "labels.csv has 0 classes; at least 2"),
    ],
)
def test_tables_that_cannot_be_used_are_refused_in_a_line(tmp_path, content, message):
    save(tmp_path)
    (tmp_path / "labels.csv").write_text(content)
    with pytest.raises(ValueError, match=message) as raised:
        load(tmp_path)
    assert "\n" not in str(raised.value)


def test_class_folders_come_before_a_table(photos):
    (photos / "labels.csv").write_text("a.png,bird")
    assert load(photos, split="50/50").class_names == ("cat", "dog")
