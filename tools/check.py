"""Train recipes as they stand and compare what they reach with their goals."""

import tempfile
import time
from typing import Annotated

from keras_nets.cli.exit import fail, run_app, user_mistakes
from keras_nets.cli.flags import make_app
from keras_nets.cli.tables import check_name, print_table

import typer

NAME = "tools/check.py"
app = make_app()


@app.command()
def check(
    recipes: Annotated[list[str] | None, typer.Argument(help="Recipes to train; all by default.")] = None,
    smoke: Annotated[bool, typer.Option("--smoke", help="Only see that each runs, on a few examples.")] = False,
    runs: Annotated[str, typer.Option(help="Where run folders go.")] = "runs",
):
    """Train each recipe as it stands, compare what it reaches with its goal, and try the next steps that it prints."""
    from keras_nets.training import recipe_names

    with user_mistakes():
        known = recipe_names()
        for name in recipes or []:
            check_name("recipe", name, known)
    if smoke:
        with tempfile.TemporaryDirectory() as folder:
            rows = [_train(name, ["--smoke", "--quiet"], folder) for name in recipes or known]
    else:
        rows = [_train(name, [], runs) for name in recipes or known]
    _show(rows)
    missed = [row["recipe"] for row in rows if row["outcome"] in ("missed", "failed")]
    if missed:
        fail(f"{len(missed)} of {len(rows)} recipes fell short: {', '.join(missed)}", 1)


def _train(name, arguments, runs):
    """What came out of training a recipe in a process of its own."""
    from keras_nets.cli.processes import broken_step, train_in_process
    from keras_nets.training import Goal

    started = time.monotonic()
    folder = train_in_process(name, arguments, runs)
    row = {"recipe": name, "goal": "", "measured": "", "seconds": time.monotonic() - started}
    if folder is None:
        return {**row, "outcome": "failed"}
    step = broken_step(folder)
    if step is not None:
        return {**row, "measured": f"cannot: {step}", "outcome": "failed"}
    if folder.record["goal"] is None:
        return {**row, "outcome": "runs"}
    goal = Goal(**folder.record["goal"])
    results = folder.record["results"]
    return {
        **row,
        "goal": str(goal),
        "measured": f"{results[goal.metric]:.4g}",
        "outcome": "reached" if goal.reached(results) else "missed",
    }


def _show(rows):
    told = [(row["recipe"], row["goal"], row["measured"], f"{row['seconds']:.0f}", row["outcome"]) for row in rows]
    columns = ("recipe", "goal", "measured", "seconds", "outcome")
    print_table(columns, told, left=("goal", "outcome"), wrapped=("goal", "measured"), width=120)


if __name__ == "__main__":
    run_app(app, NAME)
