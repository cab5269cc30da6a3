import json
import subprocess
import sys

from keras_nets import datasets
from keras_nets.datasets import load, names

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
    "margin",
    "value_range",
    "skip_unreadable",
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
    with pytest.raises(AttributeError, match="has no attribute 'lode'; it has Dataset"):
        _ = datasets.lode


def test_names():
    assert names() == (
        *("digits", "breast_cancer", "wine", "iris", "diabetes", "faces", "text"),
        *("mnist", "fashion_mnist", "cifar10"),
    )


@pytest.mark.parametrize(
    "name, options",
    [
        ("digits", {"image_size": (12, 10), "channels": 3, "split": "kfold:5", "fold": 4, "split_seed": 2}),
        ("wine", {"balance": "over", "flatten": True}),
        ("iris", {"split": "bootstrap"}),
        ("text", {}),
        ("faces", {"image_size": [16, 16]}),
    ],
)
def test_record_of_a_run_loads_the_same_data_again(name, options):
    first = load(name, **options)
    record = json.loads(json.dumps(first.describe()))
    again = load(record["name"], **{option: record[option] for option in OPTIONS})
    assert again.describe() == first.describe()
    for split in ("train", "test"):
        np.testing.assert_array_equal(again.split(split).x, first.split(split).x)


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
            "unknown data set 'digts', did you mean 'digits'.*there are digits, .*cifar10, or the path",
        ),
        ("MNIST", {}, ValueError, "unknown data set 'MNIST', did you mean 'mnist'"),
        ("setup.cfg", {}, ValueError, "setup.cfg is no kind of file that is read as data; use a folder of images"),
        ("nowhere/", {}, FileNotFoundError, "there is no file or folder nowhere/; correct the path"),
        (
            "iris",
            {"target": "kind"},
            ValueError,
            r"iris takes no --target \('kind' was given\), which is for a .csv table",
        ),
        ("iris", {"image_size": (8, 8)}, ValueError, r"iris has no images, and image_size=\(8, 8\) asks for some"),
        ("iris", {"channels": 1}, ValueError, "iris has no images, and channels=1 asks for some"),
        ("digits", {"channels": 2}, ValueError, r"channels 2 is not accepted; use 1 \(gray\) or 3 \(color\)"),
        ("digits", {"image_size": 32}, ValueError, r"image_size 32 is no size; use \(height, width\) in pixels"),
        ("digits", {"image_size": (0, 8)}, ValueError, r"image_size \(0, 8\) is no size"),
        ("digits", {"split_seed": -1}, ValueError, "split_seed -1 is no seed; use an integer from 0"),
        ("digits", {"split": "60/20/2O"}, ValueError, "unknown split '60/20/2O', did you mean '60/20/20'"),
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
