import json
import subprocess
import sys

from keras_nets import datasets
from keras_nets.datasets import load, names
from keras_nets.datasets.forms import form_of

import numpy as np
import pytest

OPTIONS = (
    "target",
    "split",
    "fold",
    "split_seed",
    "balance",
    "image_size",
    "channels",
    "flatten",
    "by_rows",
    "margin",
    "value_range",
    "skip_unreadable",
    "window",
    "stride",
    "length",
    "examples",
    "max_length",
    "series",
    "text",
    "preprocessing",
    "patch_size",
    "patches",
)


def test_importing_loads_nothing_heavy():
    program = (
        "import sys, keras_nets.datasets as d; d.names();"
        "print([m for m in ('tensorflow', 'keras', 'pandas', 'sklearn', 'skimage', 'PIL') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_public_names_are_there():
    assert all(hasattr(datasets, name) for name in datasets.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'lode'; it has NAB_SERIES, Dataset"):
        _ = datasets.lode


def test_names():
    assert names() == (
        *("digits", "breast_cancer", "wine", "iris", "diabetes", "faces", "text", "topics", "adding", "dates"),
        "digit_scenes",
        *("mnist", "fashion_mnist", "cifar10"),
        *("tiny_shakespeare", "rt_polarity", "basic_motions", "occupancy", "nab", "drive"),
    )


@pytest.mark.parametrize(
    "name, options",
    [
        ("digits", {"image_size": (12, 10), "channels": 3, "split": "kfold:5", "fold": 4, "split_seed": 2}),
        ("faces", {"by_rows": True, "margin": 2, "image_size": (30, 30), "value_range": (-1, 1)}),
        ("wine", {"balance": "over", "flatten": True}),
        ("iris", {"split": "bootstrap"}),
        ("text", {"window": 20, "stride": 5}),
        ("adding", {"length": 10, "examples": 60, "split_seed": 3}),
        ("dates", {"examples": 60, "split": "kfold:3", "fold": 1}),
        ("faces", {"image_size": [16, 16]}),
        ("digit_scenes", {"image_size": (32, 40), "examples": 12, "split": "50/50", "split_seed": 4}),
    ],
)
def test_record_of_a_run_loads_the_same_data_again(name, options):
    first = load(name, **options)
    record = json.loads(json.dumps(first.describe()))
    again = load(record["name"], **{option: record[option] for option in OPTIONS if option in record})
    assert again.describe() == first.describe()
    assert form_of(record) == again.form == first.form
    for split in ("train", "test"):
        assert_equal(again.split(split).x, first.split(split).x)
        np.testing.assert_array_equal(again.split(split).y, first.split(split).y)


def assert_equal(some, others):
    if isinstance(some, dict):
        for name in some.keys() | others.keys():
            np.testing.assert_array_equal(some[name], others[name])
    else:
        np.testing.assert_array_equal(some, others)


REAL = {
    "tiny_shakespeare": ("tinyshakespeare.txt", {"split": "90/10", "stride": 1}),
    "rt_polarity": ("rt-polarity.pos", {"split": "kfold", "fold": 2, "max_length": 20}),
    "basic_motions": ("basic_motions.npz", {}),
    "occupancy": ("occupancy.zip", {"window": 15}),
    "nab": ("nab_realKnownCause.zip", {"series": "nyc_taxi", "window": 20}),
    "drive": ("drive.npz", {"split": "90/10", "preprocessing": "green", "patch_size": 48, "patches": 60}),
}


@pytest.mark.parametrize("name", REAL)
def test_real_data_are_loaded_again_from_the_record_of_a_run(real_folder, name):
    file, options = REAL[name]
    folder = real_folder(file)
    first = load(name, data_dir=folder, **options)
    record = json.loads(json.dumps(first.describe()))
    again = load(name, data_dir=folder, **{option: record[option] for option in OPTIONS if option in record})
    assert again.describe() == first.describe()
    assert form_of(record) == again.form == first.form
    for split in ("train", "test"):
        few = np.arange(50) % len(first.split(split))
        assert_equal(again.split(split).take(few).x, first.split(split).take(few).x)


def test_one_example_is_never_in_two_parts():
    dataset = load("digits", split="50/25/25")
    rows = [
        {image.tobytes() for image in dataset.split(name).x.reshape(-1, 64)} for name in ("train", "validation", "test")
    ]
    assert [len(part) for part in rows] == [len(dataset.split(name)) for name in ("train", "validation", "test")]
    assert len(set.union(*rows)) == 1797


@pytest.mark.parametrize(
    "name, options, error, message",
    [
        (
            "digts",
            {},
            ValueError,
            "unknown data set 'digts', did you mean 'digits'.*there are digits, .*cifar10, .*nab, drive, or the path",
        ),
        ("MNIST", {}, ValueError, "unknown data set 'MNIST', did you mean 'mnist'"),
        ("setup.cfg", {}, ValueError, "setup.cfg is not a kind of file that can be read as data; use a folder"),
        ("nowhere/", {}, FileNotFoundError, "there is no file or folder nowhere/; correct the path"),
        (
            "iris",
            {"target": "kind"},
            ValueError,
            r"iris takes no --target \('kind' was given\), which is for a table",
        ),
        ("iris", {"image_size": (8, 8)}, ValueError, r"iris has no images, and image_size=\(8, 8\) asks for some"),
        ("iris", {"channels": 1}, ValueError, "iris has no images, and channels=1 asks for some"),
        ("digits", {"channels": 2}, ValueError, r"channels 2 is not accepted; use 1 \(gray\) or 3 \(color\)"),
        ("digits", {"image_size": 32}, ValueError, r"image_size 32 is no size; use \(height, width\) in pixels"),
        ("digits", {"image_size": (0, 8)}, ValueError, r"image_size \(0, 8\) is no size"),
        ("digits", {"split_seed": -1}, ValueError, "split_seed -1 is not accepted; use an integer from 0"),
        ("digits", {"split": "60/20/2O"}, ValueError, "unknown split '60/20/2O', did you mean '60/20/20'"),
        (
            "iris",
            {"window": 8},
            ValueError,
            r"iris takes no window \(8 was given\), which is for text, tiny_shakespeare, occupancy, nab, .txt files;",
        ),
        (
            "dates",
            {"length": 8},
            ValueError,
            r"dates takes no length \(8 was given\), which is for adding; leave it out",
        ),
        ("dates", {"channels": 1}, ValueError, "dates has no images, and channels=1 asks for some"),
        ("adding", {"balance": "over"}, ValueError, "balance 'over' needs classes, and this is a regression"),
        (
            "digits",
            {"windw": 8},
            ValueError,
            "no data set has an option 'windw', did you mean 'window'.; there are window, stride, ",
        ),
        ("nabb", {"window": 8}, ValueError, "unknown data set 'nabb', did you mean 'nab'"),
        ("poem.txt", {}, FileNotFoundError, "there is no file or folder poem.txt; correct the path"),
        ("text", {"fold": 1}, ValueError, r"text takes no --fold \(1 was given\), which is for split kfold"),
    ],
)
def test_refusals(tmp_path, monkeypatch, name, options, error, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "setup.cfg").write_text("")
    with pytest.raises(error, match=message) as caught:
        load(name, **options)
    assert "\n" not in str(caught.value)


def test_wrong_path_suggests_what_stands_beside_it(tmp_path):
    (tmp_path / "photos").mkdir()
    with pytest.raises(FileNotFoundError, match=r"no file or folder .*photoz, did you mean '.*photos'"):
        load(str(tmp_path / "photoz"))


def test_a_link_to_nothing_is_told(tmp_path):
    (tmp_path / "rows.csv").symlink_to("gone.csv")
    with pytest.raises(FileNotFoundError, match="rows.csv is a link to gone.csv, which is not there; correct the link"):
        load(tmp_path / "rows.csv", target="y")
