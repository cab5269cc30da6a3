"""Every recipe beside every kind of data: what it does not learn is refused before it is built, with one that does."""

import dataclasses
import functools

from keras_nets import datasets
from keras_nets.catalog import ARCHITECTURES
from keras_nets.training import Options, load_recipe, recipe_names
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare

import numpy as np
import pytest

# What the catalog says of a recipe's network: `{name: row}`.
ROWS = {f"{row.family}.{row.name}": row for row in ARCHITECTURES}
# A data set as people have them, what is asked of it, and what a network reads; "made" is a file that a fixture writes.
KINDS = {
    "iris": ("classification", "vectors"),
    "diabetes": ("regression", "vectors"),
    "made images": ("classification", "images"),
    "made image regression": ("regression", "images"),
    "made series": ("classification", "series"),
    "made text.txt": ("language modeling", "texts"),
    "topics": ("classification", "texts"),
    "dates": ("translation", "pairs of texts"),
    "digit_scenes": ("segmentation", "images"),
}
# Recipes that make another task of what they read, from whatever is asked of it.
OF_INPUTS = ("reconstruction", "density estimation", "clustering", "associative memory")


class Built(Exception):
    """A network would now be built."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Small files by their name, and the data sets by theirs."""
    folder, random = tmp_path_factory.mktemp("made"), np.random.default_rng(0)
    images, labels = random.integers(0, 256, (60, 8, 8), dtype="uint8"), np.arange(60) % 2
    series = random.random((60, 5, 3), dtype="float32")
    files = {
        "images.npz": {"x": images, "y": labels},
        "image regression.npz": {"x": images, "y": random.random(60)},
        "series.npz": {"x": series, "y": labels},
    }
    for name, arrays in files.items():
        np.savez(folder / name, **arrays)
    (folder / "text.txt").write_text("A text of some length that says nothing again and again. " * 100)
    paths = {path.name.removesuffix(".npz"): str(path) for path in folder.iterdir()}
    return {kind: paths.get(kind.removeprefix("made "), kind) for kind in KINDS}


@pytest.fixture(scope="module", autouse=True)
def read_once():
    """What takes long to read or to make is read once for all recipes; they change nothing of it."""
    few = {"dates": {"examples": 100}, "digit_scenes": {"examples": 20}}

    @functools.cache
    def load(data, **options):
        return loaded(data, **few.get(data, {}), **options)

    loaded = datasets.load
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datasets, "load", lambda data, **options: load(data, **options))
        yield


def refused(dataset, **hyperparameters):
    raise Built


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_takes_what_its_network_learns_and_refuses_the_rest(name, made):
    recipe = load_recipe(name)
    load = recipe.load
    # A partial holds the function that reads, which the module's fixture replaced.
    if isinstance(load, functools.partial):
        load = functools.partial(datasets.load, *load.args, **load.keywords)
    recipe = dataclasses.replace(recipe, load=load, build=refused, augmentation=None)
    row = ROWS[name]
    for kind, (task, read) in KINDS.items():
        fits = (task in row.tasks or row.tasks[0] in OF_INPUTS) and read in row.reads
        try:
            prepare(recipe, Plan.make(recipe, Options(data=made[kind], smoke=True)))
        except Built:
            # Images are also read as vectors or row by row.
            assert fits or (read == "images" and {"vectors", "series"} & {*row.reads}), f"{name} would learn {kind}"
        except ValueError as error:
            assert "\n" not in str(error)
            # Values may be out of the range that a network takes.
            if not fits:
                assert "; for " in str(error), f"{kind}: {error}"
                alternative = str(error).rpartition(" there is ")[2].split(",")[0].split(" and ")[0]
                assert {task, row.tasks[0]} & {*ROWS[alternative].tasks}, f"{kind}: {error}"


def test_the_words_say_what_does_not_fit_and_what_does():
    recipe = load_recipe("convolutional.resnet")
    with pytest.raises(ValueError) as error:
        prepare(recipe, Plan.make(recipe, Options(data="diabetes")))
    assert str(error.value) == (
        "diabetes has no images, and image_size=(32, 32) asks for some; use data such as digits, a folder of "
        "images, or an array x of (examples, height, width, channels); "
        "for regression from vectors there is feedforward.mlp"
    )


def test_a_classifier_does_not_squeeze_numbers(made):
    recipe = load_recipe("convolutional.resnet")
    with pytest.raises(ValueError) as error:
        prepare(recipe, Plan.make(recipe, Options(data=made["made image regression"])))
    assert "learns classification from images, and " in str(error.value)
    assert str(error.value).endswith(
        "asks for regression from images; for regression from images there is feedforward.mlp"
    )


def test_a_recipe_of_a_network_that_is_in_no_catalog_takes_what_it_takes():
    recipe = dataclasses.replace(load_recipe("feedforward.logistic_regression"), name="my.own", build=refused)
    with pytest.raises(Built):
        prepare(recipe, Plan.make(recipe, Options(data="diabetes")))
