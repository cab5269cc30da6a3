"""Runs as tools see them: found in their folders, opened again, or trained in a process of their own."""

import functools
import subprocess
import sys
from pathlib import Path

from keras_nets.training.recipe import load_recipe
from keras_nets.training.run_folder import RECORD, RunFolder

REPOSITORY = Path(__file__).parents[2]
RECIPES = REPOSITORY / "recipes"


class FinishedRun:
    """A finished run: its folder at once; its recipe, data and network when they are asked for.

    Args:
        path: the run folder.

    Raises:
        ValueError: `path` is no run, or the run has not finished.
    """

    def __init__(self, path):
        self.folder = RunFolder.open(path)
        record = self.record
        if "tuner" in record:
            raise ValueError(f"{path} is a search, not a run; train its best trial with: {record.get('retrain')}")
        if record["status"] != "finished":
            raise ValueError(
                f"{path} is {record['status']}, not finished; "
                f"go on with: python {record['recipe_file']} --resume {self.folder.path}"
            )

    @property
    def record(self):
        return self.folder.record

    @functools.cached_property
    def recipe(self):
        """The recipe, from where the run had it, else by its name."""
        file = Path(self.record["recipe_file"])
        return load_recipe(str(file)) if file.is_file() else load_recipe(self.record["recipe"], RECIPES)

    @functools.cached_property
    def dataset(self):
        """The data, split as the run had them. Raises ValueError where they changed since."""
        from keras_nets.training.preparation import load_dataset

        dataset = load_dataset(self.recipe, self.record["options"])
        if dataset.checksum != self.record["dataset"]["checksum"]:
            raise ValueError(f"the data {dataset.name} changed since {self.folder.path} was trained")
        return dataset

    @functools.cached_property
    def model(self):
        """The trained network."""
        # Loading the recipe's file imports the layers that the network may consist of.
        _ = self.recipe
        return self.folder.load_model()


def find_recipe(name):
    """A recipe by its name in this repository, such as `convolutional.lenet5`, or by the path of its file.

    Raises:
        ValueError: there is no such recipe.
    """
    return load_recipe(name, RECIPES)


def run_folders(runs):
    """All runs below a folder, oldest first."""
    paths = sorted(Path(runs).glob(f"*/*/{RECORD}"), key=lambda path: (path.parent.name, path))
    folders = [RunFolder.open(path.parent) for path in paths]
    return [folder for folder in folders if "tuner" not in folder.record]


def train_in_process(name, arguments, runs):
    """Train a recipe by its command, whose output goes to this process's.

    Args:
        name: of the recipe.
        arguments: further arguments of the command.
        runs: where its run folder goes.

    Returns:
        The finished `RunFolder`; None where the command failed.
    """
    file = RECIPES.joinpath(*name.split(".")).with_suffix(".py")
    before = {folder.path for folder in run_folders(runs)}
    command = [sys.executable, str(file), "--runs", str(runs), *arguments]
    status = subprocess.run(command).returncode
    new = [folder for folder in run_folders(runs) if folder.path not in before and folder.record["recipe"] == name]
    return new[-1] if status == 0 and new else None
