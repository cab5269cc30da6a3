"""Train recipes as they stand and compare what they reach with their targets."""

import tempfile
import time
from pathlib import Path
from typing import Annotated

from keras_nets.training.exit import fail, run_app, user_mistakes

import typer

NAME = "tools/check.py"
RECIPES = Path(__file__).parents[1] / "recipes"
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def check(
    recipes: Annotated[list[str] | None, typer.Argument(help="Recipes to train; all by default.")] = None,
    smoke: Annotated[bool, typer.Option("--smoke", help="Only see that each runs, on a few examples.")] = False,
    runs: Annotated[str, typer.Option(help="Where run folders go.")] = "runs",
):
    """Train each recipe as it stands and compare what it reaches with its target."""
    from keras_nets.training import recipe_names

    with user_mistakes():
        known = recipe_names(RECIPES)
        for name in recipes or []:
            _check_name(name, known)
    if smoke:
        with tempfile.TemporaryDirectory() as folder:
            rows = [_train(name, ["--smoke", "--quiet"], folder) for name in recipes or known]
    else:
        rows = [_train(name, [], runs) for name in recipes or known]
    _show(rows)
    missed = [row["recipe"] for row in rows if row["outcome"] in ("missed", "failed")]
    if missed:
        fail(f"{len(missed)} of {len(rows)} recipes fell short: {', '.join(missed)}", 1)


def _check_name(name, known):
    from keras_nets.datasets.wording import did_you_mean

    if name not in known:
        raise ValueError(f"there is no recipe {name!r}{did_you_mean(name, known)}; there are {', '.join(known)}")


def _train(name, arguments, runs):
    """What came out of training a recipe in a process of its own."""
    from keras_nets.training.reopen import train_in_process
    from keras_nets.training.target import Target

    started = time.monotonic()
    folder = train_in_process(name, arguments, runs)
    row = {"recipe": name, "target": "", "measured": "", "seconds": time.monotonic() - started}
    if folder is None:
        return {**row, "outcome": "failed"}
    if folder.record["target"] is None:
        return {**row, "outcome": "runs"}
    target = Target(**folder.record["target"])
    results = folder.record["results"]
    return {
        **row,
        "target": str(target),
        "measured": f"{results[target.metric]:.4g}",
        "outcome": "reached" if target.reached(results) else "missed",
    }


def _show(rows):
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("recipe", "target", "measured", "seconds", "outcome"):
        table.add_column(name, justify="right" if name in ("measured", "seconds") else "left", overflow="fold")
    for row in rows:
        table.add_row(row["recipe"], row["target"], row["measured"], f"{row['seconds']:.0f}", row["outcome"])
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        # A file has no width.
        console.width = 120
    console.print(table)


if __name__ == "__main__":
    run_app(app, NAME)
