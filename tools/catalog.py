"""List the architectures and the data that there are."""

from typing import Annotated

from keras_nets._places import RECIPES
from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import make_app
from keras_nets.cli.tables import check_name, print_entries, print_table

import typer

NAME = "tools/catalog.py"
app = make_app()


@app.command()
def catalog(
    family: Annotated[str | None, typer.Option(help="Only this family, such as convolutional.")] = None,
    task: Annotated[str | None, typer.Option(help="Only this task, such as classification.")] = None,
    data: Annotated[bool, typer.Option("--data", help="List the data instead.")] = False,
):
    """List the architectures that there are: `keras_nets.models.<architecture>` builds one, its recipe trains it."""
    with user_mistakes():
        if data and family is not None:
            raise ValueError("--family is for architectures; leave it out, or --data")
        _show_data(task) if data else _show_architectures(family, task)


def _show_architectures(family, task):
    from keras_nets.catalog import ARCHITECTURES

    rows = ARCHITECTURES
    if family is not None:
        check_name("family", family, sorted({row.family for row in rows}))
        rows = [row for row in rows if row.family == family]
    if task is not None:
        check_name("task", task, sorted({name for row in rows for name in row.tasks}))
        rows = [row for row in rows if task in row.tasks]
    for family in dict.fromkeys(row.family for row in rows):
        told = []
        for row in (row for row in rows if row.family == family):
            without = "" if (RECIPES / family / f"{row.name}.py").is_file() else " (no recipe)"
            told.append((f"{', '.join((row.name, *row.variants))}{without}: {', '.join(row.tasks)}", row.reference))
        print_entries(f"{family}/", told)


def _show_data(task):
    from keras_nets.datasets.catalog import DATA

    rows = DATA
    if task is not None:
        check_name("task", task, sorted({row.task for row in rows}))
        rows = [row for row in rows if row.task == task]
    told = [(row.name, row.task, row.source, ", ".join(row.options)) for row in rows]
    wrapped = ("data", "task", "from", "own options (--data-option)")
    print_table(wrapped, told, left=wrapped, wrapped=wrapped)


if __name__ == "__main__":
    run_app(app, NAME)
