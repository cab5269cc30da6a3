"""Where the repository is that this package is installed from, for what stands beside it."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RECIPES = REPOSITORY / "recipes"
