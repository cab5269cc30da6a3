import importlib
import inspect
import os

from keras_nets import tasks
from keras_nets.datasets import catalog, load
from keras_nets.datasets.catalog import DATA, find

import numpy as np
import pytest
from PIL import Image

IDS = [entry.name for entry in DATA]


@pytest.mark.parametrize("entry", DATA, ids=IDS)
def test_a_module_takes_exactly_the_options_of_its_row(entry):
    load_it = importlib.import_module(f"keras_nets.datasets.{entry.module}").load
    request, *own = inspect.signature(load_it).parameters.values()
    assert request.name == "request"
    if entry.module == "tables.table":
        # `**options` are those of sentences, which a table takes for its column of texts.
        sentences = importlib.import_module("keras_nets.datasets.sequences.sentences")
        taken = inspect.signature(sentences.as_sentences).parameters
        assert [option.kind for option in own] == [inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD]
        assert {option for option in taken if option != "source"} == set(entry.options)
        return
    assert [option.kind for option in own] == [inspect.Parameter.KEYWORD_ONLY] * len(own)
    assert {option.name for option in own} == set(entry.options)


def test_names_are_there_once_and_tasks_are_known():
    assert len(set(IDS)) == len(IDS)
    assert {entry.task for entry in DATA} <= set(tasks.NAMES)
    assert set(catalog.OPTIONS) == {option for entry in DATA for option in entry.options}


@pytest.fixture
def own(tmp_path, photos, fruit):
    """For each kind of a user's data its path, and what else it needs."""
    folders = {"drive": ("training/images", "training/1st_manual", "training/mask", "test/images")}
    folders["drive"] += ("test/1st_manual", "test/mask")
    folders["labeled"] = ("images", "labels")
    pixels = np.random.default_rng(0).integers(0, 2, (16, 16), dtype=np.uint8) * 255
    for name, inside in folders.items():
        for folder in inside:
            (tmp_path / name / folder).mkdir(parents=True)
            for number in range(1, 6):
                Image.fromarray(pixels).save(tmp_path / name / folder / f"{number}.png")
    np.savez(tmp_path / "arrays.npz", x=np.ones((30, 2)), y=np.arange(30) % 2)
    (tmp_path / "poem.TXT").write_text("a rose is a rose " * 60)
    return {
        ".txt files": (tmp_path / "poem.TXT", {}),
        "tables, .csv, .parquet, .xlsx or .xls": (fruit, {"target": "kind"}),
        ".npz files": (tmp_path / "arrays.npz", {}),
        "folders of training/ and test/ as in DRIVE": (tmp_path / "drive", {}),
        "folders of images/ and labels/": (tmp_path / "labeled", {}),
        "folders of class folders": (photos, {}),
    }


WITHOUT_DOWNLOAD = [entry for entry in DATA if entry.source in ("a dependency", "a seed")]
OWN = [entry for entry in DATA if entry.source == "your own"]


@pytest.mark.parametrize("entry", WITHOUT_DOWNLOAD, ids=[entry.name for entry in WITHOUT_DOWNLOAD])
def test_data_have_the_task_of_their_row(entry):
    few = {"examples": 60} if "examples" in entry.options else {}
    dataset = load(entry.name, **few)
    assert (dataset.name, dataset.task) == (entry.name, entry.task)
    # What the row says is taken, is taken.
    images = {"image_size": (32, 32), "channels": 1} if "image_size" in entry.general else {}
    shown = load(entry.name, **few, **images)
    assert (shown.image_shape == (32, 32, 1)) == bool(images)


@pytest.mark.parametrize("entry", OWN, ids=[entry.name for entry in OWN])
def test_files_and_folders_of_a_user_are_told_apart(own, entry):
    path, options = own[entry.name]
    assert find(path) == find(str(path)) == entry
    dataset = load(path, **options)
    assert (dataset.name, dataset.task) == (str(path), entry.task)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "table.csv")
    with pytest.raises(ValueError, match="table.csv is a named pipe; put a file in its place"):
        find(tmp_path / "table.csv")


FILES = {
    "mnist": "mnist.npz",
    "fashion_mnist": "fashion_mnist.npz",
    "tiny_shakespeare": "tinyshakespeare.txt",
    "rt_polarity": "rt-polarity.pos",
    "basic_motions": "basic_motions.npz",
    "occupancy": "occupancy.zip",
    "nab": "nab_realKnownCause.zip",
    "drive": "drive.npz",
}


@pytest.mark.parametrize("name", FILES)
def test_real_data_have_the_task_of_their_row(real_folder, name):
    dataset = load(name, data_dir=real_folder(FILES[name]))
    assert dataset.task == find(name).task


def test_an_option_for_others_is_refused_with_those_that_take_it():
    with pytest.raises(ValueError, match=r"wine takes no series \('nyc_taxi' was given\), which is for nab; leave it"):
        load("wine", series="nyc_taxi")
    with pytest.raises(ValueError, match="no data set has an option 'serie', did you mean 'series'.; there are window"):
        load("nab", serie="nyc_taxi")
    with pytest.raises(ValueError, match="wine takes no --target .*, which is for a table; leave it out"):
        load("wine", target="kind")
