"""How a command ends: its exit statuses, and one clear line for a user's mistake."""

import contextlib
import os
import sys

USER_MISTAKE, DIVERGED, INTERRUPTED = 2, 1, 130


@contextlib.contextmanager
def user_mistakes():
    """Turn an error about the user's input into one line on standard error and exit status 2.

    `KERAS_NETS_TRACEBACK=1` shows where it came from instead.
    """
    try:
        yield
    except (ValueError, FileNotFoundError) as error:
        if os.environ.get("KERAS_NETS_TRACEBACK") == "1":
            raise
        fail(error, USER_MISTAKE)
    except KeyboardInterrupt:
        fail("interrupted before anything was written", INTERRUPTED)


def fail(message, status):
    """Say one line on standard error and exit."""
    print(" ".join(str(message).split()), file=sys.stderr)
    raise SystemExit(status)


def run_app(app, name):
    """Run a typer app so that a wrong option, too, is answered in one line.

    Args:
        app: The `typer.Typer`.
        name: How the command is called.
    """
    import typer

    try:
        status = app(prog_name=name, standalone_mode=False)
    except typer.Abort:
        fail("interrupted", INTERRUPTED)
    except Exception as error:
        # Every usage error of typer's parser can format itself; anything else is a defect and keeps its traceback.
        if not hasattr(error, "format_message"):
            raise
        fail(f"{error.format_message().rstrip('.')}; see {name} --help", USER_MISTAKE)
    raise SystemExit(status or 0)
