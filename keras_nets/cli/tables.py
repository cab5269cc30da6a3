"""Tables and names as commands show and check them."""

import sys

from keras_nets._wording import did_you_mean, printable, temperature_note
from keras_nets.cli.commands import tool_command


def print_table(columns, rows, *, left=(), wrapped=(), width=None):
    """Print a table on standard output; what would steer the terminal stands escaped.

    Args:
        columns: Their titles; the first column is aligned to the left, others to the right.
        rows: Lists of values; None ends a section.
        left: Titles of further columns that are aligned to the left.
        wrapped: Titles of columns whose text may take several lines.
        width: Characters a line where the output is no terminal; None is the 80 of most.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, title in enumerate(columns):
        justify = "left" if number == 0 or title in left else "right"
        table.add_column(printable(title), justify=justify, no_wrap=title not in wrapped, overflow="fold")
    for row in rows:
        table.add_section() if row is None else table.add_row(*map(_cell, row))
    Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else width).print(table)


def print_entries(title, entries):
    """Print entries below a title, each above a text that explains it, wrapped to the width of the terminal.

    Args:
        title: What the entries are.
        entries: Pairs of an entry and its text.
    """
    from rich.console import Console
    from rich.padding import Padding

    console = Console(markup=False, highlight=False)
    console.print(printable(title))
    for entry, text in entries:
        console.print(Padding(printable(entry), (0, 0, 0, 2), expand=False))
        console.print(Padding(printable(text), (0, 0, 0, 6), expand=False), style="dim")
    console.print()


def _cell(value):
    # A cell may have several lines.
    return "\n".join(map(printable, str(value).split("\n")))


def check_name(kind, name, known):
    """Refuse a name that is not known.

    Args:
        kind: What is named, such as `"recipe"`.
        name: The name.
        known: Names that there are.

    Raises:
        ValueError: If the name is none of them.
    """
    if name not in known:
        raise ValueError(f"there is no {kind} {name!r}{did_you_mean(name, known)}; there are {', '.join(known)}")


def tell_temperature(run):
    """Say at which temperature the probabilities of a run are shown, where it is not 1."""
    if told := temperature_note(run.task.temperature):
        print(f"{told}, fitted on the validation part")


def check_tool(run, tool):
    """Refuse a run whose task another command looks at, before the network is read.

    Args:
        run: A `FinishedRun`.
        tool: Name of the command that asks.

    Raises:
        ValueError: If the command is not that of the run's task.
    """
    fitting = run.task.tool_for(run.record)
    if fitting != tool:
        other = f"; {tool_command(run.task, run)} does" if fitting else ""
        which = " with inputs or a network that" if run.task.tool == tool else ", which"
        raise ValueError(f"{run.record['recipe']} learned {run.task}{which} {tool}.py does not show{other}")
