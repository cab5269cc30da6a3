"""Recipes trained by their own command, in a process of their own."""

import shlex
import subprocess
import sys

from keras_nets._places import RECIPES
from keras_nets.cli.train import next_steps
from keras_nets.tasks import recorded_task
from keras_nets.training import run_folders


def broken_step(folder):
    """The first of the next steps of a finished run that fails in a process of its own; None where all work.

    TensorBoard serves until it is stopped, and is left out.
    """
    for step in next_steps(folder, recorded_task(folder.record))[1:]:
        ended = subprocess.run([sys.executable, *shlex.split(step)[1:]], stdout=subprocess.DEVNULL)
        if ended.returncode != 0:
            return step
    return None


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
