"""Recipes trained by their own command, in a process of their own."""

import subprocess
import sys

from keras_nets._places import RECIPES
from keras_nets.training import run_folders


def train_in_process(name, arguments, runs):
    """Train a recipe by its command, whose output goes to this process's.

    Args:
        name: Of the recipe.
        arguments: Further arguments of the command.
        runs: Where its run folder goes.

    Returns:
        The finished `RunFolder`; None where the command failed.
    """
    file = RECIPES.joinpath(*name.split(".")).with_suffix(".py")
    before = {folder.path for folder in run_folders(runs)}
    status = subprocess.run([sys.executable, str(file), "--runs", str(runs), *arguments]).returncode
    new = [folder for folder in run_folders(runs) if folder.path not in before and folder.record["recipe"] == name]
    return new[-1] if status == 0 and new else None
