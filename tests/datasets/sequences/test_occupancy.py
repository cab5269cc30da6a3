import json
import zipfile

from keras_nets.datasets import load
from keras_nets.datasets.forms import form_of

import numpy as np
import pytest

HEADER = '"date","Temperature","Humidity","Light","CO2","HumidityRatio","Occupancy"\n'
FILES = {"datatraining.txt": 1500, "datatest.txt": 40, "datatest2.txt": 50}


def measured(file, rows):
    """Every feature of a row is known from its number; every seventh minute somebody is there."""
    minutes = np.arange(rows) + 1000 * len(file)
    return np.stack([minutes * factor for factor in (1, 2, 3, 4, 5)], axis=1), (minutes % 7 == 0).astype(int)


@pytest.fixture
def archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "occupancy.zip", "w") as files:
        for file, rows in FILES.items():
            values, labels = measured(file, rows)
            times = np.datetime64("2015-02-04T17:51:00") + 60 * np.arange(rows)
            lines = [
                f'"{number}","{str(time).replace("T", " ")}",{",".join(map(str, row))},{label}\n'
                for number, (time, row, label) in enumerate(zip(times, values, labels, strict=True))
            ]
            files.writestr(f"data/{file}", HEADER + "".join(lines))
    return tmp_path


def test_windows_hold_the_minutes_up_to_the_label(archive):
    dataset = load("occupancy", data_dir=archive, window=5, split="full")
    values, labels = measured("datatraining.txt", 1500)
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    assert dataset.input_shape == (5, 5) and len(dataset.train) == 1496 and dataset.validation is None
    for number in (0, 700, 1495):
        np.testing.assert_allclose(dataset.train.x[number], scaled[number : number + 5], atol=1e-5)
        assert dataset.train.y[number] == labels[number + 4]
        assert dataset.train.times[number] == np.datetime64("2015-02-04T17:55:00") + 60 * number
    assert dataset.class_names == ("empty", "occupied")


def test_no_window_is_of_two_parts_or_of_two_files(archive):
    dataset = load("occupancy", data_dir=archive, window=5)
    assert [len(dataset.split(split)) for split in ("train", "validation", "test")] == [56, 1436, 36 + 46]
    assert dataset.form.test_windows == {"datatest.txt": 36, "datatest2.txt": 46}
    assert form_of(json.loads(json.dumps(dataset.describe()))) == dataset.form
    for split in ("train", "validation", "test"):
        # Within a file one minute is as far from the next as any other.
        steps = np.diff(np.asarray(dataset.split(split).x)[..., 0], axis=1)
        np.testing.assert_allclose(steps, steps[0, 0], rtol=1e-3)
    assert dataset.train.x[-1][-1, 0] < dataset.validation.x[0][0, 0]


def test_features_are_standardized_by_the_training_part_alone(archive):
    dataset = load("occupancy", data_dir=archive, window=1)
    inputs = dataset.inputs("train")
    np.testing.assert_allclose(inputs.mean(axis=(0, 1)), 0, atol=1e-4)
    np.testing.assert_allclose(inputs.std(axis=(0, 1)), 1, atol=1e-4)
    assert dataset.form.mean == pytest.approx(measured("datatraining.txt", 60)[0].mean(axis=0).tolist())


def test_refusals(archive, tmp_path):
    with pytest.raises(
        ValueError, match="occupancy has an official division and takes no split '60/20/20'; use official"
    ):
        load("occupancy", data_dir=archive, split="60/20/20")
    with pytest.raises(
        ValueError, match="a test file of occupancy is too short: it has 40 rows, and one window takes 41"
    ):
        load("occupancy", data_dir=archive, split="full", window=41)
    with pytest.raises(
        ValueError, match="the training part of occupancy is too short: it has 60 rows, and one window t"
    ):
        load("occupancy", data_dir=archive, window=61)
    content = (archive / "occupancy.zip").read_bytes()
    (archive / "occupancy.zip").write_bytes(content[:1000])
    with pytest.raises(ValueError, match="occupancy.zip is truncated or no .zip file; copy it again"):
        load("occupancy", data_dir=archive)
    with zipfile.ZipFile(archive / "occupancy.zip", "w") as files:
        files.writestr("datatraining.txt", HEADER + '"1","2015-02-04 17:51:00",1,2,3,4\n')
    with pytest.raises(ValueError, match="occupancy.zip has no datatest.txt in it; get the whole archive"):
        load("occupancy", data_dir=archive)
    with zipfile.ZipFile(archive / "occupancy.zip", "a") as files:
        files.writestr("datatest.txt", HEADER)
        files.writestr("datatest2.txt", HEADER)
    with pytest.raises(ValueError, match="datatraining.txt in .*occupancy.zip is not a file of the occupancy data"):
        load("occupancy", data_dir=archive)
    (archive / "occupancy.zip").unlink()
    with pytest.raises(FileNotFoundError, match="occupancy: there is no occupancy.zip or occupancy_detection.zip or"):
        load("occupancy", data_dir=archive)


def test_real_occupancy_has_the_published_rows(real_folder):
    dataset = load("occupancy", data_dir=real_folder("occupancy.zip"), window=1, split="full")
    assert np.bincount(dataset.train.y).tolist() == [8143 - 1729, 1729]
    assert dataset.form.test_windows == {"datatest.txt": 2665, "datatest2.txt": 9752}
    assert np.bincount(dataset.test.y[:2665])[1] == 972 and np.bincount(dataset.test.y[2665:])[1] == 2049
    # Rows are a minute apart to within a second, so that a window is one of minutes.
    gaps = np.diff(dataset.train.times).astype(int)
    assert gaps.min() >= 59 and gaps.max() <= 61
