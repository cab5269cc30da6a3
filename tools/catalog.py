"""List the architectures that there are."""

from pathlib import Path
from typing import Annotated

from keras_nets.training.exit import run_app, user_mistakes

import typer

NAME = "tools/catalog.py"
RECIPES = Path(__file__).parents[1] / "recipes"
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def catalog(
    family: Annotated[str | None, typer.Option(help="Only this family, such as convolutional.")] = None,
    task: Annotated[str | None, typer.Option(help="Only this task, such as classification.")] = None,
):
    """List the architectures that there are: `keras_nets.models.<architecture>` builds one, its recipe trains it."""
    from keras_nets.catalog import ARCHITECTURES

    rows = ARCHITECTURES
    with user_mistakes():
        if family is not None:
            _check("family", family, {row.family for row in rows})
            rows = [row for row in rows if row.family == family]
        if task is not None:
            _check("task", task, {task for row in rows for task in _tasks(row)})
            rows = [row for row in rows if task in _tasks(row)]
    _show(rows)


def _tasks(row):
    return [task.strip() for task in row.task.split(",")]


def _check(kind, name, known):
    from keras_nets.datasets.wording import did_you_mean

    if name not in known:
        raise ValueError(
            f"there is no {kind} {name!r}{did_you_mean(name, known)}; there are {', '.join(sorted(known))}"
        )


def _show(rows):
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("architecture", no_wrap=True)
    for name in ("task", "year", "reference"):
        table.add_column(name)
    for family in dict.fromkeys(row.family for row in rows):
        table.add_row(f"{family}/", style="bold")
        for row in (row for row in rows if row.family == family):
            without = "" if (RECIPES / family / f"{row.name}.py").is_file() else " (no recipe)"
            names = [f"  {row.name}{without}", *(f"    {variant}" for variant in row.variants)]
            table.add_row("\n".join(names), row.task, str(row.year), row.reference)
        table.add_section()
    Console(markup=False, highlight=False).print(table)


if __name__ == "__main__":
    run_app(app, NAME)
