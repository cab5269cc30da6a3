"""Where the repository is that this package is installed from, for what stands beside it."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RECIPES = REPOSITORY / "recipes"


def from_here(path):
    """A path as a command that is typed here takes it: relative below the working directory, else absolute."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
