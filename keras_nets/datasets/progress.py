"""A line on the terminal while somebody waits for many files to be read."""

import contextlib
import contextvars
import sys
import time

SILENT_SECONDS = 2
_silent = contextvars.ContextVar("silent", default=False)


@contextlib.contextmanager
def silenced(silent=True):
    """A context in which nothing is shown; with `silent=False`, as much as outside."""
    before = _silent.set(silent or _silent.get())
    try:
        yield
    finally:
        _silent.reset(before)


def watched(items, total, what):
    """Items as they come; who waits longer than two seconds at a terminal sees how many there were.

    Args:
        items: An iterable.
        total: Number of items.
        what: What happens to them, such as `"reading images"`.
    """
    if _silent.get() or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress, began = Progress(*columns, console=Console(stderr=True), transient=True), time.monotonic()
    task, started = progress.add_task(what, total=total), False
    try:
        for number, item in enumerate(items, start=1):
            yield item
            if started:
                progress.update(task, completed=number)
            elif time.monotonic() - began > SILENT_SECONDS:
                progress.start()
                started = True
    finally:
        if started:
            progress.stop()
